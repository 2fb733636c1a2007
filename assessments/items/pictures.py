"""Pictures of an item: one beside its question or case, one beside each option or line. Pure.

They stand in the content of a version, clean and small, with a description in both languages. A
page names a picture by what it names its option by, never by the option's id.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assessments.items.picture_files import PictureFile, PictureRejected, clean_picture
from assessments.items.types.base import Control, Flaw, ItemType, Options, flawed, missing_texts
from assessments.items.types.form_parts import Rows

PICTURES: Final = "pictures"
PICTURE: Final = "picture"  # in an entry: file, data, alt_id, alt_en
STEM: Final = "stem"
BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
MAX_BYTES: Final = 60 * 1024  # all pictures of one item
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """As a page shows it; `place` is `stem`, `case`, or the value of an option."""

    target: str
    alt: str
    media_type: str
    base64: str
    width: int
    height: int

    @property
    def inline(self) -> str:
        return f"data:{self.media_type};base64,{self.base64}"


def picture_flaws(kind: ItemType, entry: Mapping[str, Any]) -> Iterator[Flaw]:
    """Of the pictures of an entry: each whole, described in both languages, small together."""
    total = 0
    for path, _place, told in _told(kind, entry):
        at = (*path, PICTURE)
        if not isinstance(told, Mapping):
            yield from _unfit(at, "not-a-picture")
            continue
        yield from missing_texts(told, "alt", *at)
        try:
            total += len(clean_picture(_bytes(told)).data)
        except PictureRejected as refused:
            yield from _unfit(at, refused.reason)
    if total > MAX_BYTES:
        yield from _unfit((PICTURE,), "too-heavy")


def _unfit(path: tuple[str | int, ...], reason: str) -> Iterator[Flaw]:
    yield from flawed(
        path,
        "item-picture-unfit",
        f"the picture cannot be shown ({reason})",
        "Bring a PNG, JPEG or plain SVG of at most 40 kB, and 60 kB for all of an item.",
    )


def with_pictures(
    kind: ItemType, content: dict[str, Any], entry: Mapping[str, Any]
) -> dict[str, Any]:
    """The content of an entry without flaws, with its pictures by place."""
    found = {place: _stored(told) for _path, place, told in _told(kind, entry)}
    return {**content, PICTURES: found} if found else content


def with_unchecked_pictures(
    kind: ItemType, content: dict[str, Any], entry: Mapping[str, Any]
) -> dict[str, Any]:
    """For a host that looks at none: as an author gave them, shown as images, which cannot act."""
    found = {
        place: {"alt_id": "", "alt_en": "", **told, "type": media_type, "width": 0, "height": 0}
        for _path, place, told in _told(kind, entry)
        if isinstance(told, Mapping) and (media_type := _media_type(str(told.get("data"))))
    }
    return {**content, PICTURES: found} if found else content


def _media_type(base64: str) -> str:
    """By its first bytes; empty for what is no picture of ours."""
    starts = {"iVBORw0KGgo": "image/png", "/9j/": "image/jpeg", "PHN2Zy": "image/svg+xml"}
    if not BASE64.fullmatch(base64):
        return ""
    return next((kind for start, kind in starts.items() if base64.startswith(start)), "")


def with_clean_pictures(part: Any) -> Any:
    """A document of items without flaws, each picture in it as a version keeps it."""
    if isinstance(part, Mapping):
        return {
            key: _stored(value) if key == PICTURE else with_clean_pictures(value)
            for key, value in part.items()
        }
    return [with_clean_pictures(one) for one in part] if isinstance(part, list | tuple) else part


def entry_with_pictures(kind: ItemType, entry: dict[str, Any], content: Content) -> dict[str, Any]:
    """The other way round, for the form."""
    found = content.get(PICTURES) or {}
    if STEM in found:
        entry = {**entry, PICTURE: found[STEM]}
    for part in rows_with_pictures(kind):
        places = [part.picture_target(row, number) for number, row in enumerate(entry[part.name])]
        rows = [
            {**row, PICTURE: found[place]} if place in found else row
            for row, place in zip(entry[part.name], places, strict=True)
        ]
        entry = {**entry, part.name: rows}
    return entry


def rows_with_pictures(kind: ItemType) -> list[Rows]:
    """The rows of a type beside which pictures may stand."""
    return [part for part in kind.form() if isinstance(part, Rows) and part.pictures_at]


def stem_picture(content: Content, language: str, *, place: str = STEM) -> Picture | None:
    told = (content.get(PICTURES) or {}).get(STEM)
    return _shown(place, told, language) if told else None


def with_choice_pictures(
    controls: Sequence[Control], content: Content, options: Options, language: str
) -> tuple[Control, ...]:
    """Each choice, or each line with a list, with the picture of its option."""
    found = content.get(PICTURES)
    if not found:
        return tuple(controls)
    shown = {
        value: _shown(value, found[option], language)
        for value, option in options
        if option in found
    }
    return tuple(_with_own(control, shown) for control in controls)


def _with_own(control: Control, shown: Mapping[str, Picture]) -> Control:
    if control.kind == "list":
        return replace(control, picture=shown.get(control.name))
    choices = (replace(one, picture=shown.get(one.value)) for one in control.choices)
    return replace(control, choices=tuple(choices))


def picture_at(content: Content, options: Options, place: str) -> tuple[str, bytes] | None:
    """Media type and bytes of what a page names `place`; None where nothing is there."""
    found = content.get(PICTURES) or {}
    if place == "case":
        found = (content.get("vignette") or {}).get(PICTURES) or {}
        told = found.get(STEM)
    elif place == STEM:
        told = found.get(STEM)
    else:
        told = found.get(next((option for value, option in options if value == place), ""))
    return (told["type"], b64decode(told["data"])) if told else None


def picture_entry(file: PictureFile, alt_id: str, alt_en: str) -> dict[str, Any]:
    """How an entry tells a picture."""
    return {"data": b64encode(file.data).decode(), "alt_id": alt_id, "alt_en": alt_en}


def _told(
    kind: ItemType, entry: Mapping[str, Any]
) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    """Path, place and picture."""
    if entry.get(PICTURE) is not None:
        yield (), STEM, entry[PICTURE]
    for part in rows_with_pictures(kind):
        rows = entry.get(part.name)
        for number, one in enumerate(rows if isinstance(rows, list | tuple) else ()):
            if isinstance(one, Mapping) and one.get(PICTURE) is not None:
                yield (part.name, number), part.picture_target(one, number), one[PICTURE]


def _stored(told: Mapping[str, Any]) -> dict[str, Any]:
    file = clean_picture(_bytes(told))
    return {
        "type": file.media_type,
        "width": file.width,
        "height": file.height,
        **picture_entry(file, told["alt_id"], told["alt_en"]),
    }


def _bytes(told: Mapping[str, Any]) -> bytes:
    try:
        return b64decode(str(told.get("data") or ""), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise PictureRejected("not-a-picture") from problem


def _shown(place: str, told: Mapping[str, Any], language: str) -> Picture:
    alt = str(told[f"alt_{language}"])
    return Picture(place, alt, told["type"], told["data"], told["width"], told["height"])
