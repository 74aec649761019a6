# The back office: French only, outside the rule that every language has every message.

## Parts
office-desk = Accueil du public
office-board = Tableau du jour
office-calls = Appels à passer

## Search
desk-title = Accueil du public
desk-who = Qui cherchez-vous ?
desk-who-hint = Nom, téléphone, date de naissance, numéro de dossier ou code. Quelques lettres suffisent.
desk-search = Chercher
desk-too-little = Tapez au moins deux lettres, ou quatre chiffres.
desk-found =
    { $count ->
        [0] Personne ne correspond.
        [one] Une personne.
       *[other] { $count } personnes.
    }
desk-more =
    { $count ->
        [one] La personne la plus proche. Il y en a d'autres : ajoutez un mot.
       *[other] Les { $count } personnes les plus proches. Il y en a d'autres : ajoutez un mot.
    }
desk-new = Nouvelle personne
desk-calls-open =
    { $count ->
        [one] Un appel promis
       *[other] { $count } appels promis
    }
desk-born = Date de naissance : { $day }
desk-file = Dossier { $key }
desk-has = Rendez-vous :
desk-moment = { $when }, { $site }
desk-waits =
    { $count ->
        [0] Orientation reçue aujourd'hui
        [one] Attend depuis un jour
       *[other] Attend depuis { $count } jours
    }
desk-over-limit = délai légal dépassé
desk-earliest = Premier rendez-vous
desk-back = Chercher une autre personne

## Keys
keys-title = Touches
keys-search = aller à la recherche
keys-enter-key = Entrée
keys-choose = choisir une personne
keys-print = imprimer
keys-help = voir ou cacher cette liste

## The card
card-next = Prochain rendez-vous
card-language = Langue des messages : { $language }
card-bad-mail-unknown = Adresse mail : nos messages reviennent depuis { $since }, cette adresse n'existe pas. Demandez-en une autre.
card-bad-mail-refused = Adresse mail : nos messages sont refusés depuis { $since } par la messagerie. Demandez une autre adresse.
card-bad-sms-unknown = Téléphone : nos SMS n'arrivent plus depuis { $since }, personne n'est joint à ce numéro. Demandez-en un autre.
card-bad-sms-refused = Téléphone : nos SMS sont refusés depuis { $since } par l'opérateur. Demandez un autre numéro.
card-refuses-sms = SMS : la personne ne veut plus de rappels ; ce qui change son rendez-vous part encore.
card-refuses-mail = Mail : la personne ne veut plus de rappels ; le reste part encore.
card-reached-by-nothing = Plus aucun message ne lui parvient : dites-lui les nouvelles de vive voix.
card-move = Changer la date
card-cancel = Annuler ce rendez-vous
card-cancel-why = Pourquoi ?
card-cancel-do = Annuler le rendez-vous
cancel-asked = La personne le demande
cancel-not-concerned = La personne n'est plus concernée
cancel-mistake = Pris par erreur
cancel-team-away = Un professionnel est absent
cancel-site-closed = Le lieu est fermé
card-files = Orientations
card-received = reçue le { $day }
card-close-twice = Inscrite deux fois : fermer
card-over = Aucune orientation n'est en cours.
card-open = Ouvrir une orientation reçue aujourd'hui
card-twins = Cette personne est peut-être inscrite deux fois
card-change = Changer le téléphone ou l'adresse mail
card-change-do = Enregistrer
card-booked = C'est noté. Les messages partent.
card-already = Cette personne a déjà un rendez-vous. Rien n'a été pris en plus.
card-moved = La date est changée. Les messages partent.
card-merged = Les deux fiches n'en font plus qu'une.
card-changed = C'est enregistré.
card-created = La personne est inscrite.
card-gone = Cela n'est plus possible : la situation a changé entre-temps. Voici où elle en est.
file-attended = personne reçue
file-closed = fermée
file-booked = rendez-vous pris
file-waiting = en attente

## Undo
undo-do = Rétablir
undo-cancelled = Le rendez-vous est annulé.
undo-missed = L'absence est notée.
undo-left =
    { $count ->
        [one] Encore une seconde avant l'envoi des messages.
       *[other] Encore { $count } secondes avant l'envoi des messages.
    }
