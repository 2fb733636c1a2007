"""Purposes of consent, each with the version of its text. Pure.

A changed text in `lms/web/account/consent_texts.py` needs a new version here.
"""

from lms.accounts.errors import ConsentNeeded, ConsentUnknown

VERSIONS: dict[str, str] = {
    "learning": "2026-11",
    "evaluation": "2026-11",
    "reminders": "2026-11",
}
REQUIRED = "learning"  # account, progress, answers and certificates
PURPOSES = tuple(VERSIONS)


def require_known_purpose(purpose: str) -> None:
    """Raises ConsentUnknown."""
    if purpose not in VERSIONS:
        raise ConsentUnknown(purpose=purpose)


def require_withdrawable(purpose: str) -> None:
    """Raises ConsentUnknown, or ConsentNeeded for the purpose that only erasure can end."""
    require_known_purpose(purpose)
    if purpose == REQUIRED:
        raise ConsentNeeded(purpose=purpose)
