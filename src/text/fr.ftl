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
fact-room = Salle
fact-person = Personne reçue
fact-team = Avec
fact-team-member = { $name } ({ $role })
fact-before = Avant
fact-bring = À apporter
fact-bring-value = votre carte d'identité. C'est tout.
fact-phone = Téléphone

## Letters to professionals
pro-greeting = Bonjour,
pro-invitation-subject = Rendez-vous le { $when }
pro-invitation-title = Nouveau rendez-vous
pro-invitation-lead = Un rendez-vous est fixé le { $when }.
pro-invitation-note = Acceptez l'invitation pour l'ajouter à votre agenda.
pro-update-subject = Rendez-vous modifié : { $when }
pro-update-title = Rendez-vous modifié
pro-update-lead = Le rendez-vous a maintenant lieu le { $when }.
pro-update-note = Acceptez l'invitation pour mettre à jour votre agenda.
pro-cancellation-subject = Rendez-vous annulé : { $when }
pro-cancellation-title = Rendez-vous annulé
pro-cancellation-lead = Le rendez-vous du { $when } n'a plus lieu.
pro-cancellation-note = Vous pouvez le retirer de votre agenda.
pro-removed-subject = Rendez-vous retiré de votre agenda : { $when }
pro-removed-title = Rendez-vous retiré de votre agenda
pro-removed-lead = Le rendez-vous du { $when } a lieu sans vous.
pro-removed-note = Vous pouvez le retirer de votre agenda.
pro-closing = Ce message est envoyé automatiquement.

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
reason-earliest = Premier rendez-vous conjoint possible : { $when }, { $site }.
reason-none = Aucun rendez-vous conjoint n'est possible du { $from } au { $to }.
reason-off-grid = Les agendas laisseraient aussi { $when }, entre deux heures proposées.
reason-checked =
    { $count ->
        [one] Avant cette date, une demi-journée ouverte a été vérifiée.
       *[other] Avant cette date, { $count } demi-journées ouvertes ont été vérifiées.
    }
reason-lacked = Il manquait : { $list }.
reason-and = et
lack-distinct = une personne de plus
lack-beneficiary = la personne reçue
reason-without-role = S'il ne fallait pas { $role } : { $when }, { $site }.
reason-any-half-day = Si la personne pouvait venir à toute heure : { $when }, { $site }.
reason-any-site = Si tous les lieux convenaient : { $when }, { $site }.
reason-gain =
    { $count ->
        [one] Avec { $role } de plus { $day } { $half }, { $site } : un horaire de plus à proposer.
       *[other] Avec { $role } de plus { $day } { $half }, { $site } : { $count } horaires de plus à proposer.
    }
half-morning = matin
half-afternoon = après-midi

## Pages
page-skip = Aller au contenu
missing-title = Cette page n'existe pas
missing-back = Retour à l'accueil
home-title = Accueil
home-lead = Unisson fait jouer ensemble les agendas de tous les partenaires.
home-empty = Aucun territoire n'est encore en place.
home-territories = Territoires
home-pages = Pages
home-health = État du service

## Outbox
outbox-title = Boîte d'envoi
outbox-lead = Ces messages sont gardés dans un dossier. Aucun n'est parti.
outbox-empty = Aucun message.
outbox-count =
    { $count ->
        [one] Un message.
       *[other] { $count } messages, les plus récents d'abord.
    }
outbox-kind = Message
outbox-to = Pour
outbox-to-person = La personne reçue
outbox-to-professional = Un professionnel
outbox-about = Rendez-vous
outbox-status = État
kind-invitation = Invitation
kind-update = Modification
kind-withdrawal = Retrait
kind-cancellation = Annulation
kind-confirmation = Confirmation
kind-moved = Changement
kind-called-off = Annulation
status-planned = À envoyer
status-sending = En cours
status-sent = Écrit
status-dropped = Abandonné
status-failed = Échec
status-doubtful = Incertain
untold-too-late = L'heure est passée.
untold-not-expected = Ce rendez-vous n'est plus prévu.
untold-changed = Le rendez-vous a changé depuis.
untold-expected-again = Le rendez-vous est de nouveau prévu.
untold-overtaken = Un message plus récent le remplace.
untold-no-address = La personne n'a pas d'adresse mail.
given-up-told-otherwise = La personne a été prévenue autrement.
given-up-arrived = Le message est bien arrivé.
given-up-wrong-address = L'adresse n'est pas la bonne.
given-up-not-needed = Le message n'est plus utile.
mail-from = De
mail-to = Pour
mail-date = Date
mail-back = Retour à la boîte d'envoi
mail-text = Texte
mail-attachment = Pièce jointe : { $name }
mail-file = Télécharger le message (.eml)

## Offers on the command line
offer-choice =
    { $count ->
        [one] Une seule équipe possible à cette heure.
       *[other] { $count } équipes possibles à cette heure.
    }
offer-none = Aucune date possible dans la période.

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

## The demo
demo-territory = Territoire fictif : { $name }
demo-sites = { $count } lieux
demo-organisations = { $count } organisations
demo-professionals = { $count } professionnels
demo-rooms = { $count } salles
demo-referrals = { $count } orientations
demo-calendars = Calendriers lus (Outlook, Google, Zimbra, Nextcloud)
demo-history = Quatre mois de rendez-vous
demo-settled = { $count } messages du passé traités
demo-referral = Orientation { $key }, reçue le { $received }, une des { $count } en attente.
demo-held = Gardé jusqu'à { $until }.
demo-booked = C'est noté : rendez-vous { $id }.
demo-mails =
    { $count ->
        [one] Un message écrit :
       *[other] { $count } messages écrits :
    }
demo-serving = Le service est ouvert :
demo-api = Et l'API, avec un jeton d'un jour :
demo-stop = Ctrl+C pour l'arrêter.
stage-waiting = en attente : { $count }
stage-offered = dates proposées, aucune choisie : { $count }
stage-held = date gardée en ce moment : { $count }
stage-closed = date rendue : { $count }
stage-booked = rendez-vous à venir : { $count }
stage-moved = rendez-vous à venir, changé de date : { $count }
stage-cancelled = rendez-vous annulé : { $count }
stage-attended = personne venue : { $count }
stage-no-show = personne absente : { $count }
