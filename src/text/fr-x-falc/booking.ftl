# Easy French (FALC: facile à lire et à comprendre): 12 words a sentence at most, a test counts them.
# Written by a machine: must be read by a professional and by people concerned before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Around every question
ask-service = Vos rendez-vous
ask-help = Besoin d'aide ?
ask-next = Continuer
ask-back = Revenir
ask-change = Changer
ask-language-link = Changer de langue
choice-none = Choisissez une réponse.
error-title = Il y a une erreur
error-mark = Erreur :
error-too-long = Ce texte est trop long. Écrivez un texte plus court.
error-nir = C'est peut-être votre numéro de sécurité sociale. N'écrivez pas ce numéro ici.

## Who are you
door-title = Qui êtes-vous ?
door-hello = Bonjour { $name }
door-lead = Vous allez choisir votre rendez-vous. C'est gratuit.
door-first = Premier rendez-vous possible : { $day }
door-first-way = Premier rendez-vous possible : { $day } ({ $way })
door-question = Quel est votre jour de naissance ?
door-hint = Écrivez le jour et le mois. Exemple : 31 12 pour le 31 décembre.
door-day = Jour
door-month = Mois
door-no-date = Cette date n'existe pas. Écrivez le jour, puis le mois.
door-wrong =
    { $count ->
        [one] Ce n'est pas la bonne date pour ce lien. Vous pouvez essayer encore une fois. Vous pouvez aussi nous appeler.
       *[other] Ce n'est pas la bonne date pour ce lien. Vous pouvez essayer encore { $count } fois. Vous pouvez aussi nous appeler.
    }

## The code of a letter
code-title = Écrivez le code de votre lettre
code-hint = Le code a 8 lettres et chiffres. Exemple : K7M2-QX9B.
code-wrong = Ce code n'est pas complet. Regardez encore votre lettre.

## Language and way
language-title = Quelle langue ?
language-lead = Nos messages sont aussi dans cette langue.
how-title = Comment voulez-vous parler avec nous ?
how-onsite = Je viens sur place
how-phone = Par téléphone
how-video = En vidéo
site-title = Où voulez-vous venir ?
site-any = Tous les lieux

## Dates
dates-title = Quel jour voulez-vous ?
dates-duration = Durée du rendez-vous : { $duration }.
dates-people =
    { $count ->
        [one] Vous voyez une personne.
       *[other] Vous voyez { $count } personnes en même temps. Vous parlez de la vie de tous les jours et du travail.
    }
dates-empty = Il n'y a pas de date libre aujourd'hui.
dates-button = Prendre ce rendez-vous
dates-more = Voir d'autres jours
dates-site = Un autre lieu
dates-how = Venir sur place ou parler à distance
dates-none = Aucun jour ne me va
dates-back = Revoir les premières dates
days-title = Choisissez un jour
days-more = Plus de jours
days-before = Jours d'avant
taken = Une autre personne a pris cette heure. Voici d'autres heures. Vos réponses sont gardées.

## Nothing suits
none-title = Aucun jour ne va ?
none-lead = Nous vous appelons au plus tard le { $day }.
none-question = Quand pouvons-nous appeler ?
none-morning = Le matin
none-afternoon = L'après-midi
none-number = Nous appelons le { $phone }.
none-button = Appelez-moi
none-promised-title = Nous vous appelons
none-promised-morning = C'est noté. Nous appelons le matin, au plus tard le { $day }.
none-promised-afternoon = C'est noté. Nous appelons l'après-midi, au plus tard le { $day }.
none-meanwhile = Vous pouvez encore choisir une date ici.

## Needs
needs-title = De quoi avez-vous besoin ?
needs-lead = Cochez ce qu'il vous faut. Ou continuez.
needs-step-free = Une entrée sans marches
needs-sign-language = La langue des signes
needs-child = Je viens avec un enfant
needs-helper = Je viens avec une personne qui m'aide
needs-interpreter = Un interprète ?
needs-no-interpreter = Non, merci
needs-interpreter-of = Interprète : { $language }
needs-later = L'heure choisie n'est plus possible avec votre demande. La première date est : { $when }.
needs-nothing = Il n'y a pas de date avec votre demande. Nous pouvons vous appeler.
fact-needs = Vos besoins

