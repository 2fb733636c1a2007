"""Pictures in Moodle XML: `file` elements in base64, which images in the text refer to. Pure."""

import binascii
import html
import re
from base64 import b64decode, b64encode
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import ItemPicture, LocalizedText, localized_text
from assessments.exchange.reading import ItemRejected
from assessments.items.picture_files import PictureRejected, sanitise_picture
from assessments.items.pictures import STEM

ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
AT: Final = "@@PLUGINFILE@@/"
IMAGE: Final = re.compile(rf"<img\b[^>]*?\bsrc=[\"']{AT}([^\"']+)[\"'][^>]*>", re.IGNORECASE)
ALT: Final = re.compile(r"\balt=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
MARKDOWN: Final = re.compile(rf"\s*!\[([^\]]*)\]\({AT}([^)\s]+)\)")


def extract_pictures(
    element: Element, target: str, language: str
) -> tuple[str, ItemPicture | None]:
    """Return the text of an element without its picture, and the picture if there is one.

    Raises ItemRejected, with the name of the file, for an invalid picture.
    """
    raw = element.findtext("text") or ""
    files = {file.get("name", ""): file.text or "" for file in element.findall("file")}
    image = IMAGE.search(raw)
    if image and image[1] in files:
        attribute = ALT.search(image[0])
        alt = html.unescape(attribute[1] or attribute[2] or "") if attribute else ""
        picture = _picture(image[1], files[image[1]], target, localized_text(alt, language))
        return raw.replace(image[0], "", 1), picture
    marked = MARKDOWN.search(raw)
    if marked and marked[2] in files:
        picture = _picture(marked[2], files[marked[2]], target, localized_text(marked[1], language))
        return raw.replace(marked[0], "", 1), picture
    return raw, None


def read_pictures(question: Element, language: str) -> tuple[ItemPicture, ...]:
    """Return the picture of the stem and of each option or left side. Raises ItemRejected."""
    text = question.find("questiontext")
    parts = [(STEM, text)] if text is not None else []
    name = {"multichoice": "answer", "matching": "subquestion"}.get(question.get("type", ""), "")
    if name:
        parts += [(str(target), part) for target, part in enumerate(question.findall(name))]
    pictures = (extract_pictures(part, target, language)[1] for target, part in parts)
    return tuple(picture for picture in pictures if picture is not None)


def _picture(name: str, content: str, target: str, alt: LocalizedText) -> ItemPicture:
    try:
        file = sanitise_picture(b64decode("".join(content.split()), validate=True))
    except (PictureRejected, binascii.Error, ValueError) as problem:
        raise ItemRejected("picture-unfit", name) from problem
    return ItemPicture(target, file.media_type, b64encode(file.data).decode(), alt)


def insert_pictures(element: Element, picture: ItemPicture, number: int, language: str) -> None:
    """Append a picture to the text of an element, as HTML or Markdown by its format."""
    name = f"picture-{number}.{ENDINGS[picture.media_type]}"
    alt = " ".join(picture.alt.of(language).split())
    text = element.find("text")
    if text is not None and element.get("format") == "markdown":
        text.text = f"{text.text}\n\n![{alt}]({AT}{name})"
    elif text is not None:
        text.text = f'{text.text}<br><img src="{AT}{name}" alt="{html.escape(alt)}">'
    SubElement(element, "file", name=name, path="/", encoding="base64").text = picture.data
