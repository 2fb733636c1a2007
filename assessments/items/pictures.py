"""Pictures of an item: one for its stem or case, one for each option or line. Pure.

They are stored in the content of a version, sanitised and small, with alternative text in both
languages. A page names a picture by the value of its option, never by the option's id.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypedDict

from assessments.items.picture_files import PictureFile, PictureRejected, sanitise_picture
from assessments.items.types.base import Control, ItemType, Picture
from assessments.items.types.flaws import Flaw, find_missing_texts, single_flaw
from assessments.items.types.form_parts import Rows
from assessments.items.types.values import Content, Document, Entry, JsonObject, Options

PICTURES: Final = "pictures"
PICTURE: Final = "picture"  # in an entry: file, data, alt_id, alt_en
STEM: Final = "stem"
BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
MAX_BYTES: Final = 60 * 1024  # all pictures of one item
Path = tuple[str | int, ...]


class PictureEntry(TypedDict):
    """A picture in an entry; `data` is base64."""

    data: str
    alt_id: str
    alt_en: str


class StoredPicture(PictureEntry):
    """A picture in the content of a version; sides in pixels."""

    type: str
    width: int
    height: int


def find_picture_flaws(kind: ItemType, entry: Entry) -> Iterator[Flaw]:
    """Yield flaws of the pictures of an entry: unreadable, undescribed, or too large together."""
    total = 0
    for path, _target, picture in _pictures(kind, entry):
        picture_path = (*path, PICTURE)
        if not isinstance(picture, Mapping):
            yield from _invalid(picture_path, "not-a-picture")
            continue
        yield from find_missing_texts(picture, "alt", *picture_path)
        try:
            total += len(sanitise_picture(_bytes(picture)).data)
        except PictureRejected as rejection:
            yield from _invalid(picture_path, rejection.reason)
    if total > MAX_BYTES:
        yield from _invalid((PICTURE,), "too-heavy")


def _invalid(path: Path, reason: str) -> Iterator[Flaw]:
    yield from single_flaw(
        path,
        "item-picture-unfit",
        f"the picture cannot be shown ({reason})",
        "Use a PNG, JPEG or plain SVG of at most 40 kB, and at most 60 kB for all of an item.",
    )


def with_pictures(kind: ItemType, content: JsonObject, entry: Entry) -> JsonObject:
    """Return the content of an entry without flaws, with its pictures by target."""
    pictures = {
        target: _stored(picture)
        for _path, target, picture in _pictures(kind, entry)
        if isinstance(picture, Mapping)
    }
    return {**content, PICTURES: pictures} if pictures else content


def with_unchecked_pictures(kind: ItemType, content: JsonObject, entry: Entry) -> JsonObject:
    """Return the content with pictures as the author gave them, for a host that checks none.

    An unchecked picture is safe only in an `img` element, where it cannot run anything.
    """
    pictures = {
        target: {"alt_id": "", "alt_en": "", **picture, "type": media_type, "width": 0, "height": 0}
        for _path, target, picture in _pictures(kind, entry)
        if isinstance(picture, Mapping) and (media_type := _media_type(str(picture.get("data"))))
    }
    return {**content, PICTURES: pictures} if pictures else content


def _media_type(base64: str) -> str:
    """Return the media type by the first bytes; empty for anything but PNG, JPEG and SVG."""
    starts = {"iVBORw0KGgo": "image/png", "/9j/": "image/jpeg", "PHN2Zy": "image/svg+xml"}
    if not BASE64.fullmatch(base64):
        return ""
    return next((kind for start, kind in starts.items() if base64.startswith(start)), "")


def with_clean_pictures(document: Document) -> JsonObject:
    """Return a document of items without flaws, with each picture as a version stores it."""
    return {
        key: _stored(value) if key == PICTURE else _with_clean_pictures(value)
        for key, value in document.items()
    }


def _with_clean_pictures(part: object) -> object:
    if isinstance(part, Mapping):
        return with_clean_pictures(part)
    if isinstance(part, list | tuple):
        return [_with_clean_pictures(value) for value in part]
    return part


def entry_with_pictures(kind: ItemType, entry: JsonObject, content: Content) -> JsonObject:
    """Return the entry with the pictures of the content: the inverse of `with_pictures`."""
    pictures = content.get(PICTURES) or {}
    if STEM in pictures:
        entry = {**entry, PICTURE: pictures[STEM]}
    for part in list_picture_rows(kind):
        targets = [part.picture_target(row, number) for number, row in enumerate(entry[part.name])]
        rows = [
            {**row, PICTURE: pictures[target]} if target in pictures else row
            for row, target in zip(entry[part.name], targets, strict=True)
        ]
        entry = {**entry, part.name: rows}
    return entry


def list_picture_rows(kind: ItemType) -> list[Rows]:
    """Return the form rows of a type that may have pictures."""
    return [part for part in kind.form() if isinstance(part, Rows) and part.pictures_at]


def get_stem_picture(content: Content, language: str, *, target: str = STEM) -> Picture | None:
    """Return the picture of the stem, as a page shows it, if there is one."""
    picture = (content.get(PICTURES) or {}).get(STEM)
    return _shown(target, picture, language) if picture else None


def with_choice_pictures(
    controls: Sequence[Control], content: Content, options: Options, language: str
) -> tuple[Control, ...]:
    """Return the controls, each choice, or each line with a list, with its option's picture."""
    pictures = content.get(PICTURES)
    if not pictures:
        return tuple(controls)
    shown = {
        value: _shown(value, pictures[option], language)
        for value, option in options
        if option in pictures
    }
    return tuple(_with_picture(control, shown) for control in controls)


