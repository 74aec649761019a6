# Arabic: short messages hold 70 letters; French names of streets are left out first.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Choosing an appointment
sms-choose = يمكنكم اختيار موعدكم.
sms-choose-why = الخدمة مجانية.
sms-choose-link = اختاروا: { $link }
sms-choose-call = للاختيار: { $phone }
sms-chase = تذكير: اختاروا موعدكم.
sms-help = مساعدة: { $phone }

## An appointment
sms-confirmation = موعدكم: { $when }.
sms-moved = تغير موعدكم: { $when }.
sms-moved-before = بدل { $day }.
sms-reminder = تذكير: موعدكم { $when }.
sms-today = موعدكم اليوم الساعة { $time }.
sms-reminder-many =
    { $count ->
        [two] تذكير: موعدان { $day }: { $hours }.
       *[other] تذكير: { $count } مواعيد { $day }: { $hours }.
    }
sms-reminder-more = تذكير: موعدكم { $when } و{ $count } بعده.
sms-today-many =
    { $count ->
        [two] اليوم موعدان: { $hours }.
       *[other] اليوم { $count } مواعيد: { $hours }.
    }
sms-today-more = موعدكم اليوم { $time } و{ $count } بعده.
sms-hours = { $before } و { $last }
sms-place = المكان: { $place }.
sms-by-phone = نتصل بكم هاتفيا.
sms-by-video = عبر الفيديو.
sms-people =
    { $count ->
        [zero] ({ $duration })
        [one] ينتظركم شخص ({ $duration }).
        [two] ينتظركم شخصان ({ $duration }).
        [few] ينتظركم { $count } أشخاص ({ $duration }).
        [many] ينتظركم { $count } شخصا ({ $duration }).
       *[other] ينتظركم { $count } شخص ({ $duration }).
    }
sms-reply = أجيبوا 1 = سآتي، 2 = تغيير.
sms-aid = { $phone }
sms-bring = أحضروا هذه الرسالة.
sms-late = تأخرتم؟ { $phone }
sms-change-or-call = للتغيير: { $link } أو { $phone }
sms-change-link = للتغيير: { $link }
sms-change-call = للتغيير: { $phone }

## A place before
sms-freed = موعد أقرب: { $when }.
sms-freed-link = { $link }
sms-freed-first = مكان شاغر: { $when }.
sms-freed-one = لشخص واحد فقط.
sms-freed-call = { $phone }
sms-freed-else = وإلا يبقى موعدكم { $day }.

## No appointment any more
sms-called-off = نعتذر، ألغي موعدكم { $day }.
sms-cancelled = ألغي موعدكم { $day }.
sms-missed = لم نركم { $day }.
sms-missed-kind = لا بأس.
sms-other-or-call = يوم آخر: { $link } أو { $phone }
sms-other-link = يوم آخر: { $link }
sms-other-call = يوم آخر: { $phone }

## Answers to answers
sms-answer-comes = شكرا. موعدكم: { $when }.
sms-answer-comes-many =
    { $count ->
        [two] شكرا. موعدان { $day }: { $hours }.
       *[other] شكرا. { $count } مواعيد { $day }: { $hours }.
    }
sms-answer-comes-more = شكرا. موعدكم: { $when } و{ $count } بعده.
sms-answer-change-which = موعدكم: { $when }.
sms-answer-stop = لن نرسل رسائل تذكير بعد الآن.
sms-answer-stop-kept = يبقى موعدكم { $day }.
sms-answer-call = شكرا. نتصل بكم قبل نهاية { $day }.
