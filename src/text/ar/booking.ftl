# Arabic: plain modern standard Arabic, the polite plural (it has no gender), Latin digits, 24 hours.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Around every question
ask-service = مواعيدكم
ask-help = هل تحتاجون إلى مساعدة؟
ask-next = متابعة
ask-back = رجوع
ask-change = تغيير
ask-language-link = تغيير اللغة
choice-none = اختاروا جوابا.
error-title = هناك شيء يجب تصحيحه
error-mark = خطأ:
error-too-long = هذا النص طويل جدا. اكتبوا نصا أقصر.
error-nir = يبدو هذا رقم ضمان اجتماعي. نحن لا نحتفظ به أبدا. احذفوه من فضلكم.

## Who are you
door-title = من أنتم؟
door-hello = مرحبا { $name }
door-lead = اختاروا موعدكم في دقيقة واحدة. هذا مجاني.
door-first = أول موعد ممكن: { $day }
door-first-way = أول موعد ممكن: { $day } ({ $way })
door-question = للتأكد من هويتكم: ما هو يوم ميلادكم؟
door-hint = اليوم والشهر فقط. مثال: 31 12 ليوم 31 ديسمبر.
door-day = اليوم
door-month = الشهر
door-no-date = هذا التاريخ غير موجود. اكتبوا اليوم (من 1 إلى 31) والشهر (من 1 إلى 12).
door-wrong =
    { $count ->
        [zero] هذا التاريخ لا يتوافق مع هذا الرابط. لم تبق أي محاولة. اتصلوا بنا.
        [one] هذا التاريخ لا يتوافق مع هذا الرابط. بقيت محاولة واحدة. يمكنكم أيضا الاتصال بنا.
        [two] هذا التاريخ لا يتوافق مع هذا الرابط. بقيت محاولتان. يمكنكم أيضا الاتصال بنا.
        [few] هذا التاريخ لا يتوافق مع هذا الرابط. بقيت { $count } محاولات. يمكنكم أيضا الاتصال بنا.
        [many] هذا التاريخ لا يتوافق مع هذا الرابط. بقيت { $count } محاولة. يمكنكم أيضا الاتصال بنا.
       *[other] هذا التاريخ لا يتوافق مع هذا الرابط. بقيت { $count } محاولة. يمكنكم أيضا الاتصال بنا.
    }

## The code of a letter
code-title = اكتبوا الرمز الموجود في رسالتكم
code-hint = الرمز من 8 حروف وأرقام. مثال: K7M2-QX9B
code-wrong = هذا الرمز غير كامل. فيه 8 حروف وأرقام، بدون 0 و 1 و A و E و I و O و U.

## Language and way
language-title = أي لغة؟
language-lead = ستكون رسائلنا أيضا بهذه اللغة.
how-title = كيف تريدون التحدث معنا؟
how-onsite = بالحضور
how-phone = عبر الهاتف
how-video = عبر الفيديو
site-title = أي مكان؟
site-any = كل الأماكن

## Dates
dates-title = أي يوم تريدون؟
dates-duration = مدة الموعد: { $duration }.
dates-people =
    { $count ->
        [zero] لا تلتقون بأحد.
        [one] تلتقون بشخص واحد.
        [two] تلتقون بشخصين في نفس الوقت: واحد من أجل حياتكم اليومية وآخر من أجل العمل.
        [few] تلتقون بـ { $count } أشخاص في نفس الوقت، من أجل حياتكم اليومية والعمل.
        [many] تلتقون بـ { $count } شخصا في نفس الوقت، من أجل حياتكم اليومية والعمل.
       *[other] تلتقون بـ { $count } شخص في نفس الوقت، من أجل حياتكم اليومية والعمل.
    }
dates-empty = لا يوجد تاريخ متاح في الوقت الحالي.
dates-button = خذوا هذا الموعد
dates-more = رؤية أيام أخرى
dates-site = مكان آخر
dates-how = الحضور أو التحدث عن بعد
dates-none = لا يناسبني أي يوم
dates-back = العودة إلى أول التواريخ
days-title = اختاروا يوما
days-more = أيام أكثر
days-before = أيام أبكر
taken = لقد حجز شخص آخر هذه الساعة الآن. هذه أقرب الساعات. ما كتبتموه محفوظ.

## Nothing suits
none-title = لا يناسبكم أي يوم؟
none-lead = سنتصل بكم في موعد أقصاه { $day }.
none-question = متى تفضلون أن نتصل بكم؟
none-morning = في الصباح
none-afternoon = بعد الظهر
none-number = سنتصل بالرقم { $phone }.
none-button = اتصلوا بي
none-promised-title = سنتصل بكم
none-promised-morning = تم التسجيل. سنتصل بكم صباحا، في موعد أقصاه { $day }.
none-promised-afternoon = تم التسجيل. سنتصل بكم بعد الظهر، في موعد أقصاه { $day }.
none-meanwhile = يمكنكم دائما اختيار تاريخ هنا.

