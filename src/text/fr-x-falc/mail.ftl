# Easy French (FALC: facile à lire et à comprendre): 12 words a sentence at most, a test counts them.
# Written by a machine: must be read by a professional and by people concerned before anybody relies on it.

## Calendar entries
event-summary = Rendez-vous

## Facts of an appointment: labels and values
fact-line = { $label } : { $value }
fact-when = Quand
fact-when-value = { $date } ({ $part })
fact-duration = Combien de temps
fact-place = Où
fact-place-onsite = { $site }, { $address }
fact-place-phone = Au téléphone
fact-place-video = En vidéo
fact-bring = Prenez avec vous
fact-bring-value = votre carte d'identité. C'est tout.
fact-phone = Téléphone

## Letters to the person received
person-greeting = Bonjour { $name },
person-greeting-unnamed = Bonjour,
person-confirmation-subject = Votre rendez-vous : { $when }
person-confirmation-title = C'est noté.
person-confirmation-lead = Vous avez un rendez-vous. C'est le { $when }.
person-moved-subject = Votre rendez-vous a changé : { $when }
person-moved-title = Votre rendez-vous a changé de jour ou d'heure.
person-moved-lead = Le nouveau rendez-vous est le { $when }.
person-moved-before = Avant, c'était le { $before }. Ne venez pas ce jour-là.
person-cancelled-subject = Votre rendez-vous du { $when } est annulé
person-cancelled-title = Votre rendez-vous est annulé.
person-cancelled-lead = C'était le rendez-vous du { $when }. Ne venez pas.
person-team =
    { $count ->
        [one] Une personne vous attend.
       *[other] { $count } personnes vous attendent. Vous voyez ces personnes en même temps.
    }
person-phone = Nous vous appelons à cette heure. Gardez votre téléphone avec vous.
person-video = Nous parlons avec vous en vidéo à cette heure.
person-file = Le fichier joint met le rendez-vous dans votre téléphone.
person-link-change = Changer ou annuler le rendez-vous
person-link-choose = Choisir un autre jour
person-help = Vous avez une question ? Appelez le { $phone }.
person-help-choose = Vous voulez un autre jour ? Appelez le { $phone }.
person-trust = Nous ne demandons jamais d'argent. Nous ne demandons jamais de code.
person-closing = À bientôt.
person-link = { $label } :
