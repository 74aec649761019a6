# French. Short sentences, always "rendez-vous", "vous", the same word for the same thing; no threat, no jargon.
# Straight apostrophes and plain spaces: the same words may leave by SMS.