## Needs
needs-title = ماذا تحتاجون؟
needs-lead = ضعوا علامة على ما تحتاجونه، أو تابعوا.
needs-step-free = مدخل بدون درج
needs-sign-language = مترجم بلغة الإشارة
needs-child = آتي مع طفل
needs-helper = آتي مع شخص يساعدني
needs-interpreter = مترجم؟
needs-no-interpreter = لا، شكرا
needs-interpreter-of = مترجم: { $language }
needs-later = مع ما تطلبونه، الساعة التي اخترتموها غير ممكنة. أول تاريخ ممكن: { $when }.
needs-nothing = مع ما تطلبونه، لا يوجد تاريخ متاح هنا. يمكننا الاتصال بكم لإيجاد تاريخ.
fact-needs = احتياجاتكم

## Check
check-title = هل هذا صحيح؟
check-contact = كيف نتصل بكم
check-button = نعم، أؤكد
check-extend = أحتاج إلى وقت أكثر
check-other-day = اختيار يوم آخر
check-needs = تغيير احتياجاتي
kept =
    { $count ->
        [zero] محجوز لكم.
        [one] محجوز لكم لمدة دقيقة واحدة (1).
        [two] محجوز لكم لمدة دقيقتين (2).
        [few] محجوز لكم لمدة { $count } دقائق.
        [many] محجوز لكم لمدة { $count } دقيقة.
       *[other] محجوز لكم لمدة { $count } دقيقة.
    }
kept-over = انتهى الوقت. أكدوا بسرعة: ربما لا تزال الساعة متاحة.
contact-title = كيف نتصل بكم؟
contact-lead = نراسلكم فقط بخصوص مواعيدكم.
contact-phone = الهاتف
contact-phone-hint = مثال: 0612345678
contact-phone-wrong = هذا الرقم غير كامل. اكتبوا الأرقام العشرة، أو + ورمز البلد.
contact-email = البريد الإلكتروني
contact-email-hint = مثال: name@example.com
contact-email-wrong = هذا العنوان غير كامل. اكتبوه هكذا: name@example.com
contact-nothing = أعطوا رقما أو بريدا إلكترونيا على الأقل.
contact-button = حفظ
contact-change = تغيير الهاتف أو البريد الإلكتروني
contact-changed = تم التغيير.
contact-undo = إعادة ما كان من قبل
contact-none = غير معطى

## My appointment
mine-title = موعدكم
mine-noted = تم تسجيل موعدكم.
mine-moved = تم تغيير موعدكم.
mine-mail = نرسل لكم رسالة إلكترونية فيها كل المعلومات.
mine-calendar = إضافة إلى هاتفي
mine-move = تغيير اليوم أو الساعة
mine-cancel = إلغاء الموعد
mine-print = طباعة
mine-feed = متابعة في تقويمي: يتم تحديثه تلقائيا
mine-feed-closed = لا يفتح التقويم؟
mine-feed-copy = في تقويمكم، اختاروا الإضافة من عنوان (URL). انسخوا هذا العنوان:
mine-sms-stop = لا ترسلوا لي تذكيرا برسالة قصيرة
mine-sms-again = أرسلوا لي التذكير برسالة قصيرة من جديد
mine-reminders-stop = لا ترسلوا لي تذكيرا بالبريد
mine-reminders-again = أرسلوا لي التذكير بالبريد من جديد
stop-title = هل تريدون إيقاف التذكير بالبريد؟
stop-lead = سنكتب إليكم دائما إذا تغير موعد أو ألغي.
stop-button = إيقاف التذكير
stop-done = تم التسجيل.
stop-done-line = لن تصلكم رسائل تذكير بالبريد بعد الآن.
mine-none = ليس لديكم موعد بعد.
mine-attended = لقد حضرتم. شكرا.
mine-missed = لم نركم. لا بأس.
mine-missed-line = اختاروا يوما آخر.
mine-cancelled-line = الموعد يوم { $when } لم يعد قائما.
mine-choose = اختيار موعد
cancel-title = إلغاء هذا الموعد؟
cancel-lead = يمكنكم اختيار يوم آخر بعد ذلك.
cancel-button = نعم، إلغاء
cancel-keep = لا، الاحتفاظ بالموعد

## Moving
move-title = لا مشكلة. أي يوم آخر؟
move-lead = موعدكم محفوظ حتى يتم التغيير.
move-same = لديكم هذا الموعد من قبل. لم يتغير شيء. اختاروا وقتا آخر.
move-choose = اختيار هذا التاريخ
move-new = الموعد الجديد
move-old = بدلا من
move-check-lead = عند التأكيد، يلغى الموعد القديم.
move-button = نعم، تغيير
move-keep = الاحتفاظ بموعدي

