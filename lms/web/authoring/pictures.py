"""Pictures in the form of an item: upload, alternative texts, removal.

A cleaned upload is embedded in the form that is shown again, so that an error elsewhere does not
lose it. It is checked again when it is submitted.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Final

from flask import request

from assessments.items.picture_files import PictureRejected, sanitise_picture
from assessments.items.pictures import PICTURE, build_picture_entry, list_picture_rows
from assessments.items.types.base import ItemType
from assessments.items.types.form_parts import MAX_ROWS
from courses.json_types import JsonMapping, JsonObject
from lms.web.texts.language_switch import choose_file_again_message, lost_files

MAX_KEPT: Final = 60_000  # characters of base64
FIELD_PARTS: Final = ("kept", "alt_id", "alt_en", "drop")


def read_uploads(fields: dict[str, str], errors: dict[str, str], sentence: str) -> None:
    """Put cleaned uploads into `fields`; add an error for files that are no pictures."""
    errors |= {name.removesuffix("-file"): choose_file_again_message() for name in lost_files()}
    for name, file in request.files.items():
        if not file.filename or not name.endswith(f"{PICTURE}-file"):
            continue
        prefix = name.removesuffix("-file")
        try:
            cleaned = sanitise_picture(file.read())
        except PictureRejected as refused:
            errors[prefix] = f"{sentence} ({refused.reason})"
            continue
        fields[f"{prefix}-kept"] = build_picture_entry(cleaned, "", "")["data"]
        fields.pop(f"{prefix}-drop", None)


def entry_with_uploads(kind: ItemType, entry: JsonObject, fields: Mapping[str, str]) -> JsonObject:
    """The entry with the pictures of the form fields."""
    picture = _picture_from(fields, PICTURE)
    result = {**entry, PICTURE: picture} if picture else dict(entry)
    for part in list_picture_rows(kind):
        numbers = [number for number, _row in part.written(fields)]
        beside = [_picture_from(fields, f"{part.name}-{number}-{PICTURE}") for number in numbers]
        result[part.name] = [
            {**row, PICTURE: picture} if picture else row
            for row, picture in zip(entry[part.name], beside, strict=True)
        ]
    return result


def shown_pictures(kind: ItemType, entry: JsonMapping) -> dict[str, str]:
    """Form fields for the pictures of an entry."""
    fields = _fields(PICTURE, entry.get(PICTURE))
    for part in list_picture_rows(kind):
        for number, row in enumerate(entry.get(part.name) or ()):
            fields |= _fields(f"{part.name}-{number}-{PICTURE}", row.get(PICTURE))
    return fields


def previews_of_pictures(fields: Mapping[str, str]) -> dict[str, str]:
    """Data URLs of the pictures in the form, by field."""
    previews = {}
    for name, encoded in fields.items():
        if name.endswith(f"{PICTURE}-kept") and encoded:
            try:
                cleaned = sanitise_picture(b64decode(encoded[:MAX_KEPT]))
            except (PictureRejected, ValueError):
                continue
            previews[name.removesuffix("-kept")] = f"data:{cleaned.media_type};base64,{encoded}"
    return previews


def picture_only_rows(kind: ItemType, fields: Mapping[str, str]) -> Iterator[str]:
    """Empty text fields of rows that have a picture only; screen readers need the text."""
    for part in list_picture_rows(kind):
        written = {number for number, _row in part.written(fields)}
        for number in range(MAX_ROWS):
            prefix = f"{part.name}-{number}-"
            if number not in written and _picture_from(fields, prefix + PICTURE):
                yield from list(part.parts[0].shown({}, prefix))[:1]


def _picture_from(fields: Mapping[str, str], prefix: str) -> dict[str, str] | None:
    encoded = fields.get(f"{prefix}-kept", "")[:MAX_KEPT]
    if not encoded or fields.get(f"{prefix}-drop"):
        return None
    texts = {
        f"alt_{language}": fields.get(f"{prefix}-alt_{language}", "").strip()
        for language in ("id", "en")
    }
    return {"data": encoded, **texts}


def _fields(prefix: str, picture: Mapping[str, object] | None) -> dict[str, str]:
    if not picture:
        return {}
    texts = {
        f"{prefix}-alt_{language}": str(picture.get(f"alt_{language}", ""))
        for language in ("id", "en")
    }
    return {f"{prefix}-kept": str(picture.get("data", "")), **texts}
