"""Messages for rejected sign-ins with accounts elsewhere. Each says what to do."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

NOT_ACCEPTED = _l(
    "The answer of the other site could not be accepted. Sign in again; if this page comes back, "
    "tell the people who run Payung."
)
CLOCK_WRONG = _l(
    "The answer of the other site is too old or dated in the future. Sign in again; if this page "
    "comes back, a clock is wrong: tell the people who run Payung."
)
MESSAGES: dict[str, LazyString] = {
    "oidc-provider-stopped": _l(
        "Sign-in with this account is switched off. Sign in in another way, or ask for a new link."
    ),
    "oidc-provider-unavailable": _l(
        "The other site does not answer at the moment. Please wait a minute and try again, "
        "or sign in with your password."
    ),
    "oidc-provider-answered-error": _l(
        "The other site did not confirm who you are, perhaps because it was cancelled there. "
        "You can try again, or sign in in another way."
    ),
    "oidc-sign-in-unknown": _l(
        "This sign-in was used already, or is not one of ours. Please start again."
    ),
    "oidc-sign-in-expired": _l("Signing in took too long. Please start again."),
    "oidc-cookie-missing": _l(
        "This sign-in was started in another browser, or the browser did not keep its cookie. "
        "Start again here; if this page comes back, allow cookies for this site."
    ),
    "oidc-answer-incomplete": NOT_ACCEPTED,
    "oidc-code-refused": NOT_ACCEPTED,
    "oidc-token-unreadable": NOT_ACCEPTED,
    "oidc-signature-wrong": NOT_ACCEPTED,
    "oidc-issuer-wrong": NOT_ACCEPTED,
    "oidc-audience-wrong": NOT_ACCEPTED,
    "oidc-nonce-wrong": NOT_ACCEPTED,
    "oidc-token-expired": CLOCK_WRONG,
    "oidc-token-from-future": CLOCK_WRONG,
    "oidc-domain-not-allowed": _l(
        "Payung here is open to accounts of certain schools and organisations, and this account "
        "belongs to none of them. Choose your account of work, or create an account of Payung."
    ),
    "oidc-domain-changed": _l(
        "Your account elsewhere belongs to another organisation now, so it does not open your "
        "account here any more. Sign in in another way, or ask for a new link; nothing is lost."
    ),
    "oidc-person-suspended": _l(
        "Your account here is suspended. Ask the people who run Payung to let you in again."
    ),
    "oidc-person-has-role": _l(
        "Your account has tasks for other people in Payung, so an account elsewhere cannot sign "
        "you in. Use your password or a passkey."
    ),
    "oidc-other-person": _l(
        "Linking was begun by another account of Payung, or you are signed out. "
        "Sign in, and begin again on the page of your account."
    ),
    "oidc-account-of-another": _l(
        "This account signs somebody in already. If both accounts here are yours, merge them: the "
        "link to do so is on the page of your account."
    ),
    "oidc-page-expired": _l("This page was open for a long time. Please sign in again."),
    "oidc-account-taken": _l("This account signs somebody in already."),
    "oidc-account-not-found": _l("This account is not linked to yours."),
    "oidc-last-way-in": _l(
        "Without it you could not sign in any more. Add a contact and choose a password first."
    ),
    "oidc-provider-not-found": _l("There is no such sign-in provider here."),
    "oidc-provider-taken": _l("A provider with this issuer and client id is entered already."),
    "oidc-provider-invalid": _l("Please check this entry: %(field)s."),
    "oidc-issuer-invalid": _l(
        "This must be an address that begins with https://, without a question mark."
    ),
    "oidc-issuer-unreadable": _l(
        "The settings of this provider could not be read: %(reason)s. Check the address."
    ),
    "oidc-secret-missing": _l("Copy the client secret from the provider."),
    "oidc-domain-invalid": _l(
        "Each line must be a domain such as guru.sd.belajar.id, or *.belajar.id for all below it."
    ),
    "oidc-tenants-missing": _l(
        "This address stands for all organisations at Microsoft. "
        "Name the ids of those that may sign in, one a line."
    ),
}
