"""Archives that somebody made to harm, or by mistake: each is refused with a reason and a place."""

import gzip
import io
import tarfile

import pytest

from courses.olx import archive, size_limit, tree
from courses.olx.archive import pack_archive, unpack_archive
from courses.olx.errors import CourseArchiveRejected
from lms.olx_texts import REJECTION_TEXTS


def compressed(content):
    """Without the time of packing: what is made for a parameter stands in the name of its test."""
    return gzip.compress(content, mtime=0)


def tarred(*members):
    """Members: a name and content, or a whole TarInfo."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as made_archive:
        for member in members:
            entry, content = member if isinstance(member, tuple) else (member, b"")
            if isinstance(entry, str):
                entry = tarfile.TarInfo(entry)
                entry.size = len(content)
            made_archive.addfile(entry, io.BytesIO(content))
    return compressed(made.getvalue())


def linked(kind, target):
    entry = tarfile.TarInfo("course/static/x")
    entry.type, entry.linkname = kind, target
    return entry


def reason(refused):
    assert refused.value.reason in REJECTION_TEXTS
    return refused.value.reason


def test_refusal_carries_reason_and_place_as_parameters_and_is_told_in_utf_8():
    with pytest.raises(CourseArchiveRejected) as refused:
        unpack_archive(tarred(("course.xml", b"x"), ("a\udcff" + "b" * 90, b"x")))
    assert refused.value.parameters == {"reason": "name-unfit", "detail": "a?" + "b" * 90}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "no-archive"),
        (b"no archive", "no-archive"),
        (compressed(b"no tar, though long enough for a header" * 40), "no-archive"),
        (tarred(("a.txt", b"x")), "no-course"),
        (tarred(("course/course.xml", b"<course/>"))[:-20], "no-archive"),
        (tarred(("../course.xml", b"x")), "name-leads-elsewhere"),
        (tarred(("/course.xml", b"x")), "name-leads-elsewhere"),
        (tarred(("a/../../course.xml", b"x")), "name-leads-elsewhere"),
        (tarred(("a\\course.xml", b"x")), "name-leads-elsewhere"),
        (tarred(("x" * 400, b"x")), "name-leads-elsewhere"),
        (tarred(("course.xml", b"x"), ("a\nb", b"x")), "name-unfit"),
        (tarred(("course.xml", b"x"), ("a\udcff", b"x")), "name-unfit"),
        (tarred(("course.xml", b"x"), ("course.xml/a", b"x")), "named-twice"),
        (tarred(("a/b", b"x"), ("a", b"x"), ("course.xml", b"x")), "named-twice"),
        (tarred(("course.xml", b"x"), ("./course.xml", b"y")), "named-twice"),
        (tarred(linked(tarfile.SYMTYPE, "/etc/passwd")), "link-in-archive"),
        (tarred(linked(tarfile.LNKTYPE, "course.xml")), "link-in-archive"),
        (tarred(linked(tarfile.FIFOTYPE, "")), "link-in-archive"),
        (tarred(linked(tarfile.CHRTYPE, "")), "link-in-archive"),
    ],
)
def test_no_archive_of_a_course(content, expected):
    with pytest.raises(CourseArchiveRejected) as refused:
        unpack_archive(content)
    assert reason(refused) == expected


def test_bombs_end_before_they_fill_the_memory(monkeypatch):
    bomb = compressed(bytes(archive.MAX_UNPACKED + 1))
    assert len(bomb) < 100_000
    with pytest.raises(CourseArchiveRejected) as refused:
        unpack_archive(bomb)
    assert reason(refused) == "too-large-unpacked"
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(CourseArchiveRejected) as refused:
        unpack_archive(tarred(*((f"f{n}", b"") for n in range(4))))
    assert reason(refused) == "too-many-files"


XXE = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><course url_name="2026">&e;</course>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY e "ha"><!ENTITY f "&e;&e;">]><course url_name="2026">&f;</course>'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("course/2026.xml", XXE, "dtd-refused"),
        ("course/2026.xml", LAUGHS, "dtd-refused"),
        ("course/2026.xml", b"<course><chapter>", "xml-broken"),
        ("course/2026.xml", b"\xff\xfe\x00", "xml-broken"),
        ("course/2026.xml", b"", "xml-broken"),
        ("course/2026.xml", b'<?xml version="1.0" encoding="no-such"?><course/>', "xml-broken"),
        ("course/2026.xml", "<course/>".encode("utf-16"), "no-lessons"),
        ("course/2026.xml", b"<course/>", "no-lessons"),
        ("course/2026.xml", b"<vertical/>", "wrong-element"),
        ("course.xml", b'<course url_name="2026" course="!"/>', "course-code-unfit"),
        ("course.xml", b'<course url_name="none" course="ABC"/>', "file-missing"),
        ("course/2026.xml", b'<course><chapter url_name="../c1"/></course>', "file-missing"),
        ("course/2026.xml", b'<course><chapter url_name="/etc/x"/></course>', "file-missing"),
        ("html/h1.xml", b'<html filename="../../etc/passwd"/>', "file-missing"),
        ("vertical/v1.xml", b'<vertical><vertical url_name="v1"/></vertical>', "cycle"),
        ("vertical/v1.xml", b'<vertical><sequential url_name="s1"/></vertical>', "cycle"),
        (
            "galaxy/g1.xml",
            b"<galaxy>" + b"<a>" * 210 + b"</a>" * 210 + b"</galaxy>",
            "tree-too-large",
        ),
        ("vertical/v1.xml", b"<vertical><" + b"x" * 90 + b"/></vertical>", "wrong-element"),
        (
            "vertical/v1.xml",
            b"<vertical><payung_sorting><" + b"x" * 90 + b"/></payung_sorting></vertical>",
            "wrong-element",
        ),
        ("chapter/c1.xml", b'<chapter payung_day="1.5"/>', "number-unfit"),
        ("chapter/c1.xml", b'<chapter payung_day="1" url_name="a b"/>', "code-unfit"),
        ("sequential/s1.xml", b'<sequential payung_minutes="-1"/>', "number-unfit"),
        ("sequential/s1.xml", b'<sequential payung_page="story"/>', "page-unclear"),
        ("payung/bank.json", b"{", "json-broken"),
        ("payung/bank.json", b"[" * 100_000, "json-broken"),
        ("payung/bank.json", b"{}", "json-unfit"),
        ("payung/facts.json", b'[{"code": "F01", "url": "javascript:x"}]', "json-unfit"),
        ("payung/course.json", b'{"hours": NaN}', "json-broken"),
        ("payung/blocks.json", b'{"galaxy/g1": 3}', "json-unfit"),
    ],
)
def test_a_course_that_cannot_be_read(foreign, read, name, content, expected):
    assert read(foreign).content.modules  # the control: without this file it can
    with pytest.raises(CourseArchiveRejected) as refused:
        read(unpack_archive(pack_archive(foreign | {name: content})))
    assert reason(refused) == expected


def test_few_files_that_name_each_other_make_no_tree_without_end(foreign, read, monkeypatch):
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 3_000)
    for number in range(12):
        pointer = f'<vertical url_name="b{number + 1}"/>'.encode()
        foreign[f"vertical/b{number}.xml"] = b"<vertical>" + pointer * 2 + b"</vertical>"
    foreign["vertical/b12.xml"] = b"<vertical><galaxy/></vertical>"
    foreign["vertical/v1.xml"] = b'<vertical><vertical url_name="b0"/></vertical>'
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert reason(refused) == "tree-too-large"


MANY = 100  # times that a file of 1 MB is named


@pytest.mark.parametrize(
    ("name", "vertical"),
    [
        ("html/big.xml", '<html url_name="big"/>'),
        ("html/big.html", '<html filename="big" display_name="x"/>'),
        ("static/big.srt", '<video><transcript src="big.srt"/></video>'),
    ],
)
def test_a_file_counts_as_often_as_it_is_named(foreign, read, monkeypatch, name, vertical):
    monkeypatch.setattr(size_limit, "MAX_READ", 3 * 2**20)  # 60 MB take long
    content = b"x" * 2**20
    foreign[name] = b"<html>" + content + b"</html>" if name.endswith(".xml") else content
    foreign["vertical/v1.xml"] = f"<vertical>{vertical}</vertical>".encode()
    assert read(foreign).content.modules  # the control: named once, it is read
    foreign["vertical/v1.xml"] = f"<vertical>{vertical * MANY}</vertical>".encode()
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert reason(refused) == "tree-too-large"


@pytest.mark.parametrize(
    ("name", "vertical"),
    [
        ("html/big.html", b'<vertical><html filename="big"/></vertical>'),
        ("static/big.srt", b'<vertical><video><transcript src="big.srt"/></video></vertical>'),
    ],
)
def test_a_file_of_a_page_or_a_film_has_a_size_too(foreign, read, name, vertical):
    foreign |= {"vertical/v1.xml": vertical, name: b"x" * (5 * 2**20 + 1)}
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign)
    assert reason(refused) == "file-too-large"


def test_a_block_of_ours_that_cannot_be_shown_is_named(foreign, read):
    foreign["vertical/v1.xml"] = b'<vertical><payung_sorting url_name="x" items="[3]"/></vertical>'
    with pytest.raises(CourseArchiveRejected) as refused:
        read(foreign, flaw_of=flaw_of_ours)
    assert reason(refused) == "block-unfit"
    assert "payung_sorting x" in refused.value.detail


def flaw_of_ours(unit):
    from courses.blocks.activities.sorting import SortingBlock
    from courses.olx.render_check import find_render_error

    return find_render_error(unit, SortingBlock)
