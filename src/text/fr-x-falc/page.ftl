# Easy French (FALC: facile à lire et à comprendre): 12 words a sentence at most, a test counts them.
# Written by a machine: must be read by a professional and by people concerned before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## What every page has
page-skip = Aller au texte
missing-title = Cette page n'existe pas
missing-back = Revenir à la première page