undo-done = Le rendez-vous est rétabli. Aucun message n'est parti.
undo-over = Trop tard pour rétablir : les messages partent. Prenez un nouveau rendez-vous.
undo-taken = L'heure a été prise entre-temps. Prenez un nouveau rendez-vous.

## The earliest appointment
offer-title = Premier rendez-vous
offer-move-title = Une autre date
offer-any-site = Tous les lieux
offer-away =
    { $count ->
        [0] aujourd'hui
        [one] demain
       *[other] dans { $count } jours
    }
offer-book = Prendre ce rendez-vous
offer-hold = Garder 3 minutes
offer-move-do = Changer pour cette date
offer-held = Heure gardée
offer-held-until = Gardée jusqu'à { $time }.
offer-confirm = Confirmer
offer-release = Rendre cette heure
offer-empty = Aucun rendez-vous n'est possible avec ces choix.
offer-none-chosen = Choisissez une date.
offer-same = C'est l'heure que la personne a déjà : rien n'a changé.
offer-taken = Cette heure vient d'être prise. Voici les plus proches.
offer-not-possible = Cette heure n'est plus possible. Voici les plus proches.
offer-hold-gone = Une autre personne de l'accueil a choisi une autre heure pour ce dossier. Voici ce qui est libre.
offer-why = Pourquoi pas plus tôt ?
offer-options = Autrement
offer-how = Comment
offer-site = Lieu
offer-kind = Motif
offer-from = Pas avant le
offer-half = Moment
offer-half-any = Toute la journée
offer-half-morning = Le matin
offer-half-afternoon = L'après-midi
offer-more-days = D'autres jours
offer-first-ones = Les premiers rendez-vous
offer-again = Chercher
offer-interpreter = Interprète
offer-no-interpreter = Sans interprète

## Today
today-ask = Possible aujourd'hui ?
today-here = Possible à { $when }, { $place }.
today-elsewhere = Rien ici aujourd'hui. Possible à { $when } à un autre lieu : { $site }.
today-later = Rien aujourd'hui. Le premier rendez-vous est { $when }, { $site }.
today-nothing = Aucun rendez-vous n'est possible, ni aujourd'hui ni plus tard.
today-alone = En attendant, { $name } ({ $role }) peut recevoir la personne ici à { $when }. Le rendez-vous à plusieurs reste à prendre.
today-book = Prendre ce rendez-vous
today-site = La personne est à

## Somebody new
new-given = Prénom
new-family = Nom
new-born = Date de naissance
new-day = Jour
new-month = Mois
new-year = Année
new-phone = Téléphone
new-email = Adresse mail
new-language = Langue des messages
new-site = Lieu souhaité
new-file = Numéro de dossier
new-file-hint = Laissez vide s'il n'y en a pas. Jamais le numéro de sécurité sociale.
new-do = Inscrire la personne
new-given-missing = Écrivez le prénom.
new-family-missing = Écrivez le nom.
new-born-wrong = Écrivez une date de naissance qui existe, par exemple 29 2 1988.
new-file-taken = Ce numéro de dossier est déjà pris. Vérifiez-le, ou laissez le champ vide.
new-alike = Cette personne est peut-être déjà inscrite
new-alike-hint = Si c'est elle, ouvrez sa fiche. Sinon :
new-another = C'est une autre personne : l'inscrire
field-too-long = C'est trop long. Raccourcissez.
field-nir = On dirait un numéro de sécurité sociale. Il n'est jamais enregistré : effacez-le.
field-phone = Écrivez un numéro comme 06 12 34 56 78.
field-email = Écrivez une adresse comme samia@exemple.fr.
alike-file = Même numéro de dossier.
alike-name-birthday = Même nom et même date de naissance.
alike-name-phone = Nom proche et même téléphone.
alike-email = Même adresse mail.
alike-phone = Même téléphone.
alike-name = Même nom.
alike-birthday = Nom proche et même date de naissance.

## Two entries of one person
merge-title = Est-ce la même personne ?
merge-lead = Si oui, les deux fiches n'en feront plus qu'une. Les orientations, les rendez-vous, les liens et les messages suivent.
merge-hint = La fiche choisie donne le nom et la langue. Ce qui lui manque est pris sur l'autre.
merge-do = C'est la même personne : réunir
merge-not = Ce sont deux personnes
merge-both = Les deux fiches ont un rendez-vous. Annulez d'abord celui qui est de trop, puis revenez ici.

