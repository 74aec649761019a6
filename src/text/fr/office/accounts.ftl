# The back office: French only, outside the rule that every language has every message.

## Around every page
office-parts = Rubriques
office-home = Aujourd'hui
office-accounts = Comptes
office-sign-out = Se déconnecter
office-your-roles = Vos rôles
office-wrong = Il y a une erreur
office-wrong-title = Erreur :

## Roles
right-receptionist = Accueil
right-professional = Professionnel
right-organisation-manager = Responsable d'organisation
right-territory-manager = Responsable du territoire
right-auditor = Contrôle
right-system = Service

## The door
sign-in-title = Se connecter
sign-in-territory = Territoire
sign-in-email = Adresse mail
sign-in-password = Mot de passe
sign-in-go = Se connecter
sign-in-wrong = L'adresse ou le mot de passe n'est pas bon. Vérifiez les deux.
sign-in-too-often = Trop d'essais. Attendez une heure, ou demandez un nouveau mot de passe.
sign-in-out = Vous êtes déconnecté.
sign-in-set = Votre mot de passe est enregistré. Connectez-vous.

## A new password
password-title = Choisir un mot de passe
password-new = Nouveau mot de passe
password-rule = { $least } caractères ou plus. Une phrase est un bon mot de passe.
password-again = Le même, encore une fois
password-keep = Enregistrer
password-differs = Les deux mots de passe ne sont pas les mêmes. Écrivez deux fois le même.
password-too-short = Ce mot de passe est trop court. Ajoutez un ou deux mots.
password-too-long = Ce mot de passe est trop long. Restez sous 200 caractères.
password-too-common = Ce mot de passe est trop connu. Choisissez des mots que personne ne devine.
link-over-title = Ce lien n'est plus bon
link-over-mend = Il a déjà servi, ou il est trop vieux. Demandez un nouveau lien.

## Sessions
sessions-title = Vos connexions
sessions-lead = Une connexion dure 12 heures. Si vous n'en reconnaissez pas une, fermez-la et changez votre mot de passe.
sessions-this = cette connexion
sessions-unknown = Navigateur inconnu
sessions-by-password = Par mot de passe
sessions-by-sso = Par authentification unique
sessions-since = Ouverte le { $at }
sessions-seen = Vue le { $at }
sessions-end = Fermer
sessions-end-others = Fermer toutes les autres

## When a page cannot be shown
denied-back = Retour à l'accueil
denied-session = Votre connexion est terminée
denied-session-mend = Rien n'a été enregistré. Connectez-vous, puis recommencez.
denied-rights = Votre compte ne le permet pas
denied-rights-mend = Demandez ce droit au responsable de votre organisation ou du territoire.
denied-missing-mend = Elle n'a jamais existé, ou elle n'existe plus, ou elle n'est pas pour votre compte.
denied-form = Ce formulaire n'est plus bon
denied-form-mend = Rien n'a été enregistré. Ouvrez la page de nouveau et recommencez.
denied-too-many = Trop de demandes
denied-too-many-mend = Attendez une minute, puis recommencez.
denied-too-large = C'est trop long
denied-too-large-mend = Rien n'a été enregistré. Écrivez moins de texte.
denied-busy = Beaucoup de monde en ce moment
denied-busy-mend = Rien n'a été enregistré. Recommencez dans un instant.
denied-broken = Le service a un problème
denied-broken-mend = Rien n'a été enregistré. Recommencez dans quelques minutes.

## Accounts
account-name = Nom
account-role = Rôle
account-roles = Rôles
account-state = État
account-organisation = Organisation
account-site = Lieu
account-professional = Agenda
account-whole-territory = Tout le territoire
account-every-site = Tous les lieux
account-no-agenda = Pas d'agenda
account-open = ouvert
account-closed = fermé
account-waiting = mot de passe à choisir
account-used = Connecté le { $at }
account-never-used = Jamais connecté
account-new = Nouveau compte
account-new-hint = La personne reçoit un lien par mail. Elle choisit elle-même son mot de passe.
account-make = Créer le compte
account-made = Le compte est créé. Un lien part vers { $email }.
account-link-sent = Un lien part vers { $email }. Les liens d'avant ne sont plus bons.
account-back = Tous les comptes
account-no-role = Aucun rôle : ce compte ne permet rien.
account-take = Retirer
account-one-more = Un rôle de plus
account-give = Donner ce rôle
account-sessions = Connexions
account-no-session = Aucune connexion en cours.
account-manage = Gérer ce compte
account-send-link = Envoyer un lien pour le mot de passe
account-end-sessions = Fermer ses connexions
account-close = Fermer le compte
account-reopen = Rouvrir le compte
account-not-an-address = Ce n'est pas une adresse mail. Écrivez par exemple nom@organisme.fr.
account-not-a-name = Écrivez le nom de la personne, en 100 caractères au plus.
account-email-taken = Un compte de ce territoire a déjà cette adresse.
account-last-manager = C'est le dernier responsable du territoire. Nommez-en d'abord un autre.
account-needs-agenda = Ce rôle demande un agenda. Choisissez le professionnel.
account-needs-organisation = Ce rôle demande une organisation. Choisissez-la.
account-takes-no-organisation = Ce rôle vaut pour tout le territoire. Ne choisissez pas d'organisation.
account-takes-no-site = Seul l'accueil se limite à un lieu. Choisissez tous les lieux.

## A password forgotten or changed
forgotten-title = Mot de passe oublié
forgotten-lead = Nous vous envoyons un lien pour en choisir un autre.
forgotten-go = Recevoir un lien
forgotten-asked = Si un compte a cette adresse, un lien est en route. Il est bon une heure. Regardez aussi dans les indésirables.
forgotten-back = Retour à la connexion
password-change = Changer de mot de passe
password-current = Mot de passe actuel
password-wrong = Ce n'est pas votre mot de passe actuel.
password-none = Vous vous connectez par authentification unique : vous n'avez pas de mot de passe ici.

## The mail that brings a link
link-mail-hello = Bonjour { $name },
link-mail-first = Votre compte est créé
link-mail-first-lead = Un compte est ouvert pour vous. Il vous reste à choisir votre mot de passe.
link-mail-first-until = Ce lien est bon une fois, pendant trois jours.
link-mail-forgotten = Un nouveau mot de passe
link-mail-forgotten-lead = Vous avez demandé un nouveau mot de passe.
link-mail-forgotten-until = Ce lien est bon une fois, pendant une heure.
link-mail-not-you = Si vous n'attendiez pas ce message, ne faites rien : rien ne change.

## By an identity provider
sso-go = S'identifier avec { $name }
sso-or = ou avec un mot de passe
sso-unreachable = Le service d'identification ne répond pas. Réessayez dans quelques minutes, ou utilisez un mot de passe.
sso-lost = L'identification a trop duré ou a été interrompue. Recommencez.
sso-refused = L'identification n'a pas abouti. Recommencez.
sso-too-weak = L'identification n'est pas assez forte. Activez la double authentification chez votre fournisseur d'identité, puis recommencez.
sso-no-account = Vous êtes identifié, mais aucun compte n'est ouvert pour vous ici. Demandez-le au responsable de votre organisation.
sso-out = Nous fermons aussi votre session { $name }.
sso-out-there = Se déconnecter de { $name }
