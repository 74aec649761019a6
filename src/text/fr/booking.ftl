# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# Straight apostrophes. A no-break space (U+00A0) before ? ! : ; and inside quotation marks: none of them begins a line.

## Around every question
ask-service = Vos rendez-vous
ask-help = Besoin d'aide ?
ask-next = Continuer
ask-back = Retour
ask-change = Changer
ask-language-link = Changer de langue
choice-none = Choisissez une réponse.
error-title = Il y a quelque chose à corriger
error-mark = Erreur :
error-too-long = Ce texte est trop long. Écrivez un texte plus court.
error-nir = Cela ressemble à un numéro de sécurité sociale. Nous ne le gardons jamais. Effacez-le.

## Who are you
door-title = Qui êtes-vous ?
door-hello = Bonjour { $name }
door-lead = Choisissez votre rendez-vous en une minute. C'est gratuit.
door-first = Premier rendez-vous possible : { $day }
door-first-way = Premier rendez-vous possible : { $day } ({ $way })
door-question = Pour être sûr que c'est vous : votre jour de naissance ?
door-hint = Le jour et le mois seulement. Exemple : 31 12 pour le 31 décembre.
door-day = Jour
door-month = Mois
door-no-date = Cette date n'existe pas. Écrivez le jour (1 à 31) et le mois (1 à 12).
door-wrong =
    { $count ->
        [one] Cette date ne va pas avec ce lien. Il reste un essai. Vous pouvez aussi nous appeler.
       *[other] Cette date ne va pas avec ce lien. Il reste { $count } essais. Vous pouvez aussi nous appeler.
    }

## The code of a letter
code-title = Tapez le code de votre lettre
code-hint = Le code a 8 lettres et chiffres. Exemple : K7M2-QX9B.
code-wrong = Ce code n'est pas complet. Il a 8 lettres et chiffres, sans 0, 1, A, E, I, O, U.

## Language and way
language-title = Quelle langue ?
language-lead = Nos messages seront aussi dans cette langue.
how-title = Comment voulez-vous parler avec nous ?
how-onsite = Sur place
how-phone = Par téléphone
how-video = En vidéo
site-title = Quel lieu ?
site-any = Tous les lieux

## Dates
dates-title = Quel jour voulez-vous ?
dates-duration = Durée du rendez-vous : { $duration }.
dates-people =
    { $count ->
        [one] Vous voyez une personne.
       *[other] Vous voyez { $count } personnes en même temps : une pour votre vie de tous les jours, une pour le travail.
    }
dates-empty = Il n'y a pas de date libre pour le moment.
dates-button = Prendre ce rendez-vous
dates-more = Voir d'autres jours
dates-site = Un autre lieu
dates-how = Venir sur place ou parler à distance
dates-none = Aucun jour ne me va
dates-back = Retour aux premières dates
days-title = Choisissez un jour
days-more = Plus de jours
days-before = Jours d'avant
taken = Cette heure vient d'être prise. Voici les heures les plus proches. Ce que vous avez écrit est gardé.

## Nothing suits
none-title = Aucun jour ne va ?
none-lead = Nous vous appelons au plus tard le { $day }.
none-question = Quand préférez-vous que nous appelions ?
none-morning = Le matin
none-afternoon = L'après-midi
none-number = Nous appelons le { $phone }.
none-button = Appelez-moi
none-promised-title = Nous vous appelons
none-promised-morning = C'est noté. Nous vous appelons le matin, au plus tard le { $day }.
none-promised-afternoon = C'est noté. Nous vous appelons l'après-midi, au plus tard le { $day }.
none-meanwhile = Vous pouvez encore choisir une date ici.

## Needs
needs-title = De quoi avez-vous besoin ?
needs-lead = Cochez si vous en avez besoin. Sinon, continuez.
needs-step-free = Une entrée sans marches
needs-sign-language = Un interprète en langue des signes
needs-child = Je viens avec un enfant
needs-helper = Je viens avec une personne qui m'aide
needs-interpreter = Un interprète ?
needs-no-interpreter = Non, merci
needs-interpreter-of = Interprète : { $language }
needs-later = Avec ce que vous demandez, l'heure choisie n'est pas possible. Première date possible : { $when }.
needs-nothing = Avec ce que vous demandez, aucune date n'est libre ici. Nous pouvons vous appeler pour trouver une date.
fact-needs = Vos besoins

