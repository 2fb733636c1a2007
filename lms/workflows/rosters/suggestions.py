"""Suggest a correction of an invalid cell. A person always confirms it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from lms.accounts.contacts import parse_contact
from lms.accounts.names import clean_name
from lms.kernel.errors import LmsError
from lms.workflows.rosters.mail_domains import corrected_domain
from lms.workflows.rosters.phone_digits import LOOKALIKE_LETTERS
from lms.workflows.rosters.vocabulary import closest_audience, closest_province

DIGITS: Final = re.compile(r"\d[\d\s.\-]*")
HIDDEN: Final = ("Cc", "Cf", "Co", "Cs")  # Unicode categories
SEPARATORS: Final = re.compile(r"[/;,|]| atau | or ")
ADDRESS: Final = re.compile(r"[^\s<>():;,]{1,64}@[^\s<>():;,]{1,200}")


def suggest(column: str, text: str, problem: LmsError) -> str | None:
    """A valid text for this column, or None."""
    if problem.code == "text-became-date":
        return _text_of_date(text)
    return SUGGESTERS[column](text) if text.strip() and column in SUGGESTERS else None


def _name(text: str) -> str | None:
    visible = "".join(c for c in text[:240] if unicodedata.category(c) not in HIDDEN)
    letters = DIGITS.sub("", visible) if "@" not in visible else ""
    return _if_valid(" ".join(letters.split()).strip(" ,.-"), clean_name)


def _contact(text: str) -> str | None:
    """The first valid contact in the text, without blanks and other stray characters."""
    closed = "".join(text[:300].split())
    candidates = [
        closed,
        closed.replace(",", ".").replace("..", "."),
        closed.translate(LOOKALIKE_LETTERS),
    ]
    candidates += [part.strip() for part in SEPARATORS.split(text[:300])]
    candidates += [address.strip(".") for address in ADDRESS.findall(text[:300])]
    candidates += [re.sub(r"[^\d+]", "", text[:300])]
    valid = (_if_valid(candidate, _address) for candidate in candidates)
    return next((address for address in valid if address), None)


def _address(text: str) -> str:
    address = parse_contact(text).address
    before, _at, domain = address.rpartition("@")
    return f"{before}@{corrected_domain(domain) or domain}" if before else address


def _text_of_date(text: str) -> str:
    """`1-2` for a cell that a spreadsheet has turned into the first of February."""
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
