"""Categorising items: scored by the share of things put into their group. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import LETTERS, RATIONALE, STEM, Line, Part, Rows, Texts
from assessments.items.types.matching import Matching
from assessments.items.types.values import Content, Entry, JsonObject, Key, get_texts

MIN_GROUPS = 2
MIN_THINGS = 2


class Categorising(Matching):
    """Like matching, but several things may have the same partner: their group."""

    code = "categorising"
    source_type = "categorising"
    title = ("Pengelompokan", "Groups")

    def flaws(self, entry: Entry) -> Iterator[Flaw]:
        yield from find_missing_texts(entry, "stem")
        yield from find_missing_texts(entry, "rationale")
        groups, things = _entries(entry.get("groups")), _entries(entry.get("things"))
        if len(groups) < MIN_GROUPS or len(things) < MIN_THINGS:
            yield from single_flaw(
                ("groups",),
                "item-groups-few",
                "categorising needs at least two groups and two things",
                "List groups with id, text_id, text_en; and things with text_id, text_en, group.",
            )
            return
        for name, rows in (("groups", groups), ("things", things)):
            for number, row in enumerate(rows):
                yield from find_missing_texts(row, "text", name, number)
        known = [str(group.get("id")) for group in groups]
        if len(set(known)) != len(known):
            yield from single_flaw(
                ("groups",),
                "item-option-repeated",
                "two groups have the same id",
                "Give each group a unique id.",
            )
        for number, thing in enumerate(things):
            if str(thing.get("group")) not in known:
                yield from single_flaw(
                    ("things", number, "group"),
                    "item-group-unknown",
                    f"group {thing.get('group')!r} is not listed",
                    "Name a group by its id.",
                )

    def form(self) -> tuple[Part, ...]:
        name = Texts("text", ("Nama", "Name"))
        group = Line("group", ("Huruf kelompoknya", "Letter of its group"))
        groups = Rows("groups", ("Kelompok", "Groups"), (name,), shown_first=2)
        things = Rows(
            "things",
            ("Hal yang dikelompokkan", "Things"),
            (name, group),
            has_ids=False,
            pictures_at="L{number}",
        )
        return (STEM, groups, things, RATIONALE)

    def entry(self, content: Content, key: Key) -> JsonObject:
        letters = dict(zip((g["id"] for g in content["rights"]), LETTERS, strict=False))
        groups = [{**side, "id": letters[side["id"]]} for side in content["rights"]]
        things = [
            {**get_texts(side, "text"), "group": letters[key["pairs"][side["id"]]]}
            for side in content["lefts"]
        ]
        texts = {**get_texts(content, "stem"), **get_texts(key, "rationale")}
        return {**texts, "groups": groups, "things": things}

    def read(self, entry: Entry) -> tuple[JsonObject, JsonObject]:
        group_ids = {str(g["id"]): f"R{n}" for n, g in enumerate(entry["groups"], start=1)}
        things = list(enumerate(entry["things"], start=1))
        content = {
            "stem_id": entry["stem_id"],
            "stem_en": entry["stem_en"],
            "lefts": [_texts(f"L{number}", thing) for number, thing in things],
            "rights": [_texts(group_ids[str(group["id"])], group) for group in entry["groups"]],
        }
        key = {
            "pairs": {f"L{number}": group_ids[str(thing["group"])] for number, thing in things},
            "rationale_id": entry["rationale_id"],
            "rationale_en": entry["rationale_en"],
        }
        return content, key


def _entries(value: object) -> Sequence[Entry]:
    rows = value if isinstance(value, list | tuple) else []
    return [row if isinstance(row, Mapping) else {} for row in rows]


def _texts(side_id: str, entry: Entry) -> JsonObject:
    return {"id": side_id, "text_id": entry["text_id"], "text_en": entry["text_en"]}
