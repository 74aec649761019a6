# The back office: French only, outside the rule that every language has every message.

## What becomes of a message
life-planned = À envoyer
life-sending = En cours
life-sent = Parti
life-delivered = Arrivé
life-bounced = Revenu
life-failed = Échec
life-doubtful = Incertain
life-dropped = Abandonné
life-planned-at = Prévu { $when }
life-again-at = Pas encore parti, nouvel essai { $when }
life-sending-now = En train de partir
life-sent-at = Parti { $when }
life-delivered-at = Arrivé { $when }
life-bounced-at = Revenu { $when }
life-failed-at = N'est pas parti, dernier essai { $when }
life-doubtful-at = Peut-être arrivé : aucune réponse { $when }
life-dropped-at = Abandonné { $when }
moment-today = aujourd'hui à { $time }
moment-yesterday = hier à { $time }
moment-tomorrow = demain à { $time }
moment-day = { $day } à { $time }
kind-before = { $kind }, { $before } avant
before-days =
    { $count ->
        [one] un jour
       *[other] { $count } jours
    }
before-time = { $time }
why-nobody = Personne ne lit à cette adresse ou à ce numéro.
why-refused = L'adresse ou le numéro refuse nos messages.
why-provider-no = Le serveur ou le prestataire a dit non{ $code ->
    [0] .
   *[other]  (code { $code }).
}
why-settings = Le serveur ou le prestataire ne nous laisse pas entrer, ou n'a pas pu être joint : à voir avec qui tient le service.
why-no-answer = La réponse n'est pas venue : on ne sait pas s'il est parti.
why-passing = Le message est revenu pour une raison passagère.
message-erased = contenu effacé

## When messages do not leave
alarm-title = Attention
alarm-sms-stopped =
    { $count ->
        [one] Les SMS ne partent plus depuis { $since } : un message attend. Appelez la personne.
       *[other] Les SMS ne partent plus depuis { $since } : { $count } attendent. Appelez les personnes à prévenir.
    }
alarm-mail-stopped =
    { $count ->
        [one] Les mails ne partent plus depuis { $since } : un message attend. Appelez la personne.
       *[other] Les mails ne partent plus depuis { $since } : { $count } attendent. Appelez les personnes à prévenir.
    }
alarm-sms-failing = Depuis { $since }, { $failed } SMS sur { $of } n'arrivent pas. Appelez les personnes à prévenir.
alarm-mail-failing = Depuis { $since }, { $failed } mails sur { $of } n'arrivent pas. Appelez les personnes à prévenir.
alarm-see = Voir les messages

## On a person's card
card-messages = Messages
card-messages-none = Aucun message n'est prévu ni parti.
card-messages-more = Les { $count } plus récents.
message-about = Rendez-vous : { $when }
message-by = { $kind } par { $channel }
messages-day-by = { $day }, { $channel }

## The messages of the territory
office-messages = Messages
messages-period = Période
period-today = Aujourd'hui
period-week = 7 derniers jours
period-month = 30 derniers jours
period-next = 7 prochains jours
messages-channel = Canal
messages-any = Tous
messages-state = État
messages-show = Afficher
messages-stuck = À décider
messages-stuck-lead = Ces messages ne partiront pas sans vous. Renvoyez-les, ou abandonnez-les en disant pourquoi.
messages-stuck-none = Aucun message n'attend de décision.
messages-stuck-none-here = Aucun message n'attend de décision avec ces choix.
messages-stuck-count =
    { $count ->
        [one] Un message attend une décision.
       *[other] { $count } messages attendent une décision.
    }
messages-to-person = Pour { $name }
messages-to-professional = Pour { $name }, sur l'agenda
messages-to-someone = Pour une personne
messages-may-be-twice = S'il est arrivé, le renvoyer le fera arriver deux fois.
messages-retry = Renvoyer
messages-drop = Abandonner
messages-drop-why = Raison
messages-drop-choose = Choisissez une raison
messages-drop-wrong = Choisissez pourquoi ce message est abandonné.
messages-more = Les suivants
messages-first = Revenir au début
messages-retried = Le message repart.
messages-dropped = Le message est abandonné.
messages-already = C'était déjà fait : ce message n'attend plus de décision.
messages-overtaken = Un message plus récent a été écrit à la même personne : celui-ci ne peut plus partir. Abandonnez-le.
messages-numbers = Nombres
messages-total =
    { $count ->
        [0] Aucun message.
        [one] Un message.
       *[other] { $count } messages.
    }
messages-billed =
    { $count ->
        [0] Aucun SMS facturé.
        [one] Un SMS facturé.
       *[other] { $count } SMS facturés.
    }
messages-to-come =
    { $count ->
        [0] Aucun SMS à venir.
        [one] Un SMS à venir.
       *[other] { $count } SMS à venir.
    }
messages-cost = { $cost } dépensés.
messages-cost-to-come = { $cost } à prévoir.
messages-no-price = Leur coût n'est pas connu : le prix d'un SMS n'est pas réglé. Demandez-le à qui exploite le service.
messages-by-kind = Par message
messages-by-day = Par jour
messages-kind = Message
messages-day = Jour
messages-all = Total
