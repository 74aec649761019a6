# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.

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
person-help = Do you need help? Call { $phone }.
person-help-choose = To choose another day, call { $phone }.
person-trust = We never ask for money or for a code.
person-closing = See you soon.
person-link = { $label }:
