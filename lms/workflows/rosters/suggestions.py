"""What a wrong cell might have been, to be looked at and chosen, never taken unasked. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from lms.accounts.contacts import parse_contact
from lms.accounts.names import clean_name
from lms.kernel.errors import LmsError
from lms.workflows.rosters.phone_digits import LOOKALIKE_LETTERS
from lms.workflows.rosters.vocabulary import closest_audience, closest_province

DIGITS: Final = re.compile(r"\d[\d\s.\-]*")
SEPARATORS: Final = re.compile(r"[/;,|]| atau | or ")


def suggest(column: str, text: str, problem: LmsError) -> str | None:
    if problem.code == "text-became-date":
        return _text_of_date(text)
    return SUGGESTERS[column](text) if text.strip() and column in SUGGESTERS else None


def _name(text: str) -> str | None:
    seen = "".join(c for c in text[:240] if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    without = DIGITS.sub("", seen.partition("@")[0]) if "@" not in seen else ""
    return _if_valid(" ".join(without.split()).strip(" ,.-"), clean_name)


def _contact(text: str) -> str | None:
    """The first of several, without what no address or number holds."""
    closed = "".join(text[:300].split())
    tries = [
        closed,
        closed.replace(",", ".").replace("..", "."),
        closed.translate(LOOKALIKE_LETTERS),
    ]
    tries += [part.strip() for part in SEPARATORS.split(text[:300])]
    tries += [re.sub(r"[^\d+]", "", text[:300])]
    right = (_if_valid(one, lambda found: parse_contact(found).address) for one in tries)
    return next((found for found in right if found), None)


def _text_of_date(text: str) -> str:
    _year, month, day = text.strip()[:10].split("-")
    return f"{int(day)}-{int(month)}"


def _if_valid(text: str, rule: Callable[[str], str]) -> str | None:
    try:
        return rule(text)
    except LmsError:
        return None


SUGGESTERS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "name": _name,
    "contact": _contact,
    "audience": closest_audience,
    "province": closest_province,
    "unit": lambda text: " ".join(text.split())[:100],
    "group": lambda text: " ".join(text.split())[:100],
}
