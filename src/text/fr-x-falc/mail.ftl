# Easy French (FALC: facile à lire et à comprendre): 12 words a sentence at most, a test counts them.
# Written by a machine: must be read by a professional and by people concerned before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

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
fact-also = Le même jour aussi
fact-also-value = { $when }, { $place }

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
person-given-back-subject = Votre rendez-vous du { $when } est annulé
person-given-back-title = C'est noté. Votre rendez-vous est annulé.
person-given-back-lead = Vous avez annulé le rendez-vous du { $when }.
person-reminder-subject = Rappel : rendez-vous { $when }
person-reminder-title = Vous avez bientôt un rendez-vous.
person-reminder-lead = C'est le { $when }.
person-missed-subject = Choisissez un autre jour
person-missed-title = Nous ne vous avons pas vu. Ce n'est pas grave.
person-missed-lead = Le rendez-vous était le { $when }.
person-missed-note = Choisissez un autre jour.
person-place-subject = Vous pouvez venir avant : { $when }
person-place-title = Vous pouvez venir plus tôt.
person-place-lead = Une place est libre le { $when }.
person-place-subject-first = Une place est libre : { $when }
person-place-title-first = Vous pouvez avoir un rendez-vous.
person-place-note = Nous avons aussi écrit à d'autres personnes. Une seule personne peut prendre la place. La place est peut-être déjà prise.
person-place-kept = Vous ne voulez pas ? Votre rendez-vous reste le { $when }.
person-choose-subject = Choisissez votre rendez-vous
person-choose-title = Vous pouvez choisir votre premier rendez-vous.
person-choose-lead = C'est gratuit. C'est utile pour vos droits.
person-choose-note = Vous choisissez le jour et l'heure. C'est rapide.
person-chase-subject = Choisissez votre rendez-vous
person-chase-title = Vous n'avez pas encore de rendez-vous.
person-chase-lead = Il y a des places. C'est gratuit. C'est utile pour vos droits.
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
person-link-first = Choisir mon rendez-vous
person-link-place = Voir si la place est encore libre
person-link-stop = Ne plus recevoir de rappels par mail
person-help = Vous avez une question ? Appelez le { $phone }.
person-help-choose = Vous voulez un autre jour ? Appelez le { $phone }.
person-no-reply = Ne répondez pas à ce mail : personne ne lit les réponses.
person-trust = Nous ne demandons jamais d'argent. Nous ne demandons jamais votre carte bancaire.
person-closing = À bientôt.
person-link = { $label } :
