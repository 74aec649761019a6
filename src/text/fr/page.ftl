# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# Straight apostrophes and plain spaces: the same words may leave by SMS.

## What every page has
page-skip = Aller au contenu
missing-title = Cette page n'existe pas
missing-back = Retour à l'accueil
