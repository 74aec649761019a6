# Arabic: plain modern standard Arabic, the polite plural (it has no gender), Latin digits, 24 hours.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## What every page has
page-skip = الانتقال إلى المحتوى
missing-title = هذه الصفحة غير موجودة
missing-back = العودة إلى الصفحة الأولى
