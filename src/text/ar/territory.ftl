# Arabic: plain modern standard Arabic, the polite plural (it has no gender), Latin digits, 24 hours.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## The page
territory-title = مواعيدكم
territory-lead = تلتقون في نفس الوقت بالأشخاص الذين يساعدونكم في الحياة اليومية وفي العمل. هذا مجاني.
territory-languages = اللغات
territory-listen = الاستماع إلى هذه الصفحة
territory-link-title = أخذ موعد
territory-link-message = هل وصلتكم منا رسالة نصية أو بريد إلكتروني أو رسالة؟ افتحوا الرابط الموجود فيها. اختيار اليوم يأخذ دقيقة.
territory-link-phone = ليس لديكم رابط أو لم يعد يعمل؟ اتصلوا على الرقم { $phone }.
territory-link-desk = ليس لديكم رابط أو لم يعد يعمل؟ تعالوا إلى أحد أماكننا.
territory-code = وصلتكم رسالة فيها رمز؟ اكتبوه هنا.
territory-book-lead = ليس لديكم رابط؟ يمكنكم اختيار يوم هنا بدون حساب.
territory-book = أخذ موعد
territory-book-kind = أخذ موعد: { $kind }
territory-sites =
    { $count ->
        [zero] أماكننا
        [one] مكاننا
        [two] مكانانا
        [few] أماكننا ({ $count })
        [many] أماكننا ({ $count })
       *[other] أماكننا ({ $count })
    }
territory-photo = باب المدخل: { $site }
territory-address = العنوان
territory-phone = الهاتف
territory-hours = أوقات الفتح
territory-access = الدخول
territory-first = أول موعد ممكن
territory-first-none = لا يوجد حاليا. اتصلوا بنا.
territory-first-note = قد يتغير هذا اليوم بسرعة. نتحقق منه كل دقيقة.
territory-top = العودة إلى صفحة الأماكن

## Opening hours
hours-one-day = { $day }
hours-two-days = { $first } و{ $last }
hours-days = من { $first } إلى { $last }
hours-stretch = من { $from } إلى { $to }
hours-and = { $one } و{ $other }
hours-line = { $days }: { $hours }
hours-midnight = منتصف الليل

## What a place offers
access-step-free = مدخل بدون درج
access-lift = مصعد
access-toilet = مرحاض للكراسي المتحركة
access-hearing-loop = جهاز لمساعدة السمع في الاستقبال
access-parking = مكان محجوز لوقوف السيارة
access-none = اتصلوا بنا قبل القدوم إذا كنتم تحتاجون إلى مساعدة للدخول.

## Accessibility statement
statement-link = سهولة الاستخدام: غير مطابق
statement-title = بيان سهولة الاستخدام
statement-lead = يجب أن تصلح هذه الصفحات للجميع: بلوحة المفاتيح، ومع قارئ الشاشة، وعلى هاتف صغير، وبدون جافا سكريبت.
statement-state-title = حالة المطابقة
statement-state = { $name }: هذه الصفحات غير مطابقة للقواعد الفرنسية RGAA 4.1.2، لأنه لم يجر أي تدقيق بعد. هذا لا يعني أنها لا تعمل: إليكم ما يتم التحقق منه.
statement-tests-title = ما يتم التحقق منه
statement-tests-machine = مع كل إصدار، يبحث برنامج (axe-core) عن الأخطاء حسب المستويين A و AA من WCAG 2.2 في كل صفحة، على شاشة صغيرة وكبيرة، مع جافا سكريبت وبدونه. خطأ واحد يوقف الإصدار.
statement-tests-eye = ننظر إلى صور كل صفحة بعرض 320 و 1280 بكسل، ومن اليمين إلى اليسار أيضا.
statement-tests-date = آخر اختبار: { $day }.
statement-limits-title = ما ينقص
statement-limits-audit = لم يجربها أشخاص من ذوي الإعاقة، ولم يجر تدقيق لكل معيار.
statement-limits-languages = الإنجليزية والعربية والفرنسية السهلة كتبتها آلة ولم يراجعها مترجم بعد.
statement-limits-sign = لا يوجد فيديو بلغة الإشارة.
statement-contact-title = هل هناك صفحة لا تعمل لكم؟
statement-contact-phone = اتصلوا على الرقم { $phone }. نعطيكم المعلومة أو الموعد بطريقة أخرى.
statement-contact-desk = تعالوا إلى أحد أماكننا. نعطيكم المعلومة أو الموعد بطريقة أخرى.
statement-defender = لم نجبكم؟ يمكنكم الكتابة مجانا وبدون طابع إلى المدافع عن الحقوق: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07. الهاتف: { $phone }.

## What is stored
stored-link = بياناتكم
stored-title = ما نحتفظ به عنكم
stored-lead = لإعطاء موعد، يكفي القليل.
stored-what-title = ما نحتفظ به
stored-what-who = اسمكم وتاريخ ميلادكم ولغتكم، ورقم هاتفكم أو بريدكم الإلكتروني إذا أعطيتمونا إياه.
stored-what-appointment = مواعيدكم: اليوم والساعة والمكان والأشخاص الذين يستقبلونكم، وهل حضرتم.
stored-what-needs = ما تحتاجون إليه للحضور، مثل مترجم.
stored-never-title = ما لا نحتفظ به أبدا
stored-never = رقم الضمان الاجتماعي، دخلكم، صحتكم، ما تقولونه خلال الموعد.
stored-who-title = من يراها
stored-who = الأشخاص الذين يستقبلونكم ومكتب الاستقبال. المنظمات الأخرى ترى فقط أن الساعة محجوزة.
stored-visit-title = في هذه الصفحات
stored-visit = هذه الصفحة لا تحتفظ بأي شيء عنكم. ولا تطلب شيئا من مواقع أخرى.
stored-rights-title = حقوقكم
stored-rights = يمكنكم الاطلاع على ما نحتفظ به أو تصحيحه أو طلب حذفه: عبر الرابط في رسالتكم أو بالهاتف أو في أحد أماكننا.
stored-cnil = لم نجبكم؟ يمكنكم الكتابة إلى CNIL: 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07.
