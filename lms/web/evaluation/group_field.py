"""Field with the groups to choose from; of many groups, those whose names a search finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import request
from flask_babel import gettext as _

from lms.web.evaluation.access import Access
from lms.web.evaluation.labels import group_name
from lms.web.texts.numbers import whole_number
from lms.workflows.evaluation.figures import POOL
from lms.workflows.evaluation.overview import Overview

MAX_OPTIONS: Final = 60  # more are found by name; two thousand weigh 200 kB
MAX_TEXT_LENGTH: Final = 100
SEPARATOR: Final = "~"  # between the dimension and the group in the field of groups


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a field."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GroupField:
    """Options of the field, at most `MAX_OPTIONS`, with the chosen group among them.

    `text` is what the names are searched for. `hint` says how many groups the field leaves out; it
    is empty where all groups are options and no search is needed.
    """

    options: tuple[Option, ...]
    text: str = ""
    hint: str = ""

    @property
    def has_search(self) -> bool:
        """Whether the form needs a field to search names."""
        return bool(self.hint)

    @property
    def is_open(self) -> bool:
        """Whether a search waits for a choice among what it found."""
        chosen = next((option for option in self.options if option.is_chosen), None)
        return bool(self.text) and not (chosen and _has_text(chosen, self.text))


def build_group_field(access: Access, page: Overview) -> GroupField:
    """Return the field of the groups that the reader may choose, in the order of their names."""
    options = sorted(_list_options(access, page), key=lambda option: option.label.casefold())
    if len(options) <= MAX_OPTIONS:
        return GroupField(tuple(options))
    text = request.args.get("q", "")[:MAX_TEXT_LENGTH].strip()
    matching = [option for option in options if _has_text(option, text)]
    shown = matching[:MAX_OPTIONS]
    chosen = [option for option in options if option.is_chosen and option not in shown]
    return GroupField((*chosen, *shown), text, _hint(len(options), len(matching), text))


def _list_options(access: Access, page: Overview) -> Iterable[Option]:
    """Groups that may be shown, or the reader's own."""
    if access.own_groups is not None:
        return [
            Option(f"{own.dimension}{SEPARATOR}{own.group_id}", own.name, own.choice == page.choice)
            for own in access.own_groups
        ]
    dimension = page.choice.dimension
    return [
        Option(
            f"{dimension}{SEPARATOR}{group_id}",
            group_name(dimension, group_id, page.names),
            group_id == page.choice.group_id,
        )
        for group_id in page.numbers
        if group_id != POOL
    ]


def _has_text(option: Option, text: str) -> bool:
    """Whether the name has all words of the text, in any order."""
    name = option.label.casefold()
    return all(word in name for word in text.casefold().split())


def _hint(total: int, matching: int, text: str) -> str:
    numbers = {
        "total": whole_number(total),
        "matching": whole_number(matching),
        "listed": whole_number(MAX_OPTIONS),
    }
    if not text:
        return str(
            _(
                "%(listed)s of %(total)s groups are in the list. To find another, write a part of"
                " its name and press Show.",
                **numbers,
            )
        )
    if not matching:
        return str(_("None of the %(total)s groups has this in its name.", **numbers))
    if matching > MAX_OPTIONS:
        return str(
            _(
                "%(matching)s of %(total)s groups have this in their name; %(listed)s are in the"
                " list. Write more of the name to see the others.",
                **numbers,
            )
        )
    return str(
        _(
            "%(matching)s of %(total)s groups have this in their name. Choose one in the list and"
            " press Show again.",
            **numbers,
        )
    )
