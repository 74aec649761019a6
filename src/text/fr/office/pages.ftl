# The back office: French only, outside the rule that every language has every message.

## Home
home-title = Accueil
home-lead = Unisson fait jouer ensemble les agendas de tous les partenaires.
home-empty = Aucun territoire n'est encore en place.
home-territories = Territoires
home-pages = Pages
home-health = État du service

## Outbox
outbox-title = Boîte d'envoi
outbox-lead = Sans serveur de mail ni prestataire de SMS, les messages restent dans un dossier : ils sont écrits et ne partent pas.
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
kind-counter-declined = Réponse à une proposition
kind-confirmation = Confirmation
kind-moved = Changement
kind-called-off = Annulation
kind-cancelled-by-person = Annulation notée
kind-reminder = Rappel
kind-missed = Absence
kind-place-freed = Place libre
kind-choose = Invitation à choisir
kind-chase = Relance
kind-answer = Réponse
channel-mail = mail
channel-sms = SMS
untold-too-late = L'heure est passée.
untold-not-expected = Ce rendez-vous n'est plus prévu.
untold-changed = Le rendez-vous a changé depuis.
untold-expected-again = Le rendez-vous est de nouveau prévu.
untold-overtaken = Un message plus récent le remplace.
untold-no-address = La personne n'a pas d'adresse pour ce canal.
untold-refused = La personne ne veut pas de ces messages.
untold-bad-channel = Plus rien n'arrive à cette adresse.
untold-said-together = Un autre message du même jour le dit.
untold-no-provider = Aucun prestataire n'envoie de SMS : le mail le dit.
untold-place-taken = La place est prise.
given-up-told-otherwise = La personne a été prévenue autrement.
given-up-arrived = Le message est bien arrivé.
given-up-wrong-address = L'adresse n'est pas la bonne.
given-up-not-needed = Le message n'est plus utile.
outbox-written = Écrit
outbox-written-at = Écrit { $when }
channel-sms-title = SMS gardé
sms-kind = Message
sms-life = État
sms-about = Rendez-vous
sms-segments =
    { $count ->
        [one] Un SMS.
       *[other] { $count } SMS.
    }
mail-from = De
mail-to = Pour
mail-date = Date
mail-back = Retour à la boîte d'envoi
mail-text = Texte
mail-attachment = Pièce jointe : { $name }
mail-file = Télécharger le message (.eml)
