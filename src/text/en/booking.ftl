# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## Around every question
ask-service = Your appointments
ask-help = Need help?
ask-next = Continue
ask-back = Back
ask-change = Change
ask-language-link = Change language
choice-none = Choose an answer.
error-title = Something needs correcting
error-mark = Error:
error-too-long = This text is too long. Write a shorter one.
error-nir = This looks like a social security number. We never keep it. Please delete it.

## Who are you
door-title = Who are you?
door-hello = Hello { $name }
door-lead = Choose your appointment in one minute. It is free.
door-first = First possible appointment: { $day }
door-first-way = First possible appointment: { $day } ({ $way })
door-question = To be sure it is you: what is your birthday?
door-hint = Only the day and the month. Example: 31 12 for 31 December.
door-day = Day
door-month = Month
door-no-date = This date does not exist. Write the day (1 to 31) and the month (1 to 12).
door-wrong =
    { $count ->
        [one] This date does not go with this link. One try is left. You can also phone us.
       *[other] This date does not go with this link. { $count } tries are left. You can also phone us.
    }

## The code of a letter
code-title = Type the code in your letter
code-hint = The code has 8 letters and digits. Example: K7M2-QX9B.
code-wrong = This code is not complete. It has 8 letters and digits, without 0, 1, A, E, I, O, U.

## Language and way
language-title = Which language?
language-lead = Our messages will be in this language too.
how-title = How do you want to talk with us?
how-onsite = In person
how-phone = By phone
how-video = By video
site-title = Which place?
site-any = Any place

## Dates
dates-title = Which day do you want?
dates-duration = Length of the appointment: { $duration }.
dates-people =
    { $count ->
        [one] You meet one person.
       *[other] You meet { $count } people at the same time: one for your daily life, one for work.
    }
dates-empty = There is no free date at the moment.
dates-button = Take this appointment
dates-more = See other days
dates-site = Another place
dates-how = Come in person, or talk by phone or video
dates-none = No day suits me
dates-back = Back to the first dates
days-title = Choose a day
days-more = More days
days-before = Earlier days
taken = Somebody has just taken this time. Here are the nearest ones. What you wrote is kept.

## Nothing suits
none-title = No day suits you?
none-lead = We will phone you by { $day } at the latest.
none-question = When would you like us to phone?
none-morning = In the morning
none-afternoon = In the afternoon
none-number = We will call { $phone }.
none-button = Call me
none-promised-title = We will phone you
none-promised-morning = Noted. We will phone you in the morning, by { $day } at the latest.
none-promised-afternoon = Noted. We will phone you in the afternoon, by { $day } at the latest.
none-meanwhile = You can still choose a date here.

## Needs
needs-title = What do you need?
needs-lead = Tick what you need. Otherwise, continue.
needs-step-free = A way in without steps
needs-sign-language = A sign language interpreter
needs-child = I come with a child
needs-helper = I come with someone who helps me
needs-interpreter = An interpreter?
needs-no-interpreter = No, thank you
needs-interpreter-of = Interpreter: { $language }
needs-later = With what you ask for, the time you chose is not possible. First possible date: { $when }.
needs-nothing = With what you ask for, no date is free here. We can phone you to find one.
fact-needs = Your needs

## Check
check-title = Is this right?
check-contact = How to reach you
check-button = Yes, I confirm
check-extend = I need more time
check-other-day = Choose another day
check-needs = Change my needs
kept =
    { $count ->
        [one] Kept for you for { $count } more minute.
       *[other] Kept for you for { $count } more minutes.
    }
kept-over = The time is over. Confirm quickly: your choice may still be free.
contact-title = How can we reach you?
contact-lead = We only write about your appointments.
contact-phone = Phone
contact-phone-hint = Example: 06 12 34 56 78
contact-phone-wrong = This number is not complete. Write all 10 digits, or + and the country.
contact-email = Email address
contact-email-hint = Example: name@example.com
contact-email-wrong = This address is not complete. Write it as name@example.com.
contact-nothing = Give at least a number or an email address.
contact-button = Save
contact-change = Change phone or email address
contact-changed = It has been changed.
contact-undo = Put it back as before
contact-none = not given