## Check
check-title = C'est bien ça ?
check-contact = Comment vous joindre
check-button = Oui, je confirme
check-extend = J'ai besoin de plus de temps
check-other-day = Choisir un autre jour
check-needs = Changer mes besoins
kept =
    { $count ->
        [one] Gardé pour vous encore { $count } minute.
       *[other] Gardé pour vous encore { $count } minutes.
    }
kept-over = Le temps est passé. Confirmez vite : l'heure est peut-être encore libre.
contact-title = Comment vous joindre ?
contact-lead = Nous écrivons seulement pour vos rendez-vous.
contact-phone = Téléphone
contact-phone-hint = Exemple : 06 12 34 56 78
contact-phone-wrong = Ce numéro n'est pas complet. Écrivez les 10 chiffres, ou + et le pays.
contact-email = Adresse mail
contact-email-hint = Exemple : nom@exemple.fr
contact-email-wrong = Cette adresse n'est pas complète. Écrivez-la comme nom@exemple.fr.
contact-nothing = Donnez au moins un numéro ou une adresse mail.
contact-button = Enregistrer
contact-change = Changer le téléphone ou l'adresse mail
contact-changed = C'est changé.
contact-undo = Remettre comme avant
contact-none = non donné

## My appointment
mine-title = Votre rendez-vous
mine-noted = C'est noté.
mine-moved = C'est changé.
mine-mail = Nous vous envoyons un mail avec toutes les informations.
mine-calendar = Mettre dans mon téléphone
mine-move = Changer de jour ou d'heure
mine-cancel = Annuler le rendez-vous
mine-print = Imprimer
mine-feed = Suivre dans mon agenda : il se met à jour tout seul
mine-feed-closed = L'agenda ne s'ouvre pas ?
mine-feed-copy = Dans votre agenda, choisissez « ajouter à partir d'une adresse ». Copiez cette adresse :
mine-sms-stop = Ne plus m'envoyer de rappels par SMS
mine-sms-again = M'envoyer de nouveau des rappels par SMS
mine-reminders-stop = Ne plus m'envoyer de rappels par mail
mine-reminders-again = M'envoyer de nouveau des rappels par mail
stop-title = Ne plus recevoir de rappels par mail ?
stop-lead = Nous vous écrivons toujours si un rendez-vous change ou est annulé.
stop-button = Ne plus recevoir de rappels
stop-done = C'est noté.
stop-done-line = Vous ne recevez plus de rappels par mail.
mine-none = Vous n'avez pas encore de rendez-vous.
mine-attended = Vous êtes venu. Merci.
mine-missed = Nous ne vous avons pas vu. Ce n'est pas grave.
mine-missed-line = Choisissez un autre jour.
mine-cancelled-line = Le rendez-vous du { $when } n'a plus lieu.
mine-choose = Choisir un rendez-vous
cancel-title = Annuler ce rendez-vous ?
cancel-lead = Vous pouvez choisir un autre jour après.
cancel-button = Oui, annuler
cancel-keep = Non, garder ce rendez-vous

## Moving
move-title = Pas de problème. Quel autre jour ?
move-lead = Votre rendez-vous est gardé jusqu'à la fin du changement.
move-same = C'est l'heure que vous avez déjà. Rien n'a changé. Choisissez une autre heure.
move-choose = Choisir cette date
move-new = Nouveau rendez-vous
move-old = À la place de
move-check-lead = Quand vous confirmez, l'ancien rendez-vous est libéré.
move-button = Oui, changer
move-keep = Garder mon rendez-vous