## Check
check-title = C'est bien ça ?
check-contact = Comment vous contacter
check-button = Oui, je prends ce rendez-vous
check-extend = Je veux plus de temps
check-other-day = Choisir un autre jour
check-needs = Changer mes besoins
kept =
    { $count ->
        [one] Nous gardons cette heure { $count } minute.
       *[other] Nous gardons cette heure { $count } minutes.
    }
kept-over = Le temps est passé. L'heure est peut-être encore libre.
contact-title = Comment vous contacter ?
contact-lead = Nous écrivons seulement pour vos rendez-vous.
contact-phone = Téléphone
contact-phone-hint = Exemple : 06 12 34 56 78
contact-phone-wrong = Ce numéro n'est pas complet. Écrivez les 10 chiffres.
contact-email = Adresse mail
contact-email-hint = Exemple : nom@exemple.fr
contact-email-wrong = Cette adresse n'est pas complète. Exemple : nom@exemple.fr
contact-nothing = Donnez un numéro ou une adresse mail.
contact-button = Enregistrer
contact-change = Changer le téléphone ou l'adresse mail
contact-changed = C'est changé.
contact-undo = Remettre comme avant
contact-none = pas encore donné

## My appointment
mine-title = Votre rendez-vous
mine-noted = C'est noté.
mine-moved = C'est changé.
mine-mail = Nous vous envoyons un mail.
mine-calendar = Mettre dans mon téléphone
mine-move = Changer de jour ou d'heure
mine-cancel = Annuler le rendez-vous
mine-print = Imprimer
mine-feed = Suivre dans mon agenda
mine-feed-closed = L'agenda ne s'ouvre pas ?
mine-feed-copy = Copiez cette adresse dans votre agenda :
mine-sms-stop = Ne plus m'envoyer de rappels par SMS
mine-sms-again = M'envoyer de nouveau des rappels par SMS
mine-reminders-stop = Ne plus m'envoyer de rappels par mail
mine-reminders-again = M'envoyer de nouveau des rappels par mail
stop-title = Vous ne voulez plus de rappels par mail ?
stop-lead = Nous vous écrivons encore si votre rendez-vous change.
stop-button = Je ne veux plus de rappels
stop-done = C'est noté.
stop-done-line = Vous ne recevez plus de rappels par mail.
mine-none = Vous n'avez pas encore de rendez-vous.
mine-attended = Vous êtes venu. Merci.
mine-missed = Nous ne vous avons pas vu. Ce n'est pas grave.
mine-missed-line = Choisissez un autre jour.
mine-cancelled-line = Ne venez pas : { $when }.
mine-choose = Choisir un rendez-vous
cancel-title = Annuler ce rendez-vous ?
cancel-lead = Après, vous pouvez choisir un autre jour.
cancel-button = Oui, annuler
cancel-keep = Non, garder ce rendez-vous

## Moving
move-title = Pas de problème. Quel autre jour ?
move-lead = Nous gardons votre rendez-vous pendant le changement.
move-same = Vous avez déjà cette heure. Rien n'a changé. Choisissez une autre heure.
move-choose = Choisir cette date
move-new = Nouveau rendez-vous
move-old = Avant
move-check-lead = Avec ce bouton, vous changez de rendez-vous.
move-button = Oui, changer
move-keep = Garder mon rendez-vous