## My appointment
mine-title = Your appointment
mine-noted = It is booked.
mine-moved = It has been changed.
mine-mail = We are sending you an email with all the information.
mine-calendar = Put it in my phone
mine-move = Change the day or the time
mine-cancel = Cancel the appointment
mine-print = Print
mine-feed = Follow in my calendar: it updates by itself
mine-feed-closed = Your calendar does not open?
mine-feed-copy = In your calendar, choose "add from address" (URL). Copy this address:
mine-sms-stop = Do not send me reminders by text message
mine-sms-again = Send me reminders by text message again
mine-reminders-stop = Do not send me reminders by email
mine-reminders-again = Send me reminders by email again
stop-title = Stop reminders by email?
stop-lead = We still write to you when an appointment changes or is cancelled.
stop-button = Stop reminders
stop-done = Noted.
stop-done-line = You no longer get reminders by email.
mine-none = You have no appointment yet.
mine-attended = You came. Thank you.
mine-missed = We did not see you. That is all right.
mine-missed-line = Choose another day.
mine-cancelled-line = The appointment on { $when } will not take place.
mine-choose = Choose an appointment
cancel-title = Cancel this appointment?
cancel-lead = You can choose another day afterwards.
cancel-button = Yes, cancel it
cancel-keep = No, keep this appointment

## Moving
move-title = No problem. Which other day?
move-lead = Your appointment is kept until the change is done.
move-same = You already have this time. Nothing has changed. Choose another time.
move-choose = Choose this date
move-new = New appointment
move-old = Instead of
move-check-lead = When you confirm, the old appointment is given up.
move-button = Yes, change it
move-keep = Keep my appointment

## What is stored
data-link = My data
data-title = What we keep about you
data-lead = This is everything this service keeps about you.
data-name = Name
data-born = Date of birth
data-file-number = File number
data-received = File received on
data-language = Language
data-appointment = Appointment
data-booked = to come
data-cancelled = cancelled
data-attended = you came
data-missed = you were not there
data-how-long-title = For how long?
data-how-long = Two years at most after our last contact. These pages forget your answers after an hour.
data-who-title = Who sees it?
data-who = Only the people who receive you and the reception desk.
data-never = We never keep your social security number.
data-rights-title = Your rights
data-rights = You can ask us to correct or delete this data. Phone us or come to the desk.
data-file = Download my data (JSON file)
leave-button = Finish on this device
leave-title = You are signed out.
leave-line = Nothing stays on this device. To come back, open the link in your message.

## When a page cannot be shown
told-again = Try again
told-public-page = See our places and make an appointment
told-phone = We help you by phone:
told-phone-unknown = For help, phone the number in your message or letter.
told-session-over = This page has closed
told-session-over-line = To protect you, it closes after an hour. Open the link in your message again. Nothing is lost.
told-other-form = This page is out of date
told-other-form-line = Another link may have been opened in this browser. Open the link in your message again.
told-too-many = There are too many requests
told-too-many-line = Wait a minute, then try again.
told-holds = You have chosen many times
told-holds-line = Other people are waiting too. Try again in an hour, or phone us.
told-too-large = This text is too long
told-too-large-line = Go back to the page before and write a shorter text.
told-missing-line = Open the link in your message again.
told-no-link = This link does not work, or no longer works
told-no-link-line = Check that the link is complete. A newer link replaces older ones.
told-closed = We could not recognise you
told-closed-line = To protect you, this link is closed for now. Phone us: we will find a date with you.
told-over = There is nothing to choose
told-over-line = Your file is not waiting for an appointment any more. A question? Phone us.
told-busy = Many people are choosing right now
told-busy-line = Wait a moment, then try again. Nothing is lost.
told-broken = The service has a problem
told-broken-line = It is not your fault. Try again in a few minutes.

## The tablet at the door
tablet-title = Type your code
tablet-hint = 8 letters and digits. It is in your message or your letter.
tablet-do = I am here
tablet-noted = Noted. You have arrived.
tablet-sit = Please take a seat. You will be called soon.
tablet-ask-desk = Please ask at the desk
tablet-desk = Somebody at the desk will help you.
tablet-next = Next person
tablet-again = Try again

## Without a link
newcomer-known = You already have an appointment, or a link from us? Open the link in your message, or call us.
newcomer-given-name = First name
newcomer-family-name = Family name
newcomer-no-given-name = Write your first name, in letters only.
newcomer-no-family-name = Write your family name, in letters only.
newcomer-born = Your date of birth
newcomer-born-hint = Example: 31 12 1990 for 31 December 1990.
newcomer-year = Year
newcomer-born-wrong = This date does not exist. Write the day, the month and the year in digits.
newcomer-one = A telephone number or an email address is enough.
newcomer-button = See the dates
newcomer-kept = We keep this for your appointments only.
told-newcomers = Many requests are coming in at the moment
told-newcomers-line = Try again later, or call us: we will find a date with you.
mine-come-back = To come back to this page, keep this address. Your birthday is asked for too.
