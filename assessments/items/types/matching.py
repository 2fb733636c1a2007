"""Matching items: scored by the share of pairs put together correctly. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from assessments.items.types.base import (
    Choice,
    Control,
    Feedback,
    InvalidResponse,
    ItemType,
    get_option_id,
)
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import RATIONALE, STEM, Part, Rows, Texts
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Rank,
    Response,
    get_text,
    get_texts,
)

MIN_PAIRS = 2
SIDES = (
    Texts("left", ("Sisi kiri", "Left side")),
    Texts("right", ("Pasangannya", "Its partner")),
)


class Matching(ItemType):
    """Left sides (`L1`, `L2` ...) keep their order; right sides (`R1`, `R2` ...) are shuffled."""

    code = "matching"
    source_type = "matching"
    title = ("Pasangan", "Pairs")

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        pairs = entry.get("pairs")
        if not isinstance(pairs, list | tuple) or len(pairs) < MIN_PAIRS:
            yield from single_flaw(
                ("pairs",),
                "item-pairs-few",
                "a matching needs at least two pairs",
                "List the pairs, each with left_id, left_en, right_id and right_en.",
            )
            return
        for number, pair in enumerate(pairs):
            texts = pair if isinstance(pair, Mapping) else {}
            yield from find_missing_texts(texts, "left", "pairs", number)
            yield from find_missing_texts(texts, "right", "pairs", number)
        for field in ("right_id", "right_en"):
            if len({str(p.get(field)) for p in pairs if isinstance(p, Mapping)}) != len(pairs):
                yield from single_flaw(
                    ("pairs",),
                    "item-option-repeated",
                    f"two pairs have the same {field}",
                    f"Give each pair a unique {field}, so that learners can distinguish them.",
                )

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        numbered = list(enumerate(entry["pairs"], start=1))
        rights = sorted(numbered, key=lambda pair: str(pair[1]["right_id"]))
        right_of = {
            number: number_of_right for number_of_right, (number, _) in enumerate(rights, start=1)
        }
        content = {
            "stem_id": entry["stem_id"],
            "stem_en": entry["stem_en"],
            "lefts": [_side(f"L{number}", pair, "left") for number, pair in numbered],
            "rights": [_side(f"R{right_of[number]}", pair, "right") for number, pair in rights],
        }
        key = {
            "pairs": {f"L{number}": f"R{right_of[number]}" for number, _ in numbered},
            "rationale_id": entry["rationale_id"],
            "rationale_en": entry["rationale_en"],
        }
        return content, key

    def form(self) -> tuple[Part, ...]:
        label = ("Pasangan yang cocok", "Pairs that belong together")
        pairs = Rows("pairs", label, SIDES, has_ids=False, pictures_at="L{number}")
        return (STEM, pairs, RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        rights = {side["id"]: side for side in content["rights"]}
        pairs = []
        for left in content["lefts"]:
            right = rights[key["pairs"][left["id"]]]
            sides = {"left_id": left["text_id"], "left_en": left["text_en"]}
            pairs.append({**sides, "right_id": right["text_id"], "right_en": right["text_en"]})
        return {**get_texts(content, "stem"), **get_texts(key, "rationale"), "pairs": pairs}

    def option_ids(self, content: Content) -> list[str]:
        return [side["id"] for side in (*content["lefts"], *content["rights"])]

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        rights = sorted((side["id"] for side in content["rights"]), key=rank)
        return [*(side["id"] for side in content["lefts"]), *rights]

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        sides = (*content["lefts"], *content["rights"])
        texts = {side["id"]: get_text(side, "text", language) for side in sides}
        pairs = (response or {}).get("pairs", {})
        rights = _rights(options)
        return tuple(
            Control(
                value,
                "list",
                texts[left],
                tuple(Choice(v, texts[right], pairs.get(left) == right) for v, right in rights),
            )
            for value, left in options
            if left.startswith("L")
        )

    def response(self, fields: Fields, options: Options) -> Response | None:
        pairs = {}
        for value, left in options:
            given = [text for text in fields.get(value, ()) if text]
            if left.startswith("L") and given:
                if len(given) > 1:
                    raise InvalidResponse("more than one partner")
                pairs[left] = get_option_id(given[0], _rights(options))
        return {"pairs": pairs} if pairs else None

    def cleared(self) -> Response | None:
        return {"pairs": {}}

    def score(self, key: Key, response: Response | None) -> Fraction:
        pairs = (response or {}).get("pairs", {})
        right = [pairs.get(left) == partner for left, partner in key["pairs"].items()]
        return Fraction(sum(right), len(right))

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        rights = {side["id"]: get_text(side, "text", language) for side in content["rights"]}
        pairs = (response or {}).get("pairs", {})
        notes = tuple(
            (
                get_text(left, "text", language),
                pairs.get(left["id"]) == key["pairs"][left["id"]],
                rights[key["pairs"][left["id"]]],
            )
            for left in content["lefts"]
        )
        return Feedback(self.score(key, response), notes, get_text(key, "rationale", language))

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        pairs = (response or {}).get("pairs", {})
        return tuple(f"{left}={right}" for left, right in sorted(pairs.items()))


def _side(side_id: str, pair: Entry, name: str) -> JsonObject:
    return {"id": side_id, "text_id": pair[f"{name}_id"], "text_en": pair[f"{name}_en"]}


def _rights(options: Options) -> list[Sequence[str]]:
    return [pair for pair in options if pair[1].startswith("R")]
