# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# Straight apostrophes and plain spaces: the same words may leave by SMS.

## Calendar entries
event-summary = Rendez-vous d'accompagnement

## Facts of an appointment: labels and values
fact-line = { $label } : { $value }
fact-when = Quand
fact-when-value = { $date } ({ $part })
fact-duration = Durée
fact-place = Lieu
fact-place-onsite = { $site }, { $address }
fact-place-phone = Par téléphone
fact-place-video = En vidéo
fact-bring = À apporter
fact-bring-value = votre carte d'identité. C'est tout.
fact-phone = Téléphone
fact-also = Aussi ce jour-là
fact-also-value = { $when }, { $place }

## Letters to the person received
person-greeting = Bonjour { $name },
person-greeting-unnamed = Bonjour,
person-confirmation-subject = Votre rendez-vous : { $when }
person-confirmation-title = C'est noté.
person-confirmation-lead = Vous avez rendez-vous le { $when }.
person-moved-subject = Votre rendez-vous a changé : { $when }
person-moved-title = Votre rendez-vous a changé.
person-moved-lead = Vous avez maintenant rendez-vous le { $when }.
person-moved-before = Le rendez-vous du { $before } n'a plus lieu.
person-cancelled-subject = Votre rendez-vous du { $when } est annulé
person-cancelled-title = Votre rendez-vous est annulé.
person-cancelled-lead = Le rendez-vous du { $when } n'a plus lieu. Vous n'avez pas besoin de venir.
person-given-back-subject = Votre rendez-vous du { $when } est annulé
person-given-back-title = C'est noté : votre rendez-vous est annulé.
person-given-back-lead = Vous avez annulé le rendez-vous du { $when }.
person-reminder-subject = Rappel : rendez-vous { $when }
person-reminder-title = Votre rendez-vous approche.
person-reminder-lead = Nous vous attendons le { $when }.
person-missed-subject = Choisissez un autre jour
person-missed-title = Nous ne vous avons pas vu. Ce n'est pas grave.
person-missed-lead = Le rendez-vous était le { $when }.
person-missed-note = Choisissez un autre jour qui vous va.
person-place-subject = Une place est libre avant : { $when }
person-place-title = Une place est libre avant votre rendez-vous.
person-place-lead = Vous pouvez venir le { $when }.
person-place-subject-first = Une place est libre : { $when }
person-place-title-first = Une place est libre pour un rendez-vous.
person-place-note = D'autres personnes ont reçu ce message. La place est à la première qui la prend : elle peut déjà être prise.
person-place-kept = Sinon, rien ne change : votre rendez-vous du { $when } est gardé.
person-choose-subject = Vous pouvez choisir votre rendez-vous
person-choose-title = Vous pouvez choisir votre premier rendez-vous.
person-choose-lead = C'est gratuit et utile pour vos droits.
person-choose-note = Vous choisissez le jour et l'heure. Cela prend une minute.
person-chase-subject = Votre rendez-vous vous attend
person-chase-title = Vous n'avez pas encore choisi votre rendez-vous.
person-chase-lead = Il reste des places. C'est gratuit et utile pour vos droits.
person-team =
    { $count ->
        [one] Une personne vous attend.
       *[other] { $count } personnes vous attendent. Vous les voyez en même temps.
    }
person-phone = Nous vous appelons à cette heure. Gardez votre téléphone près de vous.
person-video = Nous parlons avec vous en vidéo à cette heure.
person-file = Le fichier joint met le rendez-vous dans votre téléphone.
person-link-change = Changer ou annuler le rendez-vous
person-link-choose = Choisir un autre jour
person-link-first = Choisir mon rendez-vous
person-link-place = Voir si la place est encore libre
person-link-stop = Ne plus recevoir de rappels par mail
person-help = Besoin d'aide ? Appelez le { $phone }.
person-help-choose = Pour choisir un autre jour, appelez le { $phone }.
person-no-reply = Personne ne lit les réponses à ce mail.
person-trust = Nous ne demandons jamais d'argent ni de numéro de carte bancaire.
person-closing = À bientôt.
person-link = { $label } :