## What is stored
data-link = Mes données
data-title = Ce que nous gardons sur vous
data-lead = Voici tout ce que ce service garde sur vous.
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
data-who-title = Qui les voit ?
data-who = Seules les personnes qui vous reçoivent et l'accueil.
data-never = Nous ne gardons jamais votre numéro de sécurité sociale.
data-rights-title = Vos droits
data-rights = Vous pouvez demander de corriger ou d'effacer ces données. Appelez-nous ou venez à l'accueil.
data-file = Télécharger mes données (fichier JSON)
leave-button = Terminer sur cet appareil
leave-title = C'est terminé.
leave-line = Rien ne reste sur cet appareil. Pour revenir, ouvrez le lien de votre message.

## When a page cannot be shown
told-again = Réessayer
told-public-page = Voir nos lieux et prendre rendez-vous
told-phone = Nous vous aidons par téléphone :
told-phone-unknown = Pour de l'aide, appelez le numéro écrit dans votre message ou votre lettre.
told-session-over = Cette page s'est fermée
told-session-over-line = Pour vous protéger, elle se ferme après une heure. Ouvrez de nouveau le lien de votre message. Rien n'est perdu.
told-other-form = Cette page n'est plus à jour
told-other-form-line = Un autre lien a peut-être été ouvert dans ce navigateur. Ouvrez de nouveau le lien de votre message.
told-too-many = Il y a trop de demandes
told-too-many-line = Attendez une minute, puis réessayez.
told-holds = Vous avez choisi beaucoup d'heures
told-holds-line = D'autres personnes attendent aussi. Réessayez dans une heure, ou appelez-nous.
told-too-large = Ce texte est trop long
told-too-large-line = Revenez à la page d'avant et écrivez un texte plus court.
told-missing-line = Ouvrez de nouveau le lien de votre message.
told-no-link = Ce lien ne marche pas ou ne marche plus
told-no-link-line = Vérifiez que le lien est complet. Un lien plus récent remplace les anciens.
told-closed = Nous n'avons pas pu vous reconnaître
told-closed-line = Pour vous protéger, ce lien est fermé pour le moment. Appelez-nous : nous trouvons une date avec vous.
told-over = Vous n'avez rien à choisir
told-over-line = Votre dossier n'attend plus de rendez-vous. Une question ? Appelez-nous.
told-busy = Beaucoup de personnes choisissent en ce moment
told-busy-line = Attendez un moment, puis réessayez. Rien n'est perdu.
told-broken = Le service a un problème
told-broken-line = Ce n'est pas votre faute. Réessayez dans quelques minutes.

## The tablet at the door
tablet-title = Tapez votre code
tablet-hint = 8 lettres et chiffres. Il est sur votre message ou sur votre lettre.
tablet-do = Je suis là
tablet-noted = C'est noté. Vous êtes arrivé.
tablet-sit = Asseyez-vous. On vous appelle bientôt.
tablet-ask-desk = Adressez-vous à l'accueil
tablet-desk = Une personne de l'accueil va vous aider.
tablet-next = Personne suivante
tablet-again = Essayer encore

## Without a link
newcomer-known = Vous avez déjà un rendez-vous, ou un lien de nous ? Ouvrez le lien de votre message, ou appelez-nous.
newcomer-given-name = Prénom
newcomer-family-name = Nom de famille
newcomer-no-given-name = Écrivez votre prénom, avec des lettres seulement.
newcomer-no-family-name = Écrivez votre nom de famille, avec des lettres seulement.
newcomer-born = Votre date de naissance
newcomer-born-hint = Exemple : 31 12 1990 pour le 31 décembre 1990.
newcomer-year = Année
newcomer-born-wrong = Cette date n'existe pas. Écrivez le jour, le mois et l'année en chiffres.
newcomer-one = Un numéro ou une adresse mail suffit.
newcomer-button = Voir les dates
newcomer-kept = Nous gardons cela pour vos rendez-vous seulement.
told-newcomers = Beaucoup de demandes arrivent en ce moment
told-newcomers-line = Réessayez plus tard, ou appelez-nous : nous trouvons une date avec vous.
mine-come-back = Pour revenir sur cette page, gardez cette adresse. Votre jour de naissance est demandé aussi.
