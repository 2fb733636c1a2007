"""Pictures of QTI items: files of the package, which images in the text refer to. Pure.

A picture may also be in the item itself, as a `data:` URL.
"""

import binascii
import posixpath
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import ItemPicture, NeutralItem, localized_text
from assessments.exchange.reading import ItemRejected
from assessments.items.picture_files import PictureRejected, sanitise_picture
from assessments.items.pictures import STEM

ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
IMAGES: Final = {"img": "src", "object": "data"}
CHOICES: Final = ("simpleChoice", "simpleAssociableChoice")
NOT_SHOWN: Final = ("rubricBlock", "feedbackInline", "feedbackBlock", "modalFeedback")
TRUTHS: Final = {"true", "false"}  # choices of a true-false item, which has no options
INLINE: Final = re.compile(r"data:image/[a-z+]+;base64,(.+)", re.DOTALL)
Targets = Mapping[str, str]  # picture target by identifier of a choice; the stem is ""
Image = tuple[Element, Element, str]  # parent, image, identifier of the choice around it


def insert_pictures(
    root: Element, item: NeutralItem, number: int, language: str
) -> dict[str, bytes]:
    """Insert an image after each text that has a picture; return the files by name."""
    choices = [*root.iter("qti-simple-choice"), *root.iter("qti-simple-associable-choice")]
    files: dict[str, bytes] = {}
    for picture in item.pictures:
        parent = _stem(root) if picture.target == STEM else choices[int(picture.target)]
        name = f"images/{number:03d}-{picture.target}.{ENDINGS[picture.media_type]}"
        files[name] = b64decode(picture.data)
        alt = " ".join(picture.alt.of(language).split())
        SubElement(parent, "img", src=f"../{name}", alt=alt)
    return files


def _stem(root: Element) -> Element:
    """Return the element of the stem or the case."""
    for path in (".//qti-prompt", ".//qti-item-body/p", ".//qti-stimulus-body"):
        element = root.find(path)
        if element is not None:
            return element
    raise LookupError("qti-item-body")


def picture_targets(interaction: Element, right: Sequence[str]) -> dict[str, str]:
    """Return the targets of pictures: the stem, and each choice, step or left side.

    `right` is the right answer; for an ordering, its steps.
    """
    parts = interaction.iter("simpleChoice")
    if interaction.tag == "matchInteraction":
        lefts = interaction.find("simpleMatchSet")
        parts = lefts.iter("simpleAssociableChoice") if lefts is not None else parts
    identifiers = [choice.get("identifier", "") for choice in parts]
    if interaction.tag == "orderInteraction":
        identifiers = list(right)
    if set(identifiers) == TRUTHS:
        identifiers = []
    return {"": STEM, **{name: str(index) for index, name in enumerate(identifiers)}}


def extract_pictures(
    body: Element, targets: Targets, name: str, files: Mapping[str, bytes], language: str
) -> tuple[ItemPicture, ...]:
    """Remove pictures of the package from `body` and return them, one per target.

    `name` is the name of the item's file. Raises ItemRejected for an invalid picture.
    """
    taken: dict[str, ItemPicture] = {}
    for parent, image, choice in list(_images(body, "")):
        target = targets.get(choice, "")
        address = image.get(IMAGES[image.tag], "")
        content = _content(address, name, files)
        if target and target not in taken and content is not None:
            alt = image.get("alt") or "".join(image.itertext())
            taken[target] = _picture(target, content, address, " ".join(alt.split()), language)
            _remove(parent, image)
    return tuple(sorted(taken.values(), key=_order))


def _images(element: Element, choice: str) -> Iterator[Image]:
    for child in element:
        if child.tag in IMAGES:
            yield element, child, choice
        elif child.tag not in NOT_SHOWN:
            inside = child.get("identifier", "") if child.tag in CHOICES else choice
            yield from _images(child, inside)


def _content(address: str, name: str, files: Mapping[str, bytes]) -> bytes | None:
    inline = INLINE.fullmatch(address)
    if inline:
        try:
            return b64decode("".join(inline[1].split()), validate=True)
        except (binascii.Error, ValueError):
            return b""  # invalid: rejected as a picture
    path = posixpath.join(posixpath.dirname(name), unquote(address))
    return files.get(posixpath.normpath(path))


def _picture(target: str, content: bytes, name: str, alt: str, language: str) -> ItemPicture:
    try:
        file = sanitise_picture(content)
    except PictureRejected as problem:
        raise ItemRejected("picture-unfit", name) from problem
    data = b64encode(file.data).decode()
    return ItemPicture(target, file.media_type, data, localized_text(alt, language))


def _remove(parent: Element, image: Element) -> None:
    """Remove an image; the text after it stays."""
    index = list(parent).index(image)
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + (image.tail or "")
    else:
        parent.text = (parent.text or "") + (image.tail or "")
    parent.remove(image)


def _order(picture: ItemPicture) -> tuple[bool, int]:
    """Sort key: the stem first, then its choices."""
    return (False, 0) if picture.target == STEM else (True, int(picture.target))
