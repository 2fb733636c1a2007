"""Likert items: agreement on an ordered scale; never scored. Pure."""

from collections.abc import Iterator, Mapping
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
from assessments.items.types.form_parts import Flag, Part, Rows, Sent, Texts
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
)

MIN_POINTS = 2
REVERSE = "reverse"  # agreement is less of what the scale measures
MEASURES = "measures"  # what a question of a follow-up asks about
CONCERNS = "concerns"  # its points that tell of harm
KNOWN_MEASURES = ("tasks", "distress", "false-alarms", "doubt")


def get_points(content: Content, key: Key, rating: float) -> float:
    """Return the points of a rating; those of a reversed statement count from the other end."""
    if not key.get(REVERSE):
        return rating
    ids = [float(point["id"]) for point in content["points"]]
    return min(ids) + max(ids) - rating


class Likert(ItemType):
    """A statement with the points of a scale."""

    code = "likert"
    source_type = "likert"
    title = ("Skala setuju", "Scale of agreement")
    is_scored = False

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "text")
        scale = entry.get("scale")
        if not isinstance(scale, Mapping) or len(scale) < MIN_POINTS:
            yield from single_flaw(
                ("scale",),
                "item-scale-short",
                "a scale needs at least two points",
                "List the points of the scale: number, and both languages separated by ' / '.",
            )
            return
        for point, label in scale.items():
            if not str(point).isdecimal() or str(label).count(" / ") != 1:
                yield from single_flaw(
                    ("scale", point),
                    "item-text-missing",
                    f"point {point} is not a number or lacks a language",
                    "Write Indonesian and English, separated by ' / '.",
                )
        yield from _rating_flaws(entry, {str(point) for point in scale})

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        points = []
        for point, label in sorted(entry["scale"].items(), key=lambda pair: int(pair[0])):
            in_indonesian, in_english = str(label).split(" / ")
            points.append({"id": str(point), "text_id": in_indonesian, "text_en": in_english})
        content = {"stem_id": entry["text_id"], "stem_en": entry["text_en"], "points": points}
        key: JsonObject = {REVERSE: True} if entry.get(REVERSE) is True else {}
        if entry.get(MEASURES):
            key[MEASURES] = str(entry[MEASURES])
        if entry.get(CONCERNS):
            key[CONCERNS] = [str(point) for point in entry[CONCERNS]]
        return content, key

    def form(self) -> tuple[Part, ...]:
        label = ("Titik skala, dari yang terendah", "Points of the scale, the lowest first")
        point = Texts("text", ("Titik", "Point"))
        statement = Texts("text", ("Pernyataan", "Statement"), is_long=True)
        reverse = Flag(REVERSE, ("Setuju berarti kurang yakin", "Agreement is less confidence"))
        return (statement, Rows("points", label, (point,), shown_first=5), reverse)

    def form_entry(self, sent: Sent) -> JsonObject:
        entry = super().form_entry(sent)
        points = entry.pop("points")
        scale = {
            str(number): f"{point['text_id']} / {point['text_en']}"
            for number, point in enumerate(points, start=1)
            if point["text_id"] and point["text_en"]
        }
        if not entry[REVERSE]:
            del entry[REVERSE]
        return {**entry, "scale": scale if len(scale) == len(points) else None}

    def entry(self, content: Content, key: Key) -> JsonObject:
        texts = {"text_id": content["stem_id"], "text_en": content["stem_en"]}
        points = [dict(point) for point in content["points"]]
        scale = {point["id"]: f"{point['text_id']} / {point['text_en']}" for point in points}
        return {**texts, "points": points, "scale": scale, **key}

    def option_ids(self, content: Content) -> list[str]:
        return [point["id"] for point in content["points"]]

    def shown_order(self, content: Content, rank: Rank) -> list[str]:
        return self.option_ids(content)  # a scale keeps its order

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        texts = {point["id"]: get_text(point, "text", language) for point in content["points"]}
        chosen = self.chosen(response)
        choices = tuple(Choice(value, texts[point], point in chosen) for value, point in options)
        return (Control("answer", "one", get_text(content, "stem", language), choices),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        values = fields.get("answer", ())
        if len(values) > 1:
            raise InvalidResponse("more than one point")
        return {"rating": int(get_option_id(values[0], options))} if values else None

    def score(self, key: Key, response: Response | None) -> Fraction:
        return Fraction(0)

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        return Feedback(Fraction(0), (), "")

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (str(response["rating"]),) if response else ()


def _rating_flaws(entry: Entry, points: set[str]) -> Iterator[Flaw]:
    if not isinstance(entry.get(REVERSE, False), bool):
        yield from single_flaw(
            (REVERSE,),
            "item-flag-unclear",
            "reverse is not true or false",
            "Write true, or remove it.",
        )
    measure = entry.get(MEASURES)
    if measure is not None and measure not in KNOWN_MEASURES:
        yield from single_flaw(
            (MEASURES,),
            "item-measure-unknown",
            f"nothing shows what {measure!r} measures",
            f"Use one of: {', '.join(KNOWN_MEASURES)}.",
        )
    concerns = entry.get(CONCERNS, ())
    if not isinstance(concerns, list | tuple) or not {str(c) for c in concerns} <= points:
        yield from single_flaw(
            (CONCERNS,),
            "item-point-unknown",
            "a concern is no point of the scale",
            "List numbers of points under concerns.",
        )
