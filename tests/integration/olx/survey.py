"""An independent reader of OLX archives that only counts. It shares no code with the importer."""

import io
import json
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

PARTS = ("course", "chapter", "sequential", "vertical")
PLACES = {"course": "chapter", "chapter": "sequential"}
PAGES = ("about/", "info/", "tabs/")
STAFF_ONLY = "visible_to_staff_only"
OPTION = "{http://code.edx.org/xblock/option}" + STAFF_ONLY


@dataclass
class Survey:
    """What an archive holds, by kind of element.

    `left_out` are parts for staff only, parts in a place where Open edX has none, and verticals
    without anything that learners see. `spoken` are videos for learners with a transcript.
    """

    total: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    hidden: list[str] = field(default_factory=list)
    spoken: int = 0
    static: int = 0
    pages: set[str] = field(default_factory=set)
    drafts: int = 0


def survey(archive: bytes) -> Survey:
    """Count the parts of a gzipped archive of one course."""
    return _Reader(unpack(archive)).read()


def unpack(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        files = {m.name.removeprefix("./"): tar.extractfile(m) for m in tar if m.isfile()}
        contents = {name: opened.read() for name, opened in files.items() if opened}
    (top,) = (name for name in contents if name.split("/")[-1] == "course.xml")
    folder = top.removesuffix("course.xml")
    return {name.removeprefix(folder): contents[name] for name in contents}


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.found = Survey()

    def read(self) -> Survey:
        course = etree.fromstring(self.files["course.xml"])
        run = course.get("url_name")
        policy = json.loads(self.files.get(f"policies/{run}/policy.json", b"{}"))
        self.staff = {name for name, row in policy.items() if row.get(STAFF_ONLY) is True}
        self.walk(self.follow(course), for_learners=True)
        names = [name for name, content in self.files.items() if content.strip()]
        self.found.static = sum(name.startswith("static/") for name in self.files)
        self.found.pages = {name for name in names if name.startswith(PAGES)}
        self.found.drafts = sum(name.startswith("drafts/") for name in names)
        return self.found

    def follow(self, node: etree._Element) -> etree._Element:
        """The element of the file that an empty element with a name points to."""
        name = node.get("url_name")
        content = self.files.get(f"{node.tag}/{(name or '').replace(':', '/')}.xml")
        if content is None or len(node) or (node.text or "").strip():
            return node
        pointed = etree.fromstring(content)
        pointed.set("url_name", name)
        return pointed

    def walk(self, node: etree._Element, *, for_learners: bool) -> int:
        """Count what is below a part; returns how many children learners see."""
        seen = 0
        for child in map(self.follow, children(node)):
            tag = child.tag
            self.found.total[tag] += 1
            in_place = PLACES.get(node.tag, tag) == tag
            is_hidden = self.is_hidden(child)
            if for_learners and is_hidden:
                self.found.hidden.append(tag)
            visible = for_learners and in_place and not is_hidden
            inside = self.walk(child, for_learners=visible) if tag in PARTS else 1
            is_shown = visible and (tag != "vertical" or inside > 0)
            (self.found.shown if is_shown else self.found.left_out)[tag] += 1
            self.found.spoken += is_shown and tag == "video" and self.is_spoken(child)
            seen += visible
        return seen

    def is_hidden(self, node: etree._Element) -> bool:
        name = f"{node.tag}/{node.get('url_name')}"
        texts = [node.get(STAFF_ONLY), *(option.text for option in node.iterfind(OPTION))]
        return name in self.staff or any(str(text).lower() == "true" for text in texts)

    def is_spoken(self, video: etree._Element) -> bool:
        sources = [node.get("src") for node in video.iter("transcript")]
        return any(self.files.get(f"static/{source}", b"").strip() for source in sources)


def children(node: etree._Element) -> Iterator[etree._Element]:
    return (child for child in node if isinstance(child.tag, str) and child.tag != OPTION)
