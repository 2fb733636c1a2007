"""Error messages about blocks, by error code."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "unit-not-found": _l("This part of the course was not found."),
    "handler-not-found": _l("This part of the page cannot do that."),
    "resource-not-found": _l("This file was not found."),
    "static-file-not-found": _l("This file was not found."),
    "block-not-installed": _l("This part needs a block that is not installed here."),
    "block-failed": _l("This part of the page cannot be shown right now. What you saved is kept."),
    "block-too-slow": _l("This part of the page took too long. What you saved is kept."),
    "block-too-greedy": _l("This block exceeded its memory limit."),
    "block-too-large": _l("This part of the page sent too much data. What you saved is kept."),
    "block-without-form": _l("This block has no form of its own for authors."),
    "block-draft-not-found": _l("You have no such draft of a block."),
    "block-draft-too-large": _l("A draft can contain at most %(maximum)s blocks."),
    "handler-for-authors": _l("Only authors can do that."),
    "olx-rejected": _l("This text is not OLX with a block that is installed here."),
    "field-read-only": _l("Course content cannot be changed from this page."),
    "block-state-changed": _l("Somebody else saved at the same time. Please try again."),
    "handler-token-invalid": _l("This address is not valid. Please reload the page."),
    "handler-token-expired": _l("This page was open for a long time. Please reload it."),
}
