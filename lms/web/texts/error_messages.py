"""Messages for error codes, collected from all areas of the web pages."""

from importlib import import_module

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from lms.kernel.errors import LmsError

AREAS = (
    "account",
    "admin",
    "assessments",
    "authoring",
    "awareness",
    "catalogue",
    "certificates",
    "learning",
    "offline",
    "oidc",
    "organisations",
    "printing",
    "questions",
    "rosters",
    "blocks",
    "tokens",
    "verify",
)
MESSAGES: dict[str, LazyString] = {
    "not-found": _l("This page is not here. The address may have changed."),
    "not-allowed": _l("Your account has no access to this page."),
    "bad-request": _l("This request could not be understood. Please go back and try again."),
    "form-expired": _l(
        "This page was open for a long time and its form is no longer valid, "
        "so nothing was stored. Go back and copy what you want to keep; "
        "then reload the page and send it again."
    ),
    "form-not-stored": _l(
        "This page was opened before you signed in, or long ago, so nothing was stored yet. "
        "What you typed stands here: look at it and send it once more."
    ),
    "too-large": _l("That is more than this page can take. Please send less at a time."),
    "too-many": _l("There were many requests in a short time. Please wait a minute and try again."),
    "too-many-for-long": _l("There were many requests. Please try again in an hour or later."),
    "wrong-host": _l("This address does not belong to this site."),
    "trial-passed-on": _l(
        "This is a local trial, open on its own computer only, and a proxy passed this request on. "
        "To serve people elsewhere, set PAYUNG_PUBLIC_URL and PAYUNG_TRUSTED_PROXIES."
    ),
    "method": _l("This page cannot be used in that way. Please go back and try again."),
    "broken": _l(
        "Something on our side stopped this page. Nothing you had saved is lost. Please try again."
    ),
    "storage": _l(
        "Saving is not possible at the moment: the server's storage is full or cannot be reached. "
        "Reading still works. Please try again in a few minutes."
    ),
    "ledger-not-writable": _l(
        "Saving this is not possible at the moment, because the server cannot record it for its "
        "backups. Nothing was changed. Please try again in a few minutes."
    ),
    "sites-busy": _l(
        "Payung waits for other sites that are slow at this moment. Try again in ten seconds."
    ),
    "message-undelivered": _l("A message could not be delivered yet: %(reason)s."),
    "traces-remain": _l("The rest of the erasure follows in a few minutes."),
    "key-destroyed": _l("The data behind this page has been erased."),
    "key-readable-by-others": _l("Others can read the key file %(file)s. Set its mode to 0600."),
    "key-damaged": _l("The key file %(file)s is damaged. Restore it from the backup."),
    "server-key-missing": _l(
        "This database needs the server key that it was made with, and %(file)s is missing. "
        "Copy it from a server that uses this database, or from the backup."
    ),
    "server-key-of-another": _l(
        "This database was made with another server key than %(file)s. Move that file away, and "
        "copy server.key from a server that uses this database, or from the backup."
    ),
}


def error_message(error: LmsError) -> str:
    """Return the message of an error in the reader's language."""
    return message_for_code(error.code, **error.parameters)


def message_for_code(code: str, **parameters: object) -> str:
    """Return the message for a code in the reader's language, with its parameters."""
    text = str(all_messages()[code])
    return text % parameters if parameters else text


def all_messages() -> dict[str, LazyString]:
    """Return all messages by code."""
    if not _messages:
        _messages.update(MESSAGES)
        for area in AREAS:
            _messages.update(import_module(f"lms.web.{area}.error_messages").MESSAGES)
        _messages.update(import_module("lms.lti.error_messages").MESSAGES)
    return _messages


_messages: dict[str, LazyString] = {}
