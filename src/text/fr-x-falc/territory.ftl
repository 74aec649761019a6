# Easy French (FALC: facile à lire et à comprendre): 12 words a sentence at most, a test counts them.
# Written by a machine: must be read by a professional and by people concerned before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## The page
territory-title = Vos rendez-vous
territory-lead = Une personne vous aide pour la vie de tous les jours. Une autre vous aide pour le travail. Vous voyez les 2 en même temps. C'est gratuit.
territory-languages = Langues
territory-listen = Écouter cette page
territory-link-title = Prendre un rendez-vous
territory-link-message = Nous vous avons écrit ? Il y a un lien dans le message. Ouvrez ce lien. Choisissez un jour.
territory-link-phone = Vous n'avez pas de lien ? Appelez le { $phone }.
territory-link-desk = Vous n'avez pas de lien ? Venez nous voir.
territory-code = Vous avez un code dans une lettre ? Écrivez le code ici.
territory-book-lead = Vous n'avez pas de lien ? Choisissez un jour ici.
territory-book = Prendre rendez-vous
territory-book-kind = Prendre rendez-vous : { $kind }
territory-sites =
    { $count ->
        [one] Notre lieu
       *[other] Nos { $count } lieux
    }
territory-photo = La porte d'entrée : { $site }
territory-address = Adresse
territory-phone = Téléphone
territory-hours = Nous sommes là
territory-access = Pour entrer
territory-first = Premier rendez-vous possible
territory-first-none = aucun maintenant. Appelez-nous.
territory-first-note = Ce jour peut changer vite.
territory-top = Revenir à la page des lieux

## Opening hours
hours-one-day = { $day }
hours-two-days = { $first } et { $last }
hours-days = du { $first } au { $last }
hours-stretch = de { $from } à { $to }
hours-and = { $one } et { $other }
hours-line = { $days } : { $hours }
hours-midnight = minuit

## What a place offers
access-step-free = Il n'y a pas de marches
access-lift = Il y a un ascenseur
access-toilet = Il y a des toilettes pour fauteuil roulant
access-hearing-loop = Il y a une aide pour les appareils auditifs
access-parking = Il y a une place de parking réservée
access-none = Vous avez besoin d'aide pour entrer ? Appelez-nous avant.

## Accessibility statement
statement-link = Accessibilité : non conforme
statement-title = Ces pages sont-elles pour tout le monde ?
statement-lead = Nous voulons des pages faciles pour tout le monde.
statement-state-title = Où nous en sommes
statement-state = { $name } : ces pages ne sont pas conformes. Il y a des règles : le RGAA 4.1.2. Personne n'a encore tout vérifié.
statement-tests-title = Ce que nous vérifions
statement-tests-machine = Un programme cherche les fautes dans chaque page. Nous corrigeons toutes ces fautes.
statement-tests-eye = Nous regardons chaque page sur petit et grand écran.
statement-tests-date = Dernier test : { $day }.
statement-limits-title = Ce qui manque
statement-limits-audit = Des personnes handicapées n'ont pas encore essayé ces pages.
statement-limits-languages = Une machine a écrit ce texte. Personne ne l'a encore relu.
statement-limits-sign = Il n'y a pas de vidéo en langue des signes.
statement-contact-title = Une page ne marche pas pour vous ?
statement-contact-phone = Appelez le { $phone }. Nous vous aidons autrement.
statement-contact-desk = Venez nous voir. Nous vous aidons autrement.
statement-defender = Nous ne répondons pas ? Écrivez au Défenseur des droits. C'est gratuit. Son adresse : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07. Son téléphone : { $phone }.

## What is stored
stored-link = Vos informations
stored-title = Ce que nous gardons sur vous
stored-lead = Nous gardons peu de choses.
stored-what-title = Ce que nous gardons
stored-what-who = Votre nom. Votre date de naissance. Votre langue. Votre téléphone. Votre adresse mail.
stored-what-appointment = Vos rendez-vous. Les personnes qui vous reçoivent. Si vous êtes venu.
stored-what-needs = Ce dont vous avez besoin pour venir.
stored-never-title = Ce que nous ne gardons jamais
stored-never = Votre numéro de sécurité sociale. Votre argent. Votre santé. Ce que vous dites.
stored-who-title = Qui peut le voir
stored-who = L'accueil et les personnes qui vous reçoivent.
stored-visit-title = Sur ces pages
stored-visit = Cette page ne garde rien sur vous.
stored-rights-title = Vos droits
stored-rights = Vous pouvez voir ces informations. Vous pouvez demander de les corriger ou de les effacer.
stored-cnil = Nous ne répondons pas ? Écrivez à la CNIL. Son adresse : 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07.
