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
person-help = Besoin d'aide ? Appelez le { $phone }.
person-help-choose = Pour choisir un autre jour, appelez le { $phone }.
person-trust = Nous ne demandons jamais d'argent ni de code.
person-closing = À bientôt.
person-link = { $label } :
