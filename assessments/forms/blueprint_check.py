"""Validates forms and retake pool against the blueprint of an item file. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping

from assessments.items.entries import ANCHOR, FORM_USES, iter_items
from assessments.items.types.flaws import Flaw, single_flaw
from assessments.items.types.values import Document, Entry

MIN_POOL = 2  # items per slot, so that a second retake can differ from the first
PARALLEL = ("objective_id", "bloom", "difficulty_guess")
MAX_PERCENT = 100


def find_blueprint_flaws(document: Document) -> Iterator[Flaw]:
    """Yield the flaws of the blueprint of an item file."""
    blueprint = document.get("blueprint")
    if not isinstance(blueprint, Mapping):
        yield from single_flaw(
            ("blueprint",),
            "blueprint-missing",
            "there is no blueprint",
            "Write blueprint with forms, pairs, retake_pool and pass_mark.",
        )
        return
    items = {str(entry.get("id")): entry for _, entry in iter_items(document)}
    pairs = _mapping(blueprint, "pairs")
    yield from _form_flaws(blueprint, items, pairs)
    yield from _slot_flaws(items, pairs, ("blueprint", "pairs"), "pair")
    yield from _anchor_flaws(items, pairs)
    pool = _mapping(_mapping(blueprint, "retake_pool"), "slots")
    yield from _pool_flaws(items, pairs, pool)
    yield from _coverage_flaws(blueprint, items)
    yield from _risk_flaws(blueprint, items)
    mark = blueprint.get("pass_mark")
    if not isinstance(mark, int) or not 0 <= mark <= MAX_PERCENT:
        yield from single_flaw(
            ("blueprint", "pass_mark"),
            "pass-mark-unclear",
            f"pass_mark is {mark!r}",
            "Write the pass mark in percent, a whole number from 0 to 100.",
        )


def _form_flaws(
    blueprint: Mapping[str, object], items: Mapping[str, Entry], pairs: Mapping[str, object]
) -> Iterator[Flaw]:
    forms = _mapping(blueprint, "forms")
    for index, (form, use) in enumerate(FORM_USES.items()):
        codes = _codes(forms.get(form))
        path = ("blueprint", "forms", form)
        if len(codes) != len(pairs) or not codes:
            yield from single_flaw(
                path,
                "form-length",
                f"form {form} has {len(codes)} items for {len(pairs)} slots",
                "Give each slot of `pairs` one item in each form.",
            )
        paired = {_codes(pair)[index] for pair in pairs.values() if len(_codes(pair)) > index}
        for number, code in enumerate(codes):
            fits = items.get(code, {}).get("use") in (use, ANCHOR)
            if not fits or codes.count(code) > 1 or code not in paired:
                yield from single_flaw(
                    (*path, number),
                    "form-item-unfit",
                    f"form {form}: {code} is not in this form, is listed twice or has no pair",
                    f"Name each item with `use: {use}` once, and list it under `pairs`.",
                )


def _anchor_flaws(items: Mapping[str, Entry], pairs: Mapping[str, object]) -> Iterator[Flaw]:
    """Anchors, and only anchors, are the same item in both forms."""
    for slot, pair in pairs.items():
        codes = _codes(pair)
        is_same = len(set(codes)) < len(codes)
        is_anchor = any(items.get(code, {}).get("use") == ANCHOR for code in codes)
        if is_same != is_anchor:
            yield from single_flaw(
                ("blueprint", "pairs", slot),
                "anchor-not-in-both",
                f"pair {slot}: an anchor, and only an anchor, is in both forms",
                f"Name the item twice and give it `use: {ANCHOR}`, or name two items.",
            )


def _pool_flaws(
    items: Mapping[str, Entry], pairs: Mapping[str, object], pool: Mapping[str, object]
) -> Iterator[Flaw]:
    path = ("blueprint", "retake_pool", "slots")
    for slot in pairs:
        if len(_codes(pool.get(slot))) < MIN_POOL:
            yield from single_flaw(
                (*path, slot),
                "pool-short",
                f"slot {slot} has too few retake items",
                f"List at least {MIN_POOL} items with `use: retake` for each slot.",
            )
    for slot, codes in pool.items():
        for number, code in enumerate(_codes(codes)):
            if slot not in pairs or items.get(code, {}).get("use") != "retake":
                yield from single_flaw(
                    (*path, slot, number),
                    "pool-item-unfit",
                    f"{code} is no retake item, or {slot} is no slot of the blueprint",
                    "Name items with `use: retake` under slots that `pairs` lists.",
                )
    both = {slot: [*_codes(pairs.get(slot)), *_codes(codes)] for slot, codes in pool.items()}
    yield from _slot_flaws(items, both, path, "slot")


def _coverage_flaws(blueprint: Mapping[str, object], items: Mapping[str, Entry]) -> Iterator[Flaw]:
    """Each form must have an item of each objective under `must_cover`."""
    remedy = "List ids of objectives, and give each form an item of each."
    path = ("blueprint", "must_cover")
    wanted = blueprint.get("must_cover", ())
    if not isinstance(wanted, list | tuple):
        yield from single_flaw(path, "must-cover-missing", "must_cover is no list", remedy)
        return
    for number, objective in enumerate(wanted):
        for form, entries in _entries_of_forms(blueprint, items).items():
            if str(objective) not in {str(entry.get("objective_id")) for entry in entries}:
                message = f"form {form} has no item of objective {objective}"
                yield from single_flaw((*path, number), "must-cover-missing", message, remedy)


def _risk_flaws(blueprint: Mapping[str, object], items: Mapping[str, Entry]) -> Iterator[Flaw]:
    """Each form must have as many items of each `risk_area` as `by_risk` says."""
    if "by_risk" not in blueprint:
        return
    remedy = "Write the number of items of each risk_area, the same in both forms."
    path = ("blueprint", "by_risk")
    wanted = blueprint["by_risk"]
    if not isinstance(wanted, Mapping):
        yield from single_flaw(path, "risk-differs", "by_risk is no list of areas", remedy)
        return
    for form, entries in _entries_of_forms(blueprint, items).items():
        actual = dict(Counter(str(entry.get("risk_area", "")) for entry in entries))
        if actual != dict(wanted):
            shown = ", ".join(f"{area or '-'} {actual[area]}" for area in sorted(actual))
            message = f"form {form} differs from by_risk: it has {shown}"
            yield from single_flaw(path, "risk-differs", message, remedy)


def _entries_of_forms(
    blueprint: Mapping[str, object], items: Mapping[str, Entry]
) -> dict[str, list[Entry]]:
    forms = _mapping(blueprint, "forms")
    return {form: [items.get(code, {}) for code in _codes(forms.get(form))] for form in FORM_USES}


def _slot_flaws(
    items: Mapping[str, Entry], slots: Mapping[str, object], path: tuple[str, ...], word: str
) -> Iterator[Flaw]:
    """Items of one slot must have the same objective, level and difficulty."""
    for slot, codes in slots.items():
        known = [items[code] for code in _codes(codes) if code in items]
        for field in PARALLEL:
            if len({str(entry.get(field)) for entry in known}) > 1:
                yield from single_flaw(
                    (*path, slot),
                    "slot-not-parallel",
                    f"{word} {slot}: items differ in {field}",
                    f"Let all items of {slot} have the same {', '.join(PARALLEL)}.",
                )


def _mapping(parent: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = parent.get(name)
    return value if isinstance(value, Mapping) else {}


def _codes(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list | tuple) else []
