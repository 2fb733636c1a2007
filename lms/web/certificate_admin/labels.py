"""Labels of states, reasons and events of certificates."""

from flask_babel import lazy_gettext as _l

STATES = {
    # state: label, CSS class of the tag, icon
    "valid": (_l("Valid"), "done", "check"),
    "suspended": (_l("Suspended"), "review", "review"),
    "revoked": (_l("Revoked"), "fix", "fix"),
    "superseded": (_l("Replaced"), "", "info"),
    "expired": (_l("Expired"), "", "info"),
    "withdrawn": (_l("Withdrawn; the holder's data is erased"), "", "info"),
}
REASONS = {
    "issued-in-error": _l("Issued in error"),
    "misconduct": _l("Misconduct"),
    "holder-asked": _l("The holder asked for it"),
    "replaced": _l("Another one took its place"),
    "key-compromise": _l("A signing key leaked"),
    "under-review": _l("It is being looked into"),
    "identity-in-doubt": _l("Who holds it is in doubt"),
}
EVENTS = {
    "issued": _l("Issued"),
    "revoked": _l("Revoked"),
    "withdrawn": _l("Withdrawn at erasure"),
    "kept": _l("Kept public at erasure"),
    "suspended": _l("Suspended"),
    "restored": _l("Restored"),
    "superseded": _l("Replaced for a corrected name"),
    "renewed": _l("Renewed by a later one"),
    "re-signed": _l("Signed anew after a leaked key"),
}
