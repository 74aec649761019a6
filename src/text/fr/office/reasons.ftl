# The back office: French only, outside the rule that every language has every message.

## Roles
role-social = travail social
role-employment = conseil emploi
role-interpreter = interprète
role-room = salle
one-social = un travailleur social
one-employment = un conseiller emploi
one-interpreter = un interprète
one-room = une salle

## Why not earlier
reason-earliest = Premier rendez-vous conjoint possible : { $when }, { $site }.
reason-none = Aucun rendez-vous conjoint n'est possible du { $from } au { $to }.
reason-off-grid = Les agendas laisseraient aussi { $when }, entre deux heures proposées.
reason-checked =
    { $count ->
        [one] Avant cette date, une demi-journée ouverte a été vérifiée.
       *[other] Avant cette date, { $count } demi-journées ouvertes ont été vérifiées.
    }
reason-lacked = Il manquait : { $list }.
reason-and = et
lack-distinct = une personne de plus
lack-beneficiary = la personne reçue
reason-without-role = S'il ne fallait pas { $role } : { $when }, { $site }.
reason-any-half-day = Si la personne pouvait venir à toute heure : { $when }, { $site }.
reason-any-site = Si tous les lieux convenaient : { $when }, { $site }.
reason-gain =
    { $count ->
        [one] Avec { $role } de plus { $day } { $half }, { $site } : un horaire de plus à proposer.
       *[other] Avec { $role } de plus { $day } { $half }, { $site } : { $count } horaires de plus à proposer.
    }
half-morning = matin
half-afternoon = après-midi

## Offers on the command line
offer-choice =
    { $count ->
        [one] Une seule équipe possible à cette heure.
       *[other] { $count } équipes possibles à cette heure.
    }
offer-none = Aucune date possible dans la période.
