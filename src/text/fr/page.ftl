# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# Straight apostrophes. A no-break space (U+00A0) before ? ! : ; and inside quotation marks: none of them begins a line.

## What every page has
page-skip = Aller au contenu
missing-title = Cette page n'existe pas
missing-back = Retour à l'accueil
