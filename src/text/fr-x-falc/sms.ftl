# Easy French: short messages, in sentences of one idea.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Choosing an appointment
sms-choose = Vous pouvez choisir votre rendez-vous.
sms-choose-why = C'est gratuit.
sms-choose-link = Choisir le jour : { $link }
sms-choose-call = Pour choisir le jour, appelez le { $phone }
sms-chase = Vous pouvez encore choisir votre rendez-vous.
sms-help = Besoin d'aide ? { $phone }

## An appointment
sms-confirmation = Votre rendez-vous : { $when }.
sms-moved = Votre rendez-vous a changé : { $when }.
sms-moved-before = Ne venez pas le { $day }.
sms-reminder = Votre rendez-vous : { $when }.
sms-today = C'est aujourd'hui à { $time }.
sms-reminder-many = Vous avez { $count } rendez-vous { $day } : à { $hours }.
sms-reminder-more =
    { $count ->
        [one] Votre rendez-vous : { $when }. Et 1 autre ce jour.
       *[other] Votre rendez-vous : { $when }. Et { $count } autres ce jour.
    }
sms-today-many = C'est aujourd'hui. Vous avez { $count } rendez-vous : à { $hours }.
sms-today-more =
    { $count ->
        [one] C'est aujourd'hui à { $time }. Et 1 autre après.
       *[other] C'est aujourd'hui à { $time }. Et { $count } autres après.
    }
sms-hours = { $before } et { $last }
sms-place = Lieu : { $place }.
sms-by-phone = Nous vous appelons.
sms-by-video = C'est en vidéo.
sms-people =
    { $count ->
        [one] 1 personne vous attend ({ $duration }).
       *[other] { $count } personnes vous attendent ({ $duration }).
    }
sms-reply = Répondez 1 = je viens. 2 = je change.
sms-aid = Aide : { $phone }
sms-bring = Venez avec ce message.
sms-late = En retard ? Appelez le { $phone }
sms-change-or-call = Changer : { $link } ou { $phone }
sms-change-link = Changer : { $link }
sms-change-call = Changer : { $phone }

## A place before
sms-freed = Une place est libre avant : { $when }.
sms-freed-link = La prendre : { $link }
sms-freed-first = Une place est libre : { $when }.
sms-freed-one = Une seule personne peut la prendre.
sms-freed-call = Pour la prendre, appelez le { $phone }
sms-freed-else = Ou gardez votre rendez-vous du { $day }.

## No appointment any more
sms-called-off = Le rendez-vous du { $day } est annulé. Pardon.
sms-cancelled = Le rendez-vous du { $day } est annulé.
sms-missed = Nous ne vous avons pas vu le { $day }.
sms-missed-kind = Ce n'est pas grave.
sms-other-or-call = Un autre jour : { $link } ou { $phone }
sms-other-link = Un autre jour : { $link }
sms-other-call = Un autre jour : { $phone }

## Answers to answers
sms-answer-comes = Merci. Votre rendez-vous : { $when }.
sms-answer-comes-many = Merci. Vous avez { $count } rendez-vous { $day } : à { $hours }.
sms-answer-comes-more =
    { $count ->
        [one] Merci. Votre rendez-vous : { $when }. Et 1 autre ce jour.
       *[other] Merci. Votre rendez-vous : { $when }. Et { $count } autres ce jour.
    }
sms-answer-change-which = Votre rendez-vous : { $when }.
sms-answer-stop = C'est noté : plus de SMS de rappel.
sms-answer-stop-kept = Gardez votre rendez-vous du { $day }.
sms-answer-call = Merci. Nous vous appelons avant la fin du { $day }.
