# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# The public pages of a territory.

## The page
territory-title = Vos rendez-vous
territory-lead = Vous voyez en même temps les personnes qui vous aident pour la vie de tous les jours et pour le travail. C'est gratuit.
territory-languages = Langues
territory-listen = Écouter cette page
territory-link-title = Prendre un rendez-vous
territory-link-message = Vous avez reçu un message, un mail ou une lettre de nous ? Ouvrez le lien qui est dedans. Choisir un jour prend une minute.
territory-link-phone = Vous n'avez pas de lien, ou il ne marche plus ? Appelez le { $phone }.
territory-link-desk = Vous n'avez pas de lien, ou il ne marche plus ? Venez dans un de nos lieux.
territory-code = Vous avez une lettre avec un code ? Tapez-le ici.
territory-book-lead = Vous n'avez pas de lien ? Vous pouvez choisir un jour ici, sans compte.
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
territory-hours = Heures d'ouverture
territory-access = Accès
territory-first = Premier rendez-vous possible
territory-first-none = aucun en ce moment. Appelez-nous.
territory-first-note = Ce jour peut changer vite. Nous le vérifions chaque minute.
territory-top = Retour à la page des lieux

## Opening hours
hours-one-day = { $day }
hours-two-days = { $first } et { $last }
hours-days = du { $first } au { $last }
hours-stretch = de { $from } à { $to }
hours-and = { $one } et { $other }
hours-line = { $days } : { $hours }
hours-midnight = minuit

## What a place offers
access-step-free = Entrée sans marches
access-lift = Ascenseur
access-toilet = Toilettes pour fauteuil roulant
access-hearing-loop = Boucle magnétique à l'accueil
access-parking = Place de parking réservée
access-none = Appelez-nous avant de venir si vous avez besoin d'aide pour entrer.

## Accessibility statement
statement-link = Accessibilité : non conforme
statement-title = Déclaration d'accessibilité
statement-lead = Ces pages doivent servir à tout le monde : au clavier, avec un lecteur d'écran, sur un petit téléphone, sans JavaScript.
statement-state-title = État de conformité
statement-state = { $name } : ces pages ne sont pas conformes au RGAA 4.1.2 (référentiel général d'amélioration de l'accessibilité), car aucun audit n'a encore été fait. Cela ne veut pas dire qu'elles ne marchent pas : voici ce qui est vérifié.
statement-tests-title = Ce qui est vérifié
statement-tests-machine = À chaque version, un programme (axe-core) cherche les fautes des niveaux A et AA des WCAG 2.2, dans chaque page, sur petit et grand écran, avec et sans JavaScript. Une seule faute arrête la version.
statement-tests-eye = Les images de chaque page sont regardées à 320 et 1280 pixels, aussi de droite à gauche.
statement-tests-date = Dernier test : { $day }.
statement-limits-title = Ce qui manque
statement-limits-audit = Aucun test par des personnes handicapées, et aucun audit du RGAA critère par critère.
statement-limits-languages = L'anglais, l'arabe et le français facile ont été écrits par une machine et pas encore relus.
statement-limits-sign = Pas de vidéo en langue des signes.
statement-contact-title = Une page ne marche pas pour vous ?
statement-contact-phone = Appelez le { $phone }. Nous vous donnons l'information, ou le rendez-vous, autrement.
statement-contact-desk = Venez dans un de nos lieux. Nous vous donnons l'information, ou le rendez-vous, autrement.
statement-defender = Pas de réponse de notre part ? Vous pouvez écrire au Défenseur des droits, gratuitement, sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07. Téléphone : { $phone }.

## What is stored
stored-link = Vos données
stored-title = Ce que nous gardons sur vous
stored-lead = Pour donner un rendez-vous, il faut peu de choses.
stored-what-title = Ce qui est gardé
stored-what-who = Votre nom, votre date de naissance, votre langue, et votre téléphone ou votre adresse mail si vous nous les avez donnés.
stored-what-appointment = Vos rendez-vous : le jour, l'heure, le lieu, les personnes qui vous reçoivent, et si vous êtes venu.
stored-what-needs = Ce dont vous avez besoin pour venir, comme un interprète.
stored-never-title = Ce qui n'est jamais gardé
stored-never = Votre numéro de sécurité sociale, vos revenus, votre santé, ce que vous dites pendant le rendez-vous.
stored-who-title = Qui le voit
stored-who = Les personnes qui vous reçoivent et l'accueil. Les autres organisations voient seulement que l'heure est prise.
stored-visit-title = Sur ces pages
stored-visit = Cette page ne garde rien sur vous. Elle ne demande rien à d'autres sites.
stored-rights-title = Vos droits
stored-rights = Vous pouvez voir, corriger ou faire effacer ce que nous gardons : par le lien de votre message, au téléphone ou dans un de nos lieux.
stored-cnil = Pas de réponse de notre part ? Vous pouvez écrire à la CNIL : 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07.
