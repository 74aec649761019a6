# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## What every page has
page-skip = Skip to content
missing-title = This page does not exist
missing-back = Back to the first page
