# The back office: French only, outside the rule that every language has every message.

## The wait
wait-title = L'attente au { $day }, de l'orientation reçue au premier rendez-vous conjoint où la personne est venue
wait-site = lieu demandé : { $site }
wait-organisation = organisation chargée : { $organisation }
wait-month = orientations reçues en { $month }
wait-none = Aucune orientation.
wait-received =
    { $count ->
        [one] { $count } orientation
       *[other] { $count } orientations
    }
wait-came =
    { $count ->
        [one] { $count } personne venue
       *[other] { $count } personnes venues
    }
wait-left =
    { $count ->
        [one] { $count } sortie sans rendez-vous
       *[other] { $count } sorties sans rendez-vous
    }
wait-waiting = { $count } encore en attente
wait-few = Trop peu : moins de { $count } orientations, ces chiffres disent peu de chose.
wait-few-mark = trop peu
wait-among = Délai parmi les personnes toujours concernées (Kaplan-Meier, intervalle à 95 %)
wait-p25 = une personne sur quatre
wait-p50 = une personne sur deux (médiane)
wait-p75 = trois personnes sur quatre
wait-p90 = neuf personnes sur dix
wait-days =
    { $count ->
        [one] { $days } jour
       *[other] { $days } jours
    }
wait-not-reached = pas encore atteint
wait-beyond = au-delà
wait-unknown = pas encore connu
wait-mean = moyenne, une attente plus longue comptée pour { $count } jours
wait-shares = Part de toutes les orientations (Aalen-Johansen, intervalle à 95 %)
wait-by = en { $count } jours : personnes venues { $came }, sorties sans rendez-vous { $left }
wait-legal =
    Délai légal de { $days } jours ({ $source }), { $count ->
        [one] { $count } orientation reçue
       *[other] { $count } orientations reçues
    } à partir du { $from } : personnes venues à temps { $share }
wait-france = Repère : { $count } jours en moyenne en France en 2018 (DREES, 3 octobre 2019), de la demande à l'orientation. Ce n'est ni la même horloge ni le même calcul.
wait-cohorts = Par mois de réception
wait-cohort =
    { $month } : { $count ->
        [one] { $count } orientation
       *[other] { $count } orientations
    }, médiane { $median }, dans le délai légal { $share }
wait-immature = mois trop récent, ces chiffres vont changer
wait-curve = Courbe : { $file }
curve-title = Part des personnes qui attendent encore leur premier rendez-vous conjoint, au { $day }
curve-described = Une personne sur deux, parmi celles toujours concernées, a été reçue en : { $median }.
curve-days = jours depuis l'orientation reçue
curve-share = attendent encore (bande : intervalle à 95 %)
curve-limit = délai légal, { $count } jours
