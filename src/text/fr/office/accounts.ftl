# The back office: French only, outside the rule that every language has every message.

## Around every page
office-parts = Rubriques
office-home = Accueil
office-sign-out = Se déconnecter
office-hello = Bonjour { $name }.
office-your-roles = Vos rôles
office-wrong = Il y a une erreur
office-wrong-title = Erreur :

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
