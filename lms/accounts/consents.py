"""The purposes a person may agree to, each with the version of the text they read. Pure.

A change of a text in `lms/web/account/consent_texts.py` is a new version here.
"""

from lms.accounts.errors import ConsentNeeded, ConsentUnknown

VERSIONS: dict[str, str] = {
    "learning": "2026-11",
    "evaluation": "2026-11",
    "reminders": "2026-11",
}
REQUIRED = "learning"  # an account, progress, answers and certificates are this purpose
PURPOSES = tuple(VERSIONS)


def require_known_purpose(purpose: str) -> None:
    if purpose not in VERSIONS:
        raise ConsentUnknown(purpose=purpose)


def require_withdrawable(purpose: str) -> None:
    """The first purpose is withdrawn by erasing the account."""
    require_known_purpose(purpose)
    if purpose == REQUIRED:
        raise ConsentNeeded(purpose=purpose)
