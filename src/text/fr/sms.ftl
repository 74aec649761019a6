# Short messages, in sentences: what does not fit into one message is left out, the least needed first.
# Letters of GSM 7-bit only, where there are é è à ù but neither ç nor ê nor ’: one of them halves the room.
# No name of a benefit, no name of a person: others read a locked screen.

## Choosing an appointment
sms-choose = Vous pouvez choisir votre 1er rendez-vous.
sms-choose-why = C'est gratuit et utile pour vos droits.
sms-choose-link = Choisir le jour : { $link }
sms-choose-call = Pour choisir le jour, appelez le { $phone }
sms-chase = Rappel : vous pouvez encore choisir votre rendez-vous.
sms-help = Besoin d'aide ? { $phone }

## An appointment
sms-confirmation = RDV noté : { $when }.
sms-moved = RDV déplacé : { $when }.
sms-moved-before = Il remplace celui du { $day }.
sms-reminder = Rappel : RDV { $when }.
sms-today = C'est aujourd'hui à { $time }.
sms-reminder-many = Rappel : { $count } RDV { $day }, à { $hours }.
sms-reminder-more =
    { $count ->
        [one] Rappel : RDV { $when } et 1 autre ce jour.
       *[other] Rappel : RDV { $when } et { $count } autres ce jour.
    }
sms-today-many = C'est aujourd'hui : { $count } RDV, à { $hours }.
sms-today-more =
    { $count ->
        [one] C'est aujourd'hui à { $time }, et 1 autre RDV après.
       *[other] C'est aujourd'hui à { $time }, et { $count } autres RDV après.
    }
sms-hours = { $before } et { $last }
sms-place = Lieu : { $place }.
sms-by-phone = Par téléphone : nous vous appelons.
sms-by-video = En vidéo : le lien est sur votre page.
sms-people =
    { $count ->
        [one] 1 personne vous attend ({ $duration }).
       *[other] { $count } personnes vous attendent ({ $duration }).
    }
sms-reply = Répondez 1 = je viens, 2 = je change.
sms-aid = Aide { $phone }
sms-bring = Venez avec ce message.
sms-late = En retard ? Appelez le { $phone }
sms-change-or-call = Changer ou annuler : { $link } ou { $phone }
sms-change-link = Changer ou annuler : { $link }
sms-change-call = Changer ou annuler : { $phone }

## A place before
sms-freed = Une place est libre avant : { $when }.
sms-freed-link = La prendre : { $link }
sms-freed-first = Une place est libre : { $when }.
sms-freed-one = Une seule personne l'aura.
sms-freed-call = Pour la prendre, appelez le { $phone }
sms-freed-else = Sinon, votre RDV du { $day } est gardé.

## No appointment any more
sms-called-off = Votre RDV du { $day } est annulé par nos services. Pardon.
sms-cancelled = C'est noté : votre RDV du { $day } est annulé.
sms-missed = Nous ne vous avons pas vu le { $day }.
sms-missed-kind = Ce n'est pas grave.
sms-other-or-call = Choisir un autre jour : { $link } ou { $phone }
sms-other-link = Choisir un autre jour : { $link }
sms-other-call = Choisir un autre jour : { $phone }

## Answers to answers
sms-answer-comes = Merci, c'est noté : RDV { $when }.
sms-answer-comes-many = Merci, c'est noté : { $count } RDV { $day }, à { $hours }.
sms-answer-comes-more =
    { $count ->
        [one] Merci, c'est noté : RDV { $when } et 1 autre ce jour.
       *[other] Merci, c'est noté : RDV { $when } et { $count } autres ce jour.
    }
sms-answer-change-which = RDV { $when }.
sms-answer-stop = C'est noté : plus de SMS de rappel.
sms-answer-stop-kept = Votre RDV du { $day } est gardé.
sms-answer-call = Merci de votre message. Nous vous appelons au plus tard le { $day }.
