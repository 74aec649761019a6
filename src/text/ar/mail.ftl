# Arabic: plain modern standard Arabic, the polite plural (it has no gender), Latin digits, 24 hours.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Calendar entries
event-summary = موعد مع مستشاريكم

## Facts of an appointment: labels and values
fact-line = { $label }: { $value }
fact-when = متى
fact-when-value = { $date } ({ $part })
fact-duration = المدة
fact-place = المكان
fact-place-onsite = { $site }, { $address }
fact-place-phone = عبر الهاتف
fact-place-video = عبر الفيديو
fact-bring = أحضروا معكم
fact-bring-value = بطاقة هويتكم. هذا كل شيء.
fact-phone = الهاتف
fact-also = في اليوم نفسه أيضا
fact-also-value = { $when }, { $place }

## Letters to the person received
person-greeting = مرحبا { $name }،
person-greeting-unnamed = مرحبا،
person-confirmation-subject = موعدكم: { $when }
person-confirmation-title = تم تسجيل موعدكم.
person-confirmation-lead = لديكم موعد يوم { $when }.
person-moved-subject = تغير موعدكم: { $when }
person-moved-title = تغير موعدكم.
person-moved-lead = موعدكم الآن يوم { $when }.
person-moved-before = الموعد السابق يوم { $before } لم يعد قائما.
person-cancelled-subject = ألغي موعدكم يوم { $when }
person-cancelled-title = ألغي موعدكم.
person-cancelled-lead = الموعد يوم { $when } لم يعد قائما. لا داعي لحضوركم.
person-given-back-subject = ألغي موعدكم يوم { $when }
person-given-back-title = تم التسجيل: ألغي موعدكم.
person-given-back-lead = لقد ألغيتم الموعد يوم { $when }.
person-reminder-subject = تذكير: موعد { $when }
person-reminder-title = اقترب موعدكم.
person-reminder-lead = ننتظركم يوم { $when }.
person-missed-subject = اختاروا يوما آخر
person-missed-title = لم نركم. لا بأس في ذلك.
person-missed-lead = كان الموعد يوم { $when }.
person-missed-note = اختاروا يوما آخر يناسبكم.
person-place-subject = يوجد موعد أقرب: { $when }
person-place-title = يوجد مكان قبل موعدكم.
person-place-lead = يمكنكم الحضور يوم { $when }.
person-place-subject-first = يوجد مكان شاغر: { $when }
person-place-title-first = يوجد مكان شاغر لموعد.
person-place-note = وصلت هذه الرسالة إلى أشخاص آخرين أيضا. المكان لأول من يأخذه، وقد يكون أخذ بالفعل.
person-place-kept = وإلا فلا شيء يتغير: موعدكم يوم { $when } محفوظ.
person-choose-subject = يمكنكم اختيار موعدكم
person-choose-title = يمكنكم اختيار موعدكم الأول.
person-choose-lead = الموعد مجاني ومفيد لحقوقكم.
person-choose-note = تختارون اليوم والساعة بأنفسكم. لا يستغرق ذلك إلا دقيقة.
person-chase-subject = موعدكم في انتظاركم
person-chase-title = لم تختاروا موعدكم بعد.
person-chase-lead = ما زالت هناك أماكن. الموعد مجاني ومفيد لحقوقكم.
person-team =
    { $count ->
        [zero] لا ينتظركم أحد.
        [one] ينتظركم شخص واحد.
        [two] ينتظركم شخصان. تلتقون بهما في نفس الوقت.
        [few] ينتظركم { $count } أشخاص. تلتقون بهم في نفس الوقت.
        [many] ينتظركم { $count } شخصا. تلتقون بهم في نفس الوقت.
       *[other] ينتظركم { $count } شخص. تلتقون بهم في نفس الوقت.
    }
person-phone = سنتصل بكم في هذه الساعة. أبقوا هاتفكم بقربكم.
person-video = سنتحدث معكم عبر الفيديو في هذه الساعة.
person-file = الملف المرفق يضع الموعد في هاتفكم.
person-link-change = تغيير الموعد أو إلغاؤه
person-link-choose = اختيار يوم آخر
person-link-first = اختيار موعدي
person-link-place = انظروا إن كان المكان ما زال شاغرا
person-link-stop = إيقاف رسائل التذكير بالبريد
person-help = هل تحتاجون إلى مساعدة؟ اتصلوا على الرقم { $phone }.
person-help-choose = لاختيار يوم آخر، اتصلوا على الرقم { $phone }.
person-no-reply = لا أحد يقرأ الردود على هذا البريد.
person-trust = لا نطلب منكم أبدا مالا ولا رقم بطاقة بنكية.
person-closing = إلى اللقاء.
person-link = { $label }:
