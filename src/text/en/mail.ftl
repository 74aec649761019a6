# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Calendar entries
event-summary = Appointment with your advisers

## Facts of an appointment: labels and values
fact-line = { $label }: { $value }
fact-when = When
fact-when-value = { $date } ({ $part })
fact-duration = How long
fact-place = Where
fact-place-onsite = { $site }, { $address }
fact-place-phone = By telephone
fact-place-video = By video
fact-bring = Please bring
fact-bring-value = your identity card. Nothing else.
fact-phone = Telephone
fact-also = Also that day
fact-also-value = { $when }, { $place }

## Letters to the person received
person-greeting = Hello { $name },
person-greeting-unnamed = Hello,
person-confirmation-subject = Your appointment: { $when }
person-confirmation-title = It is booked.
person-confirmation-lead = You have an appointment on { $when }.
person-moved-subject = Your appointment has changed: { $when }
person-moved-title = Your appointment has changed.
person-moved-lead = Your appointment is now on { $when }.
person-moved-before = The appointment on { $before } no longer takes place.
person-cancelled-subject = Your appointment on { $when } is cancelled
person-cancelled-title = Your appointment is cancelled.
person-cancelled-lead = The appointment on { $when } no longer takes place. You do not need to come.
person-given-back-subject = Your appointment on { $when } is cancelled
person-given-back-title = Noted: your appointment is cancelled.
person-given-back-lead = You have cancelled the appointment on { $when }.
person-reminder-subject = Reminder: appointment { $when }
person-reminder-title = Your appointment is coming up.
person-reminder-lead = We are expecting you on { $when }.
person-missed-subject = Choose another day
person-missed-title = We did not see you. That is all right.
person-missed-lead = The appointment was on { $when }.
person-missed-note = Choose another day that suits you.
person-place-subject = An earlier time is free: { $when }
person-place-title = A time before your appointment is free.
person-place-lead = You can come on { $when }.
person-place-subject-first = A time is free: { $when }
person-place-title-first = A time for an appointment is free.
person-place-note = Other people have received this message too. The time goes to the first who takes it: it may be taken already.
person-place-kept = Otherwise nothing changes: your appointment on { $when } is kept.
person-choose-subject = You can choose your appointment
person-choose-title = You can choose your first appointment.
person-choose-lead = It is free, and useful for your rights.
person-choose-note = You choose the day and the time. It takes a minute.
person-chase-subject = Your appointment is waiting for you
person-chase-title = You have not chosen your appointment yet.
person-chase-lead = There are still places. It is free, and useful for your rights.
person-team =
    { $count ->
        [one] One person is expecting you.
       *[other] { $count } people are expecting you. You meet them at the same time.
    }
person-phone = We call you at this time. Keep your phone close to you.
person-video = We talk with you by video at this time.
person-file = The attached file puts the appointment in your phone.
person-link-change = Change or cancel the appointment
person-link-choose = Choose another day
person-link-first = Choose my appointment
person-link-place = See whether it is still free
person-link-stop = Stop reminders by email
person-help = Do you need help? Call { $phone }.
person-help-choose = To choose another day, call { $phone }.
person-no-reply = Nobody reads replies to this email.
person-trust = We never ask for money or for a bank card number.
person-closing = See you soon.
person-link = { $label }:
