"""Converts items of a bank to neutral items for export. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from assessments.exchange.model import ItemPicture, Kind, LocalizedText, NeutralItem, Option, Pair
from assessments.exchange.partial_rules import format_rule
from assessments.exchange.reading import Remark
from assessments.items.bank import BankItem
from assessments.items.pictures import PICTURES, STEM
from assessments.items.types.values import Content, Entry, Key
from assessments.items.vignettes import VIGNETTE, get_case_code

Parts = dict[str, Any]  # fields of a neutral item


def to_neutral_items(bank: Iterable[BankItem]) -> tuple[list[NeutralItem], list[Remark]]:
    """Return the items that have a right answer, and a remark for each other one (a scale)."""
    items, skipped = [], []
    for item in bank:
        if item.type_code in READERS:
            items.append(to_neutral_item(item))
        else:
            skipped.append(Remark("kind-not-in-format", item.code, item.type_code))
    return items, skipped


def to_neutral_item(item: BankItem) -> NeutralItem:
    """Return a neutral item. Raises KeyError for a type without a right answer."""
    kind, reader = READERS[item.type_code]
    return NeutralItem(
        code=item.code,
        kind=kind,
        stem=_text(item.content, "stem"),
        rationale=_text(item.answer_key, "rationale"),
        objective=item.objective_code,
        bloom=item.bloom,
        difficulty=item.difficulty,
        vignette=get_case_code(item.content),
        pictures=_pictures(item),
        sources=tuple(map(str, item.answer_key.get("sources", ()))),
        **reader(item.content, item.answer_key),
    )


def _text(texts: Entry, name: str) -> LocalizedText:
    values = (str(texts.get(f"{name}_{language}", "")) for language in ("id", "en"))
    return LocalizedText(*("\n".join(text.split("\n")).strip() for text in values))


def _pictures(item: BankItem) -> tuple[ItemPicture, ...]:
    """Return pictures in the order of the neutral item: steps by key, options and left sides."""
    pictures = item.content.get(PICTURES) or {}
    options = item.content.get("options", item.content.get("lefts", ()))
    ids = item.answer_key.get("order", [option["id"] for option in options])
    targets = {STEM: STEM, **{option: str(number) for number, option in enumerate(ids)}}
    return tuple(
        ItemPicture(target, picture["type"], picture["data"], _text(picture, "alt"))
        for option, target in targets.items()
        if (picture := pictures.get(option))
    )


def _choice(content: Content, key: Key) -> Parts:
    options = tuple(
        Option(
            _text(option, "text"),
            option["id"] in key["correct"],
            _text(key["rationales"].get(option["id"], {}), "text"),
        )
        for option in content["options"]
    )
    return {"options": options, "partial": format_rule(key)}


def _ordering(content: Content, key: Key) -> Parts:
    texts = {step["id"]: _text(step, "text") for step in content["steps"]}
    return {"steps": tuple(texts[step] for step in key["order"])}


def _matching(content: Content, key: Key) -> Parts:
    rights = {side["id"]: _text(side, "text") for side in content["rights"]}
    pairs = tuple(
        Pair(_text(left, "text"), rights[key["pairs"][left["id"]]]) for left in content["lefts"]
    )
    return {"pairs": pairs}


def _true_false(_content: Content, key: Key) -> Parts:
    return {"is_true": key["answer"] == "true"}


def _short_text(_content: Content, key: Key) -> Parts:
    return {"answers": tuple(key["accepted"]), "is_case_sensitive": key["is_case_sensitive"]}


def _number(_content: Content, key: Key) -> Parts:
    return {"number": key["number"], "tolerance": key["tolerance"]}


READERS: Final[Mapping[str, tuple[Kind, Callable[[Content, Key], Parts]]]] = {
    "single-choice": ("single", _choice),
    "multiple-choice": ("multiple", _choice),
    "ordering": ("ordering", _ordering),
    "matching": ("matching", _matching),
    "true-false": ("true-false", _true_false),
    "short-text": ("short-text", _short_text),
    "number": ("number", _number),
    "categorising": ("categorising", _matching),
    VIGNETTE: ("vignette", lambda _content, _key: {}),
}
