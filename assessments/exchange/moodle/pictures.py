"""Pictures inside Moodle XML: a `file` in base64, named by an image of the text around it. Pure."""

import binascii
import html
import re
from base64 import b64decode, b64encode
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import LocalizedText, PlacedPicture, localized_text
from assessments.exchange.reading import ItemRejected
from assessments.items.picture_files import PictureRejected, clean_picture
from assessments.items.pictures import STEM

ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
AT: Final = "@@PLUGINFILE@@/"
IMAGE: Final = re.compile(rf"<img\b[^>]*?\bsrc=[\"']{AT}([^\"']+)[\"'][^>]*>", re.IGNORECASE)
ALT: Final = re.compile(r"\balt=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
MARKDOWN: Final = re.compile(rf"\s*!\[([^\]]*)\]\({AT}([^)\s]+)\)")


def extract_pictures(
    element: Element, place: str, language: str
) -> tuple[str, PlacedPicture | None]:
    """The text without its picture, and the picture, where one that can come stands in it.

    Raises ItemRejected for one that is no picture of ours, by the name of its file.
    """
    raw = element.findtext("text") or ""
    files = {one.get("name", ""): one.text or "" for one in element.findall("file")}
    found = IMAGE.search(raw)
    if found and found[1] in files:
        told = ALT.search(found[0])
        alt = html.unescape(told[1] or told[2] or "") if told else ""
        picture = _picture(found[1], files[found[1]], place, localized_text(alt, language))
        return raw.replace(found[0], "", 1), picture
    marked = MARKDOWN.search(raw)
    if marked and marked[2] in files:
        picture = _picture(marked[2], files[marked[2]], place, localized_text(marked[1], language))
        return raw.replace(marked[0], "", 1), picture
    return raw, None


def pictures_of(question: Element, language: str) -> tuple[PlacedPicture, ...]:
    """One beside the question, one beside each option or left side. Raises ItemRejected."""
    told = question.find("questiontext")
    parts = [(STEM, told)] if told is not None else []
    name = {"multichoice": "answer", "matching": "subquestion"}.get(question.get("type", ""), "")
    if name:
        parts += [(str(place), part) for place, part in enumerate(question.findall(name))]
    found = (extract_pictures(part, place, language)[1] for place, part in parts)
    return tuple(one for one in found if one is not None)


def _picture(name: str, content: str, place: str, alt: LocalizedText) -> PlacedPicture:
    try:
        file = clean_picture(b64decode("".join(content.split()), validate=True))
    except (PictureRejected, binascii.Error, ValueError) as problem:
        raise ItemRejected("picture-unfit", name) from problem
    return PlacedPicture(place, file.media_type, b64encode(file.data).decode(), alt)


def insert_pictures(element: Element, picture: PlacedPicture, number: int, language: str) -> None:
    """After the text of an element, which is HTML or Markdown by its format."""
    name = f"picture-{number}.{ENDINGS[picture.media_type]}"
    alt = " ".join(picture.alt.of(language).split())
    text = element.find("text")
    if text is not None and element.get("format") == "markdown":
        text.text = f"{text.text}\n\n![{alt}]({AT}{name})"
    elif text is not None:
        text.text = f'{text.text}<br><img src="{AT}{name}" alt="{html.escape(alt)}">'
    SubElement(element, "file", name=name, path="/", encoding="base64").text = picture.data
