"""Error messages of organisations, memberships and cohorts by error code."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "organisation-not-found": _l("There is no such organisation here, or it is not yours to see."),
    "organisation-kind-unknown": _l("Choose what kind of organisation this is."),
    "organisation-not-approved": _l(
        "This organisation has not been approved yet. Until then nobody can join it."
    ),
    "organisation-in-itself": _l(
        "An organisation cannot stand below itself. Choose another one above it."
    ),
    "organisation-there": _l("It is below that organisation already."),
    "move-not-found": _l("There is no such request."),
    "move-ended": _l("This request is over: somebody has answered it, or taken it back."),
    "move-stands": _l(
        "Another move of this organisation waits for an answer. Take it back first, please."
    ),
    "npsn-unreadable": _l(
        "An NPSN has 8 digits or capital letters. This one has %(length)s characters."
    ),
    "npsn-of-schools-only": _l("Only schools have an NPSN. Leave the field empty, please."),
    "npsn-taken": _l(
        "A school with this NPSN is here already. Search for it and ask to coordinate it."
    ),
    "membership-not-found": _l("This person is not a member of the organisation."),
    "coordinator-stays": _l("Hand the coordinator's role over first; then you can leave."),
    "not-joined-yet": _l("This person has not joined yet. The role waits until they have."),
    "claim-not-found": _l("There is no such request."),
    "claim-decided": _l("Somebody has decided on this request already."),
    "claim-stands": _l("You have asked already. The answer will appear here."),
    "own-claim": _l("Somebody else must decide on a request of your own."),
    "invitation-not-found": _l("This link is unknown. Check whether it was copied completely."),
    "invitation-used": _l("This link has been used. Sign in; the course is waiting there."),
    "invitation-expired": _l("This link is no longer valid. Ask your coordinator for a new one."),
    "invitation-for-another": _l(
        "This link was made for another person. Sign out first if that person is you."
    ),
    "class-code-unknown": _l(
        "This code is not known here. Compare it with the sheet, character by character."
    ),
    "class-code-over": _l("This code is no longer valid. Ask your coordinator for a new one."),
    "class-code-used-up": _l(
        "The maximum number of people have joined with this code. Ask your coordinator for a "
        "new one."
    ),
    "class-code-bounds": _l("A code can be used by 1 to %(uses)s people, for 1 to %(days)s days."),
    "nobody-to-remind": _l("Nobody who was chosen can be reminded now. Choose somebody else."),
    "reminder-round-not-found": _l("There are no such reminders in this cohort."),
    "message-not-failed": _l("This message is on its way already, or is not yours to send."),
    "comment-missing": _l("Write what to change, so that the learner can go on."),
    "own-plan": _l("Somebody else must decide on a plan of your own."),
    "cohort-gone": _l("There is no such cohort here, or it is not yours to see."),
    "cohort-ends-before-it-begins": _l("The last day comes before the first. Check both, please."),
    "live-session-gone": _l("There is no such session in this cohort."),
    "live-session-cancelled": _l("This session was cancelled. Make a new one instead."),
    "live-session-times": _l("The session ends before it begins. Check both times, please."),
    "module-not-taught": _l("The course of this cohort has no such module."),
    "check-in-unknown": _l(
        "No session shows this code now. On a screen it changes every five minutes; the code of a "
        "cohort on paper has nine signs."
    ),
    "not-in-this-class": _l(
        "Only people of this cohort check in here. Ask its coordinator to invite you."
    ),
    "learns-in-another-class": _l(
        "You take this course in another cohort, and your progress stays there. "
        "Tell the facilitator; you may take part all the same."
    ),
    "attendance-too-early": _l("Attendance opens an hour before the session begins."),
    "attendance-note-unknown": _l("Choose present, came late or left early."),
    "pace-unknown": _l("Choose one of the paces."),
    "plan-rule-unknown": _l("Choose how an action plan counts."),
}
