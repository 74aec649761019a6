# The back office: French only, outside the rule that every language has every message.

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
        [one] Un message, parti ou prévu :
       *[other] { $count } messages, partis ou prévus :
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
demo-link-booked = La personne qui vient de prendre rendez-vous (jour et mois de naissance : { $birthday }) ouvre :
demo-link-waiting = Une personne qui attend encore (jour et mois de naissance : { $birthday }) ouvre :
demo-receptionist = Accueil du territoire
demo-link-desk = L'accueil du public (adresse : accueil@unisson.example ; choisissez un mot de passe, puis ouvrez /desk et /desk/board) :
demo-manager = Responsable de démonstration
demo-link-manager = La responsable du territoire (adresse : responsable@unisson.example ; choisissez un mot de passe, puis ouvrez /office/accounts) :
