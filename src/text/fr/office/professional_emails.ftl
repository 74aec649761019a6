# The back office: French only, outside the rule that every language has every message.

## Letters to professionals
fact-room = Salle
fact-person = Personne reçue
fact-team = Avec
fact-team-member = { $name } ({ $role })
fact-before = Avant
pro-greeting = Bonjour,
pro-invitation-subject = Rendez-vous le { $when }
pro-invitation-title = Nouveau rendez-vous
pro-invitation-lead = Un rendez-vous est fixé le { $when }.
pro-invitation-note = Acceptez l'invitation pour l'ajouter à votre agenda.
pro-update-subject = Rendez-vous modifié : { $when }
pro-update-title = Rendez-vous modifié
pro-update-lead = Le rendez-vous a maintenant lieu le { $when }.
pro-update-same-time-lead = Le rendez-vous du { $when } reste à la même heure. L'équipe ou le lieu a changé, comme indiqué ci-dessous.
pro-update-note = Acceptez l'invitation pour mettre à jour votre agenda.
pro-cancellation-subject = Rendez-vous annulé : { $when }
pro-cancellation-title = Rendez-vous annulé
pro-cancellation-lead = Le rendez-vous du { $when } n'a plus lieu.
pro-cancellation-note = Vous pouvez le retirer de votre agenda.
pro-removed-subject = Rendez-vous retiré de votre agenda : { $when }
pro-removed-title = Rendez-vous retiré de votre agenda
pro-removed-lead = Le rendez-vous du { $when } a lieu sans vous.
pro-removed-note = Vous pouvez le retirer de votre agenda.
pro-counter-subject = Le rendez-vous reste le { $when }
pro-counter-title = Le rendez-vous reste à son heure
pro-counter-lead = Le rendez-vous a toujours lieu le { $when }.
pro-counter-note = Votre proposition est transmise à l'accueil, qui en parle avec la personne. Si vous ne pouvez pas venir, refusez l'invitation : un collègue libre vous remplace.
pro-closing = Ce message est envoyé automatiquement.