## Calls
value-title = Valeurs à vérifier
value-lead = Une liste dit autre chose que ce que l'accueil ou la personne a saisi depuis. Rien n'est changé tant que vous n'avez pas choisi.
value-none = Rien n'est à vérifier.
value-settled = Votre choix est enregistré.
value-gone = Cette valeur n'est plus à vérifier : quelqu'un a choisi entre-temps.
value-here = ici
value-said = d'après « { $source } »
value-said-as-of = d'après « { $source } », liste du { $day }
value-empty = rien
value-keep = Garder
value-take = Prendre
value-open =
    { $count ->
        [one] Une valeur à vérifier
       *[other] { $count } valeurs à vérifier
    }
value-given-name = Prénom
value-family-name = Nom
value-born-on = Date de naissance
value-email = Courriel
value-phone = Téléphone
value-language = Langue
value-organisation = Organisme
value-site = Lieu souhaité
value-referent = Référent
value-interpreter = Interprète
calls-title = Appels à passer
calls-none = Aucun appel n'est promis.
calls-by = À appeler au plus tard { $day }, de préférence { $half }.
calls-by-visit = À appeler avant le rendez-vous du { $when }.
calls-by-visit-today = À appeler aujourd'hui, avant le rendez-vous de { $time }.
calls-half-morning = le matin
calls-half-afternoon = l'après-midi
calls-late = En retard
calls-no-phone = Pas de téléphone
calls-done = Appel passé
calls-why-nothing-suits = Aucun jour proposé ne convenait.
calls-why-unreachable = Nos messages n'arrivent plus : demandez un autre numéro ou une autre adresse.
calls-why-sms = La personne a répondu à un SMS.
calls-why-team = L'équipe du rendez-vous n'était plus complète.
calls-why-declined = { $who } ne peut pas venir { $when }. Personne d'autre n'est libre à cette heure.
calls-why-other-time = { $who } propose une autre heure que { $when }.
calls-why-this-time = { $who } propose { $other } au lieu de { $when }.
calls-other-start = { $day } à { $from }
calls-other-span = { $day }, de { $from } à { $to },
calls-other-times = Avec l'accord de la personne, déplacer le rendez-vous :
calls-free-times = Autres moments libres :
calls-no-other-time = Aucun autre moment n'est libre.
calls-unsure = Agendas qui répondent « peut-être »
calls-unsure-said = { $who } viendra peut-être { $when }.
calls-noted = C'est noté : cet appel n'est plus à passer.

## The board
board-expected = Attendu
board-arrived = Arrivé
board-in-meeting = En entretien
board-done = Terminé
board-absent = Absent
board-days = Jours
board-before = Jour d'avant
board-after = Jour d'après
board-today = Aujourd'hui
board-print = Imprimer
board-site = Lieu
board-go = Voir
board-nobody = Personne
board-occupied = Occupé
board-do-arrive = Arrivé
board-do-call = Appeler
board-do-end = Terminé
board-do-miss = Absent
board-do-back = Revenir
board-came = Venu
board-early = En avance
board-waits =
    { $count ->
        [0] Vient d'arriver
        [one] Attend depuis une minute
       *[other] Attend depuis { $long }
    }
board-until = En retard : possible jusqu'à { $time }
board-too-late = Trop tard pour être reçu aujourd'hui à cette heure
board-over = L'heure est passée : venu ou absent ?
board-ends = Jusqu'à { $time }
board-runs-over =
    { $count ->
        [0] Se termine
        [one] Dépasse d'une minute
       *[other] Dépasse de { $long }
    }
board-unfilled =
    { $count ->
        [one] Un rendez-vous des jours passés : venu ou absent ?
       *[other] { $count } rendez-vous des jours passés : venus ou absents ?
    }
board-not-now = Cette étape n'est plus possible : quelqu'un d'autre l'a déjà notée, ou ce n'est pas le jour.
board-at = Tableau de { $time }.
board-offline = Le service ne répond plus. Ce tableau peut avoir changé.
board-refresh = Relire le tableau
board-every = Relire toutes les 30 secondes
board-tablet = Page d'arrivée pour une tablette

## The board on paper
print-do = Imprimer
print-initials = Avec les initiales
print-names = Avec les noms
print-back = Retour au tableau
print-time = Heure
print-who = Personne
print-file = Dossier
print-with = Avec
print-room = Salle
print-arrived = Arrivée
