"""Messages for the errors of tokens and of requests to the API."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "token-not-found": _l("You have no such token."),
    "token-scope-missing": _l("Choose at least one thing that the token may do."),
    "token-scope-not-allowed": _l("Your account cannot give the scope %(scope)s to a token."),
    "token-expiry-unfit": _l("Choose between 1 and %(max)s days."),
    "tokens-too-many": _l(
        "There are %(max)s tokens in use already. Revoke one that is not needed."
    ),
    "idempotency-key-reused": _l(
        "This idempotency key came before with another request. Choose a new one."
    ),
    "idempotency-key-needed": _l(
        "This request changes something and needs a header Idempotency-Key "
        "of 1 to 255 characters without blanks."
    ),
    "token-needed": _l("This request needs a token, as Authorization: Bearer."),
    "token-refused": _l("This token is unknown, has expired or was revoked."),
    "scope-needed": _l("This token has no scope %(scope)s."),
    "json-needed": _l("The body must be JSON, with Content-Type: application/json."),
    "json-invalid": _l("The body is not valid JSON."),
    "request-unfit": _l("Some parts of this request do not fit; errors names each of them."),
    "field-missing": _l("This field is missing."),
    "field-unknown": _l("There is no field with this name."),
    "field-too-many": _l("At most %(limit)s entries fit here."),
    "field-too-few": _l("At least %(limit)s entry is needed here."),
    "field-too-long": _l("At most %(limit)s characters fit here."),
    "field-too-short": _l("At least %(limit)s character is needed here."),
    "field-not-one-of": _l("One of these is expected: %(limit)s."),
    "field-too-large": _l("At most %(limit)s is possible here."),
    "field-too-small": _l("At least %(limit)s is needed here."),
    "field-unfit": _l("This value does not fit here."),
    "cursor-unknown": _l("This cursor leads nowhere any more. Start again without it."),
    "certificate-number-unknown": _l("No certificate has this number."),
}
