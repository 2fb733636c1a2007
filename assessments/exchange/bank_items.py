"""Items of a bank as neutral items, so that they can be exported. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from assessments.exchange.model import LocalizedText, NeutralItem, Option, Pair, PlacedPicture
from assessments.exchange.partial_rules import written_rule
from assessments.exchange.reading import Remark
from assessments.items.bank import BankItem
from assessments.items.pictures import PICTURES, STEM
from assessments.items.vignettes import VIGNETTE, vignette_code

Parts = dict[str, Any]


def neutral_items(bank: Iterable[BankItem]) -> tuple[list[NeutralItem], list[Remark]]:
    """All that have a right answer; the others (a scale) are named."""
    items, left_out = [], []
    for one in bank:
        if one.type_code in READERS:
            items.append(neutral_item(one))
        else:
            left_out.append(Remark("kind-not-in-format", one.code, one.type_code))
    return items, left_out


def neutral_item(one: BankItem) -> NeutralItem:
    """Raises KeyError for a type without a right answer."""
    kind, reader = READERS[one.type_code]
    return NeutralItem(
        code=one.code,
        kind=kind,
        stem=_words(one.content, "stem"),
        rationale=_words(one.answer_key, "rationale"),
        objective=one.objective_code,
        bloom=one.bloom,
        difficulty=one.difficulty,
        vignette=vignette_code(one.content),
        pictures=_pictures(one),
        sources=tuple(map(str, one.answer_key.get("sources", ()))),
        **reader(one.content, one.answer_key),
    )


def _words(texts: Mapping[str, Any], name: str) -> LocalizedText:
    found = (str(texts.get(f"{name}_{language}", "")) for language in ("id", "en"))
    return LocalizedText(*("\n".join(text.split("\n")).strip() for text in found))


def _pictures(one: BankItem) -> tuple[PlacedPicture, ...]:
    """In the order of the neutral item: steps of the key, options and left sides as they stand."""
    found = one.content.get(PICTURES) or {}
    told = one.content.get("options", one.content.get("lefts", ()))
    ids = one.answer_key.get("order", [option["id"] for option in told])
    places = {STEM: STEM, **{option: str(number) for number, option in enumerate(ids)}}
    return tuple(
        PlacedPicture(place, told["type"], told["data"], _words(told, "alt"))
        for name, place in places.items()
        if (told := found.get(name))
    )


def _choice(content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    options = tuple(
        Option(
            _words(option, "text"),
            option["id"] in key["correct"],
            _words(key["rationales"].get(option["id"], {}), "text"),
        )
        for option in content["options"]
    )
    return {"options": options, "partial": written_rule(key)}


def _ordering(content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    texts = {step["id"]: _words(step, "text") for step in content["steps"]}
    return {"steps": tuple(texts[step] for step in key["order"])}


def _matching(content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    rights = {side["id"]: _words(side, "text") for side in content["rights"]}
    pairs = tuple(
        Pair(_words(left, "text"), rights[key["pairs"][left["id"]]]) for left in content["lefts"]
    )
    return {"pairs": pairs}


def _true_false(_content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    return {"is_true": key["answer"] == "true"}


def _short_text(_content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    return {"answers": tuple(key["accepted"]), "is_case_sensitive": key["is_case_sensitive"]}


def _number(_content: Mapping[str, Any], key: Mapping[str, Any]) -> Parts:
    return {"number": key["number"], "tolerance": key["tolerance"]}


READERS: Final[Mapping[str, tuple[Any, Callable[..., Parts]]]] = {
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
