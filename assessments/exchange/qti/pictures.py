"""Pictures of QTI items: files of the package, named by an image beside the text. Pure.

A picture may also stand in the item itself, as a `data:` address.
"""

import binascii
import posixpath
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import NeutralItem, PlacedPicture, localized_text
from assessments.exchange.reading import ItemRejected
from assessments.items.picture_files import PictureRejected, clean_picture
from assessments.items.pictures import STEM

ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
IMAGES: Final = {"img": "src", "object": "data"}
CHOICES: Final = ("simpleChoice", "simpleAssociableChoice")
NOT_SHOWN: Final = ("rubricBlock", "feedbackInline", "feedbackBlock", "modalFeedback")
TRUTHS: Final = {"true", "false"}  # choices of ours that are no options
INLINE: Final = re.compile(r"data:image/[a-z+]+;base64,(.+)", re.DOTALL)
Places = Mapping[str, str]  # of identifiers of choices; the question itself is ""
Found = tuple[Element, Element, str]  # parent, image, identifier of the choice around it


def insert_pictures(
    root: Element, item: NeutralItem, number: int, language: str
) -> dict[str, bytes]:
    """Puts an image behind each text that has one; gives the files by their names."""
    choices = [*root.iter("qti-simple-choice"), *root.iter("qti-simple-associable-choice")]
    files: dict[str, bytes] = {}
    for picture in item.pictures:
        beside = _stem(root) if picture.place == STEM else choices[int(picture.place)]
        name = f"images/{number:03d}-{picture.place}.{ENDINGS[picture.media_type]}"
        files[name] = b64decode(picture.data)
        alt = " ".join(picture.alt.of(language).split())
        SubElement(beside, "img", src=f"../{name}", alt=alt)
    return files


def _stem(root: Element) -> Element:
    """What holds the question, or the case."""
    for path in (".//qti-prompt", ".//qti-item-body/p", ".//qti-stimulus-body"):
        found = root.find(path)
        if found is not None:
            return found
    raise LookupError("qti-item-body")


def places_of(interaction: Element, right: Sequence[str]) -> dict[str, str]:
    """Where a picture may stand: at the question, at each choice, step or left side.

    `right` is the right answer; of an ordering, its steps.
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
    return {"": STEM, **{one: str(place) for place, one in enumerate(identifiers)}}


def extract_pictures(
    body: Element, places: Places, name: str, files: Mapping[str, bytes], language: str
) -> tuple[PlacedPicture, ...]:
    """One picture a place, of those in the package; what is taken stands in `body` no more.

    `name` is that of the item's file. Raises ItemRejected for one that is no picture of ours.
    """
    taken: dict[str, PlacedPicture] = {}
    for parent, image, choice in list(_images(body, "")):
        place = places.get(choice, "")
        address = image.get(IMAGES[image.tag], "")
        content = _content(address, name, files)
        if place and place not in taken and content is not None:
            alt = image.get("alt") or "".join(image.itertext())
            taken[place] = _picture(place, content, address, " ".join(alt.split()), language)
            _remove(parent, image)
    return tuple(sorted(taken.values(), key=_order))


def _images(element: Element, choice: str) -> Iterator[Found]:
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
            return b""  # no picture
    path = posixpath.join(posixpath.dirname(name), unquote(address))
    return files.get(posixpath.normpath(path))


def _picture(place: str, content: bytes, name: str, alt: str, language: str) -> PlacedPicture:
    try:
        file = clean_picture(content)
    except PictureRejected as problem:
        raise ItemRejected("picture-unfit", name) from problem
    data = b64encode(file.data).decode()
    return PlacedPicture(place, file.media_type, data, localized_text(alt, language))


def _remove(parent: Element, image: Element) -> None:
    """Text behind the image stays."""
    at = list(parent).index(image)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (image.tail or "")
    else:
        parent.text = (parent.text or "") + (image.tail or "")
    parent.remove(image)


def _order(picture: PlacedPicture) -> tuple[bool, int]:
    """The question first, then its choices."""
    return (False, 0) if picture.place == STEM else (True, int(picture.place))
