"""Texts of the consents.

A change here needs a new version in `lms/accounts/consents/purposes.py`.
"""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

CONSENTS: dict[str, LazyString] = {
    "learning": _l(
        "I agree that Payung keeps my name, contact, role and province, my progress and my "
        "answers, so that I can learn and receive a certificate. Whoever scans the certificate "
        "sees my name."
    ),
    "evaluation": _l(
        "I agree that my answers are counted, without my name, to find out how well the course "
        "helps and to improve it. This is up to me and changes nothing for my course."
    ),
    "reminders": _l(
        "I agree that Payung writes to me three and six months after the course, with an "
        "invitation to a few questions. This is up to me; the messages name no course."
    ),
}
TITLES: dict[str, LazyString] = {
    "learning": _l("Learning and certificate"),
    "evaluation": _l("Evaluation without my name"),
    "reminders": _l("Invitations after the course"),
}


def consent_text(purpose: str) -> LazyString:
    """The text of the consent to this purpose."""
    return CONSENTS[purpose]
