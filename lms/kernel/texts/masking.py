"""Masks identity numbers, telephone numbers and e-mail addresses in free text. Pure.

    mask_personal_data("NIK 3174010101010001")  ->  "NIK •••"

National helplines stay readable, because readers may need them.
"""

import re
from typing import Final

MASK: Final = "•••"
HELPLINES: Final = frozenset({"08111129129", "628111129129"})

# Each part is bounded, so that the search takes linear time.
E_MAIL: Final = re.compile(r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]{1,190}\.[^\s@<>,;:().]{2,24}")
GAP: Final = r"[ .\-\u2010-\u2015\u00a0()]{0,3}"
LONG_NUMBER: Final = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{13,24}}(?!\d)")
# An area code or a country's before it, or a mobile number without its zero.
TELEPHONE: Final = re.compile(
    rf"(?<!\d)(?:\+{GAP}\d|62|\(?0)(?:{GAP}\d){{8,13}}(?!\d)|(?<!\d)8\d{{2}}(?:{GAP}\d){{6,9}}(?!\d)"
)


def mask_personal_data(text: str) -> str:
    """Replace each match with MASK."""
    for pattern in (E_MAIL, LONG_NUMBER, TELEPHONE):
        text = pattern.sub(_mask, text)
    return text


def _mask(match: re.Match[str]) -> str:
    digits = "".join(sign for sign in match[0] if sign.isdigit())
    return match[0] if digits in HELPLINES else MASK
