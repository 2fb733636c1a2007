"""Hides in free text what reaches or names a person: identity numbers, telephones, e-mail. Pure.

    masked("NIK 3174010101010001")  ->  "NIK •••"

The national helplines stay readable, since whoever reads the text may need them.
"""

import re
from typing import Final

MASK: Final = "•••"
HELPLINES: Final = frozenset({"08111129129", "628111129129"})

# Each part is bounded, so that no text makes the search slow.
E_MAIL: Final = re.compile(r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]{1,190}\.[^\s@<>,;:().]{2,24}")
GAP: Final = r"[ .\-\u2010-\u2015\u00a0()]{0,3}"
LONG_NUMBER: Final = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{13,24}}(?!\d)")
# An area code or a country's before it, or a mobile number without its zero.
TELEPHONE: Final = re.compile(
    rf"(?<!\d)(?:\+{GAP}\d|62|\(?0)(?:{GAP}\d){{8,13}}(?!\d)|(?<!\d)8\d{{2}}(?:{GAP}\d){{6,9}}(?!\d)"
)


def masked(text: str) -> str:
    """The text with three dots for each of them."""
    for pattern in (E_MAIL, LONG_NUMBER, TELEPHONE):
        text = pattern.sub(_dots, text)
    return text


def _dots(found: re.Match[str]) -> str:
    digits = "".join(sign for sign in found[0] if sign.isdigit())
    return found[0] if digits in HELPLINES else MASK
