# English: short messages, in sentences.
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Choosing an appointment
sms-choose = You can choose your first appointment.
sms-choose-why = It is free and helps you keep your rights.
sms-choose-link = Choose the day: { $link }
sms-choose-call = To choose the day, call { $phone }
sms-chase = Reminder: you can still choose your appointment.
sms-help = Need help? { $phone }

## An appointment
sms-confirmation = Appointment booked: { $when }.
sms-moved = Your appointment is now { $when }.
sms-moved-before = It replaces { $day }.
sms-reminder = Reminder: appointment { $when }.
sms-today = It is today at { $time }.
sms-reminder-many = Reminder: { $count } appointments on { $day }, at { $hours }.
sms-reminder-more = Reminder: appointment { $when }, and { $count } more that day.
sms-today-many = Today: { $count } appointments, at { $hours }.
sms-today-more = It is today at { $time }, and { $count } more later.
sms-hours = { $before } and { $last }
sms-place = Place: { $place }.
sms-by-phone = By phone: we call you.
sms-by-video = By video: the link is on your page.
sms-people =
    { $count ->
        [one] 1 person is waiting for you ({ $duration }).
       *[other] { $count } people are waiting for you ({ $duration }).
    }
sms-reply = Reply 1 = I will come, 2 = change.
sms-aid = Help { $phone }
sms-bring = Bring this message.
sms-late = Late? Call { $phone }
sms-change-or-call = Change or cancel: { $link } or { $phone }
sms-change-link = Change or cancel: { $link }
sms-change-call = Change or cancel: { $phone }

## A place before
sms-freed = An earlier time is free: { $when }.
sms-freed-link = Take it: { $link }
sms-freed-first = A time is free: { $when }.
sms-freed-one = Only one person can have it.
sms-freed-call = To take it, call { $phone }
sms-freed-else = If not, you keep { $day }.

## No appointment any more
sms-called-off = We had to cancel your appointment of { $day }. Sorry.
sms-cancelled = Your appointment of { $day } is cancelled.
sms-missed = We did not see you on { $day }.
sms-missed-kind = That is all right.
sms-other-or-call = Choose another day: { $link } or { $phone }
sms-other-link = Choose another day: { $link }
sms-other-call = Choose another day: { $phone }

## Answers to answers
sms-answer-comes = Thank you. See you { $when }.
sms-answer-comes-many = Thank you. { $count } appointments on { $day }, at { $hours }.
sms-answer-comes-more = Thank you. See you { $when }, and { $count } more that day.
sms-answer-change-which = Appointment { $when }.
sms-answer-stop = Done: no more reminders by SMS.
sms-answer-stop-kept = You keep your appointment of { $day }.
sms-answer-call = Thank you for your message. We call you by { $day }.