## What is stored
data-link = بياناتي
data-title = ما نحتفظ به عنكم
data-lead = هذا كل ما تحتفظ به هذه الخدمة عنكم.
data-name = الاسم
data-born = تاريخ الميلاد
data-file-number = رقم الملف
data-received = تاريخ استلام الملف
data-language = اللغة
data-appointment = موعد
data-booked = قادم
data-cancelled = ملغى
data-attended = حضرتم
data-missed = لم تكونوا هناك
data-how-long-title = كم من الوقت نحتفظ بها؟
data-how-long = سنتان على الأكثر بعد آخر اتصال بيننا. هذه الصفحات تنسى أجوبتكم بعد ساعة.
data-who-title = من يراها؟
data-who = فقط الأشخاص الذين يستقبلونكم ومكتب الاستقبال.
data-never = نحن لا نحتفظ أبدا برقم ضمانكم الاجتماعي.
data-rights-title = حقوقكم
data-rights = يمكنكم طلب تصحيح هذه البيانات أو حذفها. اتصلوا بنا أو تعالوا إلى مكتب الاستقبال.
data-file = تنزيل بياناتي (ملف JSON)
leave-button = إنهاء على هذا الجهاز
leave-title = تم تسجيل خروجكم.
leave-line = لا يبقى شيء على هذا الجهاز. للعودة، افتحوا الرابط في رسالتكم.

## When a page cannot be shown
told-again = حاولوا من جديد
told-public-page = رؤية أماكننا وأخذ موعد
told-phone = نساعدكم عبر الهاتف:
told-phone-unknown = للمساعدة، اتصلوا بالرقم المكتوب في رسالتكم.
told-session-over = أغلقت هذه الصفحة
told-session-over-line = لحمايتكم، تغلق بعد ساعة. افتحوا الرابط في رسالتكم من جديد. لم يضع شيء.
told-other-form = هذه الصفحة لم تعد صالحة
told-other-form-line = ربما فتح رابط آخر في هذا المتصفح. افتحوا الرابط في رسالتكم من جديد.
told-too-many = هناك طلبات كثيرة جدا
told-too-many-line = انتظروا دقيقة ثم حاولوا من جديد.
told-holds = لقد اخترتم ساعات كثيرة
told-holds-line = هناك أشخاص آخرون ينتظرون أيضا. حاولوا بعد ساعة أو اتصلوا بنا.
told-too-large = هذا النص طويل جدا
told-too-large-line = عودوا إلى الصفحة السابقة واكتبوا نصا أقصر.
told-missing-line = افتحوا الرابط في رسالتكم من جديد.
told-no-link = هذا الرابط لا يعمل أو لم يعد يعمل
told-no-link-line = تأكدوا من أن الرابط كامل. الرابط الأحدث يحل محل الروابط القديمة.
told-closed = لم نتمكن من التعرف عليكم
told-closed-line = لحمايتكم، هذا الرابط مغلق الآن. اتصلوا بنا وسنجد تاريخا معكم.
told-over = ليس هناك ما تختارونه
told-over-line = ملفكم لم يعد ينتظر موعدا. لديكم سؤال؟ اتصلوا بنا.
told-busy = كثير من الناس يختارون الآن
told-busy-line = انتظروا قليلا ثم حاولوا من جديد. لم يضع شيء.
told-broken = هناك مشكلة في الخدمة
told-broken-line = هذا ليس خطأكم. حاولوا بعد بضع دقائق.

## The tablet at the door
tablet-title = اكتبوا رمزكم
tablet-hint = 8 حروف وأرقام. تجدونه في رسالتكم.
tablet-do = أنا هنا
tablet-noted = تم التسجيل. لقد وصلتم.
tablet-sit = تفضلوا بالجلوس. سننادي عليكم قريبا.
tablet-ask-desk = توجهوا إلى مكتب الاستقبال
tablet-desk = سيساعدكم شخص من الاستقبال.
tablet-next = الشخص التالي
tablet-again = حاولوا مرة أخرى

## Without a link
newcomer-known = لديكم موعد أو رابط منا؟ افتحوا الرابط الموجود في رسالتكم أو اتصلوا بنا.
newcomer-given-name = الاسم
newcomer-family-name = اسم العائلة
newcomer-no-given-name = اكتبوا اسمكم بالحروف فقط.
newcomer-no-family-name = اكتبوا اسم عائلتكم بالحروف فقط.
newcomer-born = تاريخ ميلادكم
newcomer-born-hint = مثال: 31 12 1990 ليوم 31 ديسمبر 1990.
newcomer-year = السنة
newcomer-born-wrong = هذا التاريخ غير موجود. اكتبوا اليوم والشهر والسنة بالأرقام.
newcomer-one = يكفي رقم هاتف أو عنوان بريد إلكتروني.
newcomer-button = عرض التواريخ
newcomer-kept = نحتفظ بهذا لمواعيدكم فقط.
told-newcomers = هناك طلبات كثيرة في هذه اللحظة
told-newcomers-line = حاولوا لاحقا أو اتصلوا بنا: نجد تاريخا معكم.
mine-come-back = للعودة إلى هذه الصفحة احتفظوا بهذا العنوان. نسأل أيضا عن يوم ميلادكم.
