"""Messages for the errors of people, contacts, passwords, links and typed text."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "role-needs-own-sign-in": _l(
        "Your account has tasks for other people in Payung, so an account elsewhere cannot sign "
        "you in. Use your password or a passkey."
    ),
    "sign-in-needed": _l(
        "You are signed out, so nothing was stored. What you typed is still on the page before. "
        "Sign in, go back to it and send it; you may be asked to send it once more."
    ),
    "launch-again": _l(
        "You sign in through your learning platform. Open Payung from there again, "
        "and come back to this page within ten minutes."
    ),
    "sign-in-elsewhere-again": _l(
        "You sign in with an account elsewhere and have no password here. Sign out, sign in with "
        "it again, and come back to this page within ten minutes."
    ),
    "text-missing": _l("Please fill this in."),
    "text-too-long": _l("This has %(length)s characters. Shorten it to at most %(max)s, please."),
    "text-has-hidden-marks": _l(
        "This contains invisible characters. Type it again instead of pasting it."
    ),
    "reminder-link-unknown": _l("This link is unknown. Check whether it was copied completely."),
    "person-not-found": _l("There is no such person here."),
    "person-suspended": _l(
        "The person is suspended, so a link would not let them in. "
        "It can be made once an administrator has let them in again."
    ),
    "account-merged": _l(
        "The person has merged this account into another one. It stays closed for good."
    ),
    "name-missing": _l("Write your name, as it should stand on the certificate."),
    "name-has-number": _l(
        "This field holds %(digits)s digits. Take the number out and write the name only."
    ),
    "name-has-address": _l("Write the name only, without an address or a link."),
    "name-not-printable": _l(
        "Certificates cannot show this yet: %(characters)s "
        "Write the name in Latin letters or in another script of Indonesia."
    ),
    "contact-missing": _l("Write an e-mail address or a mobile number."),
    "contact-unreadable": _l(
        "Write an e-mail address such as nama@contoh.id, or a mobile number such as 0812 3456 7890."
    ),
    "channel-missing": _l(
        "This site cannot send messages to this kind of contact. A coordinator or an "
        "administrator can give you a link in person."
    ),
    "contact-taken": _l(
        "This contact cannot be used for a new account. "
        "If it is yours, sign in with it or ask for a new link."
    ),
    "contact-needs-channel": _l(
        "This site cannot send messages to this kind of contact, so it cannot be "
        "confirmed. A coordinator or an administrator can change it with you in "
        "person."
    ),
    "contact-unchanged": _l("This is the contact that you have already."),
    "contact-link-not-found": _l(
        "This link is not known in this account. Sign in to the account for which you asked."
    ),
    "contact-link-closed": _l("This link was used, or a newer one has replaced it."),
    "contact-link-expired": _l("This link has expired. Enter the new contact again."),
    "contact-wishes-paused": _l(
        "A new contact was entered a few times within the hour. Please wait an hour; "
        "the link that was sent last still works."
    ),
    "merge-not-found": _l(
        "This page belongs to another account. Sign in to the account that you want to keep, "
        "and begin there."
    ),
    "merge-over": _l(
        "This was begun too long ago, or the other account has changed since. Nothing was merged; "
        "begin again from your account."
    ),
    "merge-too-early": _l(
        "One of the two accounts has a new contact, which can be disputed until "
        "%(until)s. The accounts can be merged after that."
    ),
    "merge-from-role": _l(
        "The other account has tasks for other people, and this one came from a learning platform "
        "or a sign-in provider. Sign in to the other account, and merge this one into it."
    ),
    "merge-with-itself": _l(
        "This is the contact of the account in which you are now. Enter that of the other one."
    ),
    "other-account-unproved": _l(
        "Contact and password do not match. If that account has no password, ask for "
        "a new link for it first."
    ),
    "proof-needed": _l("Please confirm first that it is you. Then come back here."),
    "province-unknown": _l("Choose the province in which you work."),
    "audience-unknown": _l("Choose the role that fits you best."),
    "consent-unknown": _l("This consent is unknown."),
    "consent-missing": _l("Without this consent we may not keep an account for you."),
    "consent-needed": _l(
        "The account requires this consent. To withdraw it, erase the account further down."
    ),
    "role-unknown": _l("Choose one of the roles."),
    "scope-incomplete": _l("Say for which course, cohort or organisation the role holds."),
    "scope-not-found": _l("There is no such course or cohort any more. Choose another one."),
    "grant-not-found": _l("There is no such role to end."),
    "last-administrator": _l(
        "This is the last administrator. Make another one first, so that somebody can help others."
    ),
    "link-not-found": _l("This link is unknown. Check whether it was copied completely."),
    "link-used": _l("This link has been used. Sign in with your password, or ask for a new link."),
    "link-expired": _l("This link has expired. Ask for a new one."),
    "sign-in-refused": _l("Contact and password do not match. Check both, or ask for a new link."),
    "sign-in-paused": _l(
        "There were many attempts to sign in. Please wait %(minutes)s minutes and try again."
    ),
    "password-missing": _l("Choose a password of at least %(min)s characters."),
    "password-too-short": _l("That is %(length)s characters so far. Add %(missing)s more."),
    "password-too-long": _l("A password may have at most %(max)s characters."),
    "password-too-common": _l(
        "Many people use this password, so it is tried first. Take a few words that go together "
        "only for you."
    ),
    "password-has-contact": _l(
        "This is mostly your name or contact, which others know. Add a few other words."
    ),
    "password-not-yours": _l("This is not your present password. Please type it again."),
    "session-not-found": _l("That device is not signed in any more."),
    "erase-not-confirmed": _l("Tick this if you are sure."),
    "certificate-choice-missing": _l("Choose for each certificate whether it stays public."),
    "passkey-refused": _l("The passkey could not be confirmed. Please try again."),
    "passkey-not-found": _l("You have no such passkey."),
    "passkey-known": _l("This passkey is already known here."),
    "last-way-in": _l(
        "Without this passkey you could not sign in any more. Choose a password first."
    ),
}
