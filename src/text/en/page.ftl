# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.

## What every page has
page-skip = Skip to content
missing-title = This page does not exist
missing-back = Back to the first page
