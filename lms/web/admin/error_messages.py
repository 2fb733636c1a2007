"""Error messages of the administration."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "event-receiver-not-found": _l("This page is not here. The address may have changed."),
    "event-delivery-not-found": _l("This event is no longer here. Events are kept for 30 days."),
    "event-receiver-invalid": _l("Please check %(field)s."),
    "record-store-exists": _l("A record store was entered meanwhile. Look at it here."),
    "webhook-secret-changed": _l(
        "The secret was changed meanwhile, so nothing was done. Open the page of the webhook again."
    ),
    "event-missing": _l("Choose at least one."),
    "record-store-login-invalid": _l(
        "Enter key and secret of the record store, without a colon in the key. "
        "Another key or address needs its secret, too."
    ),
    "receiver-address-invalid": _l(
        "Enter an address that begins with https://, without a user name or password in it."
    ),
    "pilot-not-confirmed": _l("Tick this to open the draft."),
    "pilot-end-not-confirmed": _l("Tick this to end the pilot."),
    "pilot-not-open": _l("No pilot of this version is open."),
    "version-reviewed": _l(
        "Experts have signed this version off. It is no draft any more, and needs no pilot."
    ),
    "signed-in-future": _l("This day is still to come. Record a sign-off once it is given."),
    "safeguarding-contact-missing": _l("Give a telephone number or an e-mail address."),
    "signatory-incomplete": _l("Give the office in both languages, or leave the name empty too."),
}
