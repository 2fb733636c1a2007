"""Case vignettes: a case that is told once, and the items that ask about it. Pure.

A vignette has versions and a review of its own, as an item has, but asks nothing. Every version of
an item carries the case in the words in which it was told with it, so that whoever was asked about
it keeps those words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from assessments.items.entries import VIGNETTES, Path, item_entries, vignette_entries
from assessments.items.pictures import Picture, picture_flaws, stem_picture
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import (
    Content,
    Control,
    Feedback,
    Fields,
    Flaw,
    ItemType,
    Key,
    Options,
    Response,
    flawed,
    missing_texts,
    texts_of,
)
from assessments.items.types.form_parts import Part, Texts

VIGNETTE: Final = "vignette"
CASE_TEXT: Final = Texts("stem", ("Kasus (Markdown)", "Case (Markdown)"), is_long=True)


@dataclass(frozen=True, slots=True)
class Case:
    """The case above an item, in one language, as Markdown."""

    code: str
    text: str
    picture: Picture | None = None


class Vignette(ItemType):
    """Written, versioned and reviewed like an item; it stands in no form itself."""

    code = VIGNETTE
    source_type = VIGNETTE
    title = ("Kasus untuk beberapa soal", "Case for several items")
    is_scored = False

    def flaws(self, entry: Mapping[str, Any]) -> Iterator[Flaw]:
        yield from missing_texts(entry, "stem")

    def read(self, entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        return texts_of(entry, "stem"), {}

    def form(self) -> tuple[Part, ...]:
        return (CASE_TEXT,)

    def entry(self, content: Content, key: Key) -> dict[str, Any]:
        return texts_of(content, "stem")

    def option_ids(self, content: Content) -> list[str]:
        return []

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        return ()

    def response(self, fields: Fields, options: Options) -> Response | None:
        return None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(0)

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        return Feedback(Fraction(0), (), "")

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return ()


CASES: Final = Vignette()
AUTHORED_TYPES: Final[Mapping[str, ItemType]] = {**ITEM_TYPES, VIGNETTE: CASES}


def embedded_case(code: str, content: Content) -> dict[str, Any]:
    """What an item keeps of its case."""
    return {"code": code, **{name: value for name, value in content.items() if name != VIGNETTE}}


def vignette_code(content: Content) -> str:
    """Empty for an item without a case."""
    return str((content.get(VIGNETTE) or {}).get("code", ""))


def case_of(content: Content, language: str) -> Case | None:
    told = content.get(VIGNETTE)
    if not told:
        return None
    picture = stem_picture(told, language, place="case")
    return Case(str(told["code"]), str(told[f"stem_{language}"]), picture)


def vignette_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Cases that are untold or unused, and items whose case is not there or is told elsewhere."""
    told: set[str] = set()
    for path, entry in vignette_entries(document):
        name = str(entry.get("id", ""))
        taken = {*told, *(str(item.get("id")) for _, item in item_entries(document))}
        yield from _id_flaws(path, name, taken)
        for flaw in (*missing_texts(entry, "stem"), *picture_flaws(CASES, entry)):
            yield Flaw((*path, *flaw.path), flaw.code, f"{name}: {flaw.message}", flaw.remedy)
        told.add(name)
    yield from _use_flaws(document, told)
    yield from _pool_flaws(document)


def _id_flaws(path: Path, name: str, taken: Collection[str]) -> Iterator[Flaw]:
    if not name:
        yield from flawed(
            (*path, "id"), "item-id-missing", "the case has no id", "Give it an id of its own."
        )
    elif name in taken:
        yield from flawed(
            (*path, "id"),
            "item-id-repeated",
            f"the id {name} stands twice",
            "Give each item and each case an id of its own.",
        )


def _use_flaws(document: Mapping[str, Any], told: Collection[str]) -> Iterator[Flaw]:
    """A case that is met twice gives away what was asked about it before."""
    uses: dict[str, str] = {}
    for path, entry in item_entries(document):
        name, use = str(entry.get(VIGNETTE, "")), str(entry.get("use"))
        if name and name not in told:
            yield from flawed(
                (*path, VIGNETTE),
                "item-vignette-unknown",
                f"{entry.get('id')}: there is no case {name}",
                f"Name the id of a case that stands under {VIGNETTES}.",
            )
        elif name and uses.setdefault(name, use) != use:
            yield from flawed(
                (*path, VIGNETTE),
                "vignette-parted",
                f"{entry.get('id')}: case {name} has items of `use: {uses[name]}` and of {use}",
                "Give all items of one case the same `use`, so that nobody meets it twice.",
            )
    for path, entry in vignette_entries(document):
        if entry.get("id") and str(entry["id"]) not in uses:
            yield from flawed(
                path,
                "vignette-unused",
                f"no item asks about case {entry['id']}",
                f"Name it as `{VIGNETTE}` in at least one item, or take it out.",
            )


def _pool_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """A draw takes a case whole: cases that share a slot must share all of them."""
    cases = {str(one.get("id")): str(one.get(VIGNETTE, "")) for _, one in item_entries(document)}
    pool = _pool(document)
    for slot, codes in pool.items():
        named = {cases.get(code, "") for code in codes}
        slots = [_slots_of(name, pool, cases) for name in named]
        if named != {""} and ("" in named or any(one != slots[0] for one in slots)):
            yield from flawed(
                ("blueprint", "retake_pool", "slots", slot),
                "vignette-slots-differ",
                f"slot {slot}: its cases do not fill the same slots",
                "Let every case that stands in one slot fill the same slots as the others.",
            )


def _pool(document: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    blueprint = document.get("blueprint")
    pool = blueprint.get("retake_pool") if isinstance(blueprint, Mapping) else None
    slots = pool.get("slots") if isinstance(pool, Mapping) else None
    listed = slots.items() if isinstance(slots, Mapping) else ()
    return {
        str(s): [str(c) for c in codes] for s, codes in listed if isinstance(codes, list | tuple)
    }


def _slots_of(
    name: str, pool: Mapping[str, Sequence[str]], cases: Mapping[str, str]
) -> frozenset[str]:
    return frozenset(s for s, codes in pool.items() if name in {cases.get(code) for code in codes})