## What is stored
data-link = Mes informations
data-title = Ce que nous gardons sur vous
data-lead = Voici tout ce que nous gardons sur vous.
data-name = Nom
data-born = Date de naissance
data-file-number = Numéro de dossier
data-received = Dossier reçu le
data-language = Langue
data-appointment = Rendez-vous
data-booked = à venir
data-cancelled = annulé
data-attended = vous êtes venu
data-missed = vous n'étiez pas là
data-how-long-title = Combien de temps ?
data-how-long = Deux ans au plus après notre dernier contact. Ces pages oublient vos réponses après une heure.
data-who-title = Qui peut les voir ?
data-who = L'accueil et les personnes qui vous reçoivent.
data-never = Nous ne gardons jamais votre numéro de sécurité sociale.
data-rights-title = Vos droits
data-rights = Vous pouvez demander de corriger ces informations. Vous pouvez demander de les effacer. Appelez-nous ou venez à l'accueil.
data-file = Télécharger mes informations
leave-button = Terminer sur cet appareil
leave-title = C'est terminé.
leave-line = Il n'y a plus rien sur cet appareil. Pour revenir, ouvrez le lien de votre message.

## When a page cannot be shown
told-again = Essayer encore
told-public-page = Voir nos lieux et prendre rendez-vous
told-phone = Nous vous aidons par téléphone :
told-phone-unknown = Pour de l'aide, appelez le numéro de votre message.
told-session-over = Cette page est fermée
told-session-over-line = Elle se ferme après une heure. Ouvrez encore le lien de votre message. Rien n'est perdu.
told-other-form = Cette page n'est plus la bonne
told-other-form-line = Ouvrez encore le lien de votre message.
told-too-many = Il y a trop de demandes
told-too-many-line = Attendez une minute. Puis essayez encore.
told-holds = Vous avez choisi beaucoup d'heures
told-holds-line = D'autres personnes attendent aussi. Essayez encore dans une heure.
told-too-large = Ce texte est trop long
told-too-large-line = Revenez à la page d'avant. Écrivez un texte plus court.
told-missing-line = Ouvrez encore le lien de votre message.
told-no-link = Ce lien ne marche pas
told-no-link-line = Regardez si le lien est complet. Prenez le dernier message reçu.
told-closed = Nous ne vous avons pas reconnu
told-closed-line = Ce lien est fermé pour vous protéger. Appelez-nous pour avoir une date.
told-over = Vous n'avez rien à choisir
told-over-line = Vous n'avez plus besoin de ce rendez-vous. Une question ? Appelez-nous.
told-busy = Beaucoup de personnes choisissent maintenant
told-busy-line = Attendez un peu. Puis essayez encore. Rien n'est perdu.
told-broken = Le service a un problème
told-broken-line = Ce n'est pas votre faute. Essayez encore dans 10 minutes.

## The tablet at the door
tablet-title = Écrivez votre code
tablet-hint = Le code a 8 lettres et chiffres. Il est dans votre message ou dans votre lettre.
tablet-do = Je suis là
tablet-noted = C'est noté. Vous êtes là.
tablet-sit = Vous pouvez vous asseoir. On vous appelle bientôt.
tablet-ask-desk = Allez à l'accueil
tablet-desk = Une personne va vous aider.
tablet-next = Personne suivante
tablet-again = Essayer encore

## Without a link
newcomer-known = Vous avez déjà un rendez-vous ou un lien ? Ouvrez le lien de votre message.
newcomer-given-name = Prénom
newcomer-family-name = Nom de famille
newcomer-no-given-name = Écrivez votre prénom. Utilisez des lettres seulement.
newcomer-no-family-name = Écrivez votre nom de famille. Utilisez des lettres seulement.
newcomer-born = Votre date de naissance
newcomer-born-hint = Exemple : 31 12 1990 pour le 31 décembre 1990.
newcomer-year = Année
newcomer-born-wrong = Cette date n'existe pas. Écrivez des chiffres.
newcomer-one = Un numéro ou une adresse mail suffit.
newcomer-button = Voir les dates
newcomer-kept = Nous gardons cela pour vos rendez-vous.
told-newcomers = Il y a trop de demandes maintenant
told-newcomers-line = Réessayez plus tard. Vous pouvez aussi nous appeler.
mine-come-back = Pour revenir ici, gardez cette adresse. Nous demandons aussi votre jour de naissance.
