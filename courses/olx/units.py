"""Converts OLX elements to the blocks of a lesson.

Our own blocks and blocks with notes are parsed here. Installed third-party blocks parse themselves.
HTML, problems and videos become our own blocks. Everything else is stored as raw XML.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element

from courses.block_host.runtime.units import PAGE_TEXTS
from courses.olx.block_xml import MAX_TYPE_LENGTH, URL_NAME, OwnTexts, raw_block, read_block
from courses.olx.conversion.html_text import html_to_markdown
from courses.olx.conversion.plain_html import HTML, TEXT
from courses.olx.conversion.settings import report_problem_settings, report_settings
from courses.olx.conversion.transcripts import read_transcript
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseUnit, Row
from courses.olx.report import ReportWriter
from courses.olx.size_limit import SizeLimit
from courses.olx.third_party_xml import FINGERPRINT, texts_from_note, unit_from_note
from courses.olx.write import STATIC
from courses.static_files.links import MARK

UNREAD: Final = "\N{REPLACEMENT CHARACTER}"
CHECK: Final = "payung_check"


class ReadTree(Protocol):
    """A third-party block as it has parsed itself."""

    @property
    def block_type(self) -> str: ...

    @property
    def fields(self) -> Row: ...

    @property
    def children(self) -> "tuple[ReadTree, ...]": ...


class ProblemNote(Protocol):
    """A part of a problem that was left out."""

    @property
    def code(self) -> str: ...

    @property
    def detail(self) -> str: ...


class Problem(Protocol):
    """A parsed problem: as an item of a check, as a bank item, or the reason why neither."""

    @property
    def check(self) -> Row | None: ...

    @property
    def item(self) -> Row | None: ...

    @property
    def rejection_reason(self) -> str: ...

    @property
    def case(self) -> str: ...

    @property
    def notes(self) -> "Sequence[ProblemNote]": ...


class ItemSink(Protocol):
    """Collects items of a lesson; returns the code of each."""

    def put(self, key: str, item: Row) -> str: ...


@dataclass(frozen=True, slots=True)
class UnitReader:
    """Turns elements of OLX into units.

    `read_third_party` takes a block type and its XML, and returns None if the block may not run
    here. `read_problem` takes the XML of a problem. `find_error` returns why one of our blocks
    cannot be rendered, or an empty string.
    """

    files: Mapping[str, bytes]
    own_texts: OwnTexts
    read_third_party: Callable[[str, str], ReadTree | None]
    read_problem: Callable[[bytes], Problem]
    find_error: Callable[[CourseUnit], str]
    meter: SizeLimit = field(default_factory=SizeLimit)  # of transcripts

    def __call__(
        self,
        node: _Element,
        key: str,
        notes: Mapping[str, Row],
        report: ReportWriter,
        shelf: ItemSink,
    ) -> Iterator[CourseUnit]:
        if "{" in node.tag or len(node.tag) > MAX_TYPE_LENGTH:
            raise CourseArchiveRejected("wrong-element", node.tag)
        known = self._known(node, key, notes)
        if known is not None:
            report.count(node.tag)
            yield known
            return
        read = self.read_third_party(node.tag, _xml(node))
        if read is not None:
            report.count(node.tag)
            note = notes.get(f"{node.tag}/{node.get(URL_NAME)}")
            unit = _with_page_title(read, key, node.get("display_name", ""))
            around = {PAGE_TEXTS: texts_from_note(note)} if note is not None else {}
            yield replace(unit, content={**unit.content, **around})
            return
        if node.tag == "problem":
            yield from self._problem(node, key, report, shelf)
            return
        made = self._of_ours(node, key, report)
        if made is None:
            report.add_remark("kept", "block-not-here", _name(node), node.tag, node=node)
            report.count(node.tag, "kept")
            made = raw_block(node, key)
        yield made

    def _known(self, node: _Element, key: str, notes: Mapping[str, Row]) -> CourseUnit | None:
        """One of our blocks, or a block with a valid note; None for others."""
        note = notes.get(f"{node.tag}/{node.get(URL_NAME)}")
        is_ours = self.own_texts(node.tag) is not None
        if note is not None and FINGERPRINT in note and not is_ours:
            block_type = TEXT if node.tag == HTML else node.tag
            unit = unit_from_note(node, key, note, block_type)
            return None if unit is None else self._sound(unit)
        if note is None and not is_ours:
            return None
        return self._sound(read_block(node, key, self.own_texts, notes))

    def _sound(self, unit: CourseUnit) -> CourseUnit:
        """Return the unit. Raises CourseArchiveRejected if it is ours and cannot be rendered."""
        flaw = self.find_error(unit)
        if flaw:
            raise CourseArchiveRejected("block-unfit", f"{unit.block_type} {unit.key}: {flaw}")
        return unit

    def _has_file(self, address: str) -> bool:
        """Whether a URL is a file of the archive."""
        if not address.startswith(MARK):
            return False
        name = address.removeprefix(MARK)
        return any(f"{STATIC}{path}" in self.files for path in (name, unquote(name)))

    def _problem(
        self, node: _Element, key: str, report: ReportWriter, shelf: ItemSink
    ) -> Iterator[CourseUnit]:
        """Convert a problem to a check and a practice item, as far as possible."""
        problem, name = self.read_problem(_xml(node).encode()), _name(node)
        if problem.rejection_reason:
            report.add_remark("kept", f"problem-{problem.rejection_reason}", name, node=node)
            report.count(node.tag, "kept")
            yield raw_block(node, key)
            return
        report.count(node.tag, "changed")
        report_settings(node, report)
        code = shelf.put(key, problem.item) if problem.item else key
        report_problem_settings(node, report)
        for note in problem.notes:
            report.add_remark("left-out", f"item-{note.code}", name, note.detail, node=node)
        if problem.check is None:
            report.add_remark("changed", "problem-as-practice", name, code, node=node)
            return
        report.add_remark("changed", "problem-as-check", name, node=node)
        title = node.get("display_name", "")
        case, lost = html_to_markdown(problem.case, self._has_file)
        for part in lost:
            report.add_remark("left-out", "case-of-problem", name, part, node=node)
        cases = {"case_id": case, "case_en": case} if case else {}
        content = {"item_ids": [code], "items": [{**problem.check, **cases, "id": code}]}
        yield CourseUnit(key, CHECK, {"title_id": title, "title_en": title, **content})

    def _of_ours(self, node: _Element, key: str, report: ReportWriter) -> CourseUnit | None:
        if node.tag == HTML:
            markdown, lost = html_to_markdown(_inner(node), self._has_file)
            report.add_remark("changed", "html-as-text", _name(node), ", ".join(lost), node=node)
            report.count(node.tag, "changed")
            report_settings(node, report)
            _report_lost_characters(node, markdown, report)
            return _text(key, _with_title(node, markdown))
        if node.tag == "video":
            spoken = read_transcript(node, self.files, self.meter, report.used)
            if spoken:
                report.add_remark("changed", "video-as-transcript", _name(node), node=node)
                report.count(node.tag, "changed")
                _report_lost_characters(node, spoken, report)
                return _text(key, _with_title(node, spoken))
        return None


def _report_lost_characters(node: _Element, text: str, report: ReportWriter) -> None:
    """Report characters lost by decoding a file in another encoding."""
    if UNREAD in text:
        report.add_remark("changed", "letters-lost", _name(node), node=node)


def _text(key: str, markdown: str) -> CourseUnit:
    return CourseUnit(key, TEXT, {"markdown_id": markdown, "markdown_en": markdown})


def _with_title(node: _Element, markdown: str) -> str:
    title = " ".join(node.get("display_name", "").split())
    has_title = not title or title.lower() in ("text", "html") or title in markdown[:300]
    return markdown if has_title else f"## {title}\n\n{markdown}"


def _with_page_title(read: ReadTree, key: str, title: str) -> CourseUnit:
    around = {PAGE_TEXTS: {"title_id": title, "title_en": title} if title else {}}
    unit = _tree(read, key)
    return CourseUnit(key, unit.block_type, {**unit.content, **around}, unit.children)


def _tree(read: ReadTree, key: str) -> CourseUnit:
    children = tuple(
        _tree(child, f"{key}.{number}"[-40:]) for number, child in enumerate(read.children, start=1)
    )
    return CourseUnit(key, read.block_type, dict(read.fields), children)


def _name(node: _Element) -> str:
    return str(node.get("display_name") or node.get(URL_NAME) or node.tag)


def _xml(node: _Element) -> str:
    return str(etree.tostring(node, encoding="unicode", with_tail=False))


def _inner(node: _Element) -> str:
    """The inner XML of an element; the text of an HTML file is markup."""
    parts = [node.text or ""]
    parts += [str(etree.tostring(child, encoding="unicode")) for child in node]
    return "".join(parts)
