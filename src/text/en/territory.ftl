# English. Plain words, short sentences, always "appointment".
# Written by a machine: must be read by a professional translator before anybody relies on it.
# A sentence that was read says so in the line above it: # Read by NAME, DATE.

## The page
territory-title = Your appointments
territory-lead = You meet at the same time the people who help you with everyday life and with work. It is free.
territory-languages = Languages
territory-listen = Listen to this page
territory-link-title = Make an appointment
territory-link-message = Did you get a text message, an email or a letter from us? Open the link in it. Choosing a day takes a minute.
territory-link-phone = You have no link, or it no longer works? Call { $phone }.
territory-link-desk = You have no link, or it no longer works? Come to one of our places.
territory-code = You have a letter with a code? Type it here.
territory-book-lead = You have no link? You can choose a day here, without an account.
territory-book = Make an appointment
territory-book-kind = Make an appointment: { $kind }
territory-sites =
    { $count ->
        [one] Our place
       *[other] Our { $count } places
    }
territory-photo = The front door: { $site }
territory-address = Address
territory-phone = Telephone
territory-hours = Opening hours
territory-access = Access
territory-first = First possible appointment
territory-first-none = none at the moment. Please call us.
territory-first-note = This day may change quickly. We check it every minute.
territory-top = Back to the page of places

## Opening hours
hours-one-day = { $day }
hours-two-days = { $first } and { $last }
hours-days = { $first } to { $last }
hours-stretch = { $from } to { $to }
hours-and = { $one } and { $other }
hours-line = { $days }: { $hours }
hours-midnight = midnight

## What a place offers
access-step-free = Step-free entrance
access-lift = Lift
access-toilet = Wheelchair-accessible toilet
access-hearing-loop = Hearing loop at the desk
access-parking = Reserved parking space
access-none = Please call us before you come if you need help to get in.

## Accessibility statement
statement-link = Accessibility: not compliant
statement-title = Accessibility statement
statement-lead = These pages must serve everybody: by keyboard, with a screen reader, on a small phone, without JavaScript.
statement-state-title = State of compliance
statement-state = { $name }: these pages do not comply with RGAA 4.1.2 (the French accessibility rules), because no audit has been made yet. This does not mean that they do not work: here is what is checked.
statement-tests-title = What is checked
statement-tests-machine = With every version, a program (axe-core) looks for faults against levels A and AA of WCAG 2.2, in every page, on small and large screens, with and without JavaScript. A single fault stops the version.
statement-tests-eye = The pictures of every page are looked at, 320 and 1280 pixels wide, from right to left too.
statement-tests-date = Last test: { $day }.
statement-limits-title = What is missing
statement-limits-audit = No test by people with disabilities, and no audit of each criterion of the RGAA.
statement-limits-languages = English, Arabic and easy French were written by a machine and not read by a professional yet.
statement-limits-sign = No video in sign language.
statement-contact-title = Does a page not work for you?
statement-contact-phone = Call { $phone }. We give you the information, or the appointment, in another way.
statement-contact-desk = Come to one of our places. We give you the information, or the appointment, in another way.
statement-defender = No answer from us? You can write to the Défenseur des droits, free of charge, without a stamp: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07. Telephone: { $phone }.

## What is stored
stored-link = Your data
stored-title = What we keep about you
stored-lead = Little is needed to give an appointment.
stored-what-title = What is kept
stored-what-who = Your name, your date of birth, your language, and your telephone number or email address if you gave them to us.
stored-what-appointment = Your appointments: the day, the time, the place, the people who receive you, and whether you came.
stored-what-needs = What you need in order to come, such as an interpreter.
stored-never-title = What is never kept
stored-never = Your social security number, your income, your health, what you say during the appointment.
stored-who-title = Who sees it
stored-who = The people who receive you and the reception desk. Other organisations only see that the time is taken.
stored-visit-title = On these pages
stored-visit = This page keeps nothing about you. It asks nothing of other sites.
stored-rights-title = Your rights
stored-rights = You can see, correct or have erased what we keep: by the link in your message, by telephone or in one of our places.
stored-cnil = No answer from us? You can write to the CNIL: 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07.
