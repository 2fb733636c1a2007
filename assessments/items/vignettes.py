"""Case vignettes: a case that several items ask about. Pure.

A vignette has versions and reviews, as an item has, but asks nothing. Every version of an item
embeds the text of its case, so that an attempt keeps the text that its learner read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.items.entries import VIGNETTES, Path, iter_items, iter_vignettes
from assessments.items.pictures import find_picture_flaws, get_stem_picture
from assessments.items.types import ITEM_TYPES
from assessments.items.types.base import Control, Feedback, ItemType, Picture
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import Part, Texts
from assessments.items.types.values import (
    Content,
    Document,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Response,
    get_texts,
)

VIGNETTE: Final = "vignette"
CASE_TEXT: Final = Texts("stem", ("Kasus (Markdown)", "Case (Markdown)"), is_long=True)


@dataclass(frozen=True, slots=True)
class Case:
    """The case of an item, in one language, as Markdown."""

    code: str
    text: str
    picture: Picture | None = None


class Vignette(ItemType):
    """An item type for cases: written, versioned and reviewed, but part of no form."""

    code = VIGNETTE
    source_type = VIGNETTE
    title = ("Kasus untuk beberapa soal", "Case for several items")
    is_scored = False

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        return get_texts(entry, "stem"), {}

    def form(self) -> tuple[Part, ...]:
        return (CASE_TEXT,)

    def entry(self, content: Content, key: Key) -> JsonObject:
        return get_texts(content, "stem")

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


def embed_case(code: str, content: Content) -> JsonObject:
    """Return the case as the content of an item embeds it."""
    return {"code": code, **{name: value for name, value in content.items() if name != VIGNETTE}}


def get_case_code(content: Content) -> str:
    """Return the code of the case of an item; empty without a case."""
    return str((content.get(VIGNETTE) or {}).get("code", ""))


def get_case(content: Content, language: str) -> Case | None:
    """Return the embedded case of an item in one language, if it has one."""
    case = content.get(VIGNETTE)
    if not case:
        return None
    picture = get_stem_picture(case, language, target="case")
    return Case(str(case["code"]), str(case[f"stem_{language}"]), picture)


def find_vignette_flaws(document: Document) -> Iterator[Flaw]:
    """Yield flaws of cases: missing texts, unused cases, and items that name an unknown case."""
    names: set[str] = set()
    for path, entry in iter_vignettes(document):
        name = str(entry.get("id", ""))
        taken = {*names, *(str(item.get("id")) for _, item in iter_items(document))}
        yield from _id_flaws(path, name, taken)
        for flaw in (*find_missing_texts(entry, "stem"), *find_picture_flaws(CASES, entry)):
            yield Flaw((*path, *flaw.path), flaw.code, f"{name}: {flaw.message}", flaw.remedy)
        names.add(name)
    yield from _use_flaws(document, names)
    yield from _pool_flaws(document)


def _id_flaws(path: Path, name: str, taken: Collection[str]) -> Iterator[Flaw]:
    if not name:
        yield from single_flaw(
            (*path, "id"), "item-id-missing", "the case has no id", "Give it a unique id."
        )
    elif name in taken:
        yield from single_flaw(
            (*path, "id"),
            "item-id-repeated",
            f"the id {name} is used twice",
            "Give each item and each case a unique id.",
        )


def _use_flaws(document: Document, case_ids: Collection[str]) -> Iterator[Flaw]:
    """Yield flaws of how items use cases: a case seen twice gives earlier answers away."""
    uses: dict[str, str] = {}
    for path, entry in iter_items(document):
        name, use = str(entry.get(VIGNETTE, "")), str(entry.get("use"))
        if name and name not in case_ids:
            yield from single_flaw(
                (*path, VIGNETTE),
                "item-vignette-unknown",
                f"{entry.get('id')}: there is no case {name}",
                f"Name the id of a case that is listed under {VIGNETTES}.",
            )
        elif name and uses.setdefault(name, use) != use:
            yield from single_flaw(
                (*path, VIGNETTE),
                "vignette-parted",
                f"{entry.get('id')}: case {name} has items of `use: {uses[name]}` and of {use}",
                "Give all items of one case the same `use`, so that nobody sees it twice.",
            )
    for path, entry in iter_vignettes(document):
        if entry.get("id") and str(entry["id"]) not in uses:
            yield from single_flaw(
                path,
                "vignette-unused",
                f"no item asks about case {entry['id']}",
                f"Name it as `{VIGNETTE}` in at least one item, or remove it.",
            )


def _pool_flaws(document: Document) -> Iterator[Flaw]:
    """Yield flaws of the retake pool.

    A draw takes all items of a case, so cases that share one slot must fill the same slots.
    """
    cases = {str(item.get("id")): str(item.get(VIGNETTE, "")) for _, item in iter_items(document)}
    pool = _pool(document)
    for slot, codes in pool.items():
        names = {cases.get(code, "") for code in codes}
        slots = [_slots_of(name, pool, cases) for name in names]
        if names != {""} and ("" in names or any(filled != slots[0] for filled in slots)):
            yield from single_flaw(
                ("blueprint", "retake_pool", "slots", slot),
                "vignette-slots-differ",
                f"slot {slot}: its cases do not fill the same slots",
                "Let every case of one slot fill the same slots as the others.",
            )


def _pool(document: Document) -> dict[str, Sequence[str]]:
    blueprint = document.get("blueprint")
    pool = blueprint.get("retake_pool") if isinstance(blueprint, Mapping) else None
    slots = pool.get("slots") if isinstance(pool, Mapping) else None
    rows = slots.items() if isinstance(slots, Mapping) else ()
    return {
        str(slot): [str(code) for code in codes]
        for slot, codes in rows
        if isinstance(codes, list | tuple)
    }


def _slots_of(
    case_id: str, pool: Mapping[str, Sequence[str]], cases: Mapping[str, str]
) -> frozenset[str]:
    return frozenset(
        slot for slot, codes in pool.items() if case_id in {cases.get(code) for code in codes}
    )