def _with_picture(control: Control, shown: Mapping[str, Picture]) -> Control:
    if control.kind == "list":
        return replace(control, picture=shown.get(control.name))
    choices = (replace(choice, picture=shown.get(choice.value)) for choice in control.choices)
    return replace(control, choices=tuple(choices))


def find_picture(content: Content, options: Options, target: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of the picture that a page calls `target`, if there is one."""
    pictures = content.get(PICTURES) or {}
    if target == "case":
        pictures = (content.get("vignette") or {}).get(PICTURES) or {}
        picture = pictures.get(STEM)
    elif target == STEM:
        picture = pictures.get(STEM)
    else:
        option_id = next((option for value, option in options if value == target), "")
        picture = pictures.get(option_id)
    return (picture["type"], b64decode(picture["data"])) if picture else None


def build_picture_entry(file: PictureFile, alt_id: str, alt_en: str) -> PictureEntry:
    """Return a picture as an entry holds it."""
    return {"data": b64encode(file.data).decode(), "alt_id": alt_id, "alt_en": alt_en}


def _pictures(kind: ItemType, entry: Entry) -> Iterator[tuple[Path, str, object]]:
    """Yield path, target and value of each picture of an entry."""
    if entry.get(PICTURE) is not None:
        yield (), STEM, entry[PICTURE]
    for part in list_picture_rows(kind):
        rows = entry.get(part.name)
        for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            if isinstance(row, Mapping) and row.get(PICTURE) is not None:
                yield (part.name, number), part.picture_target(row, number), row[PICTURE]


def _stored(picture: Entry) -> StoredPicture:
    file = sanitise_picture(_bytes(picture))
    return {
        "type": file.media_type,
        "width": file.width,
        "height": file.height,
        **build_picture_entry(file, picture["alt_id"], picture["alt_en"]),
    }


def _bytes(picture: Entry) -> bytes:
    try:
        return b64decode(str(picture.get("data") or ""), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise PictureRejected("not-a-picture") from problem


def _shown(target: str, picture: StoredPicture, language: str) -> Picture:
    alt = picture["alt_id"] if language == "id" else picture["alt_en"]
    return Picture(
        target, alt, picture["type"], picture["data"], picture["width"], picture["height"]
    )
