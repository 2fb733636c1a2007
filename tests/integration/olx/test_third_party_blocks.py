"""Third-party blocks write their own XML, with those inside them, and come back as they were."""

import json

import pytest
from lxml import etree

from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.tokens import HandlerTokens
from courses.block_host.third_party import installed_blocks
from courses.olx.archive import pack_archive, unpack_archive
from courses.olx.errors import CourseArchiveRejected
from courses.olx.third_party_xml import fingerprint
from lms.workflows.blocks.block_services import BLOCKS
from lms.workflows.course_import.course_olx import export_course

pytestmark = pytest.mark.usefixtures("blocks_by_others")

CODE = "OTHERS-1"
VERTICAL = b"""<vertical xmlns:option="http://code.edx.org/xblock/option">
<others_story url_name="s" display_name="A talk"><line>Hello</line>
<line>\xe2\x80\x9cHi\xe2\x80\x9d</line>
</others_story>
<others_group url_name="g"><others_vote question="Agree?"/><others_story><line>Deep</line>
</others_story><payung_text markdown_id="Teks" markdown_en="Text"/></others_group>
</vertical>"""
FILES = {
    "course.xml": b'<course url_name="1" course="OTHERS-1"/>',
    "course/1.xml": b'<course language="en"><chapter><sequential url_name="s">'
    b'<vertical url_name="v"/></sequential></chapter></course>',
    "vertical/v.xml": VERTICAL,
}
STORY = "others_story/M01-L1-s.xml"


def host_with(*allowed):
    return BlockHost(BlockRegistry(BLOCKS, allowed), HandlerTokens(b"test"))


@pytest.fixture
def host():
    return host_with("others_story", "others_group", "others_vote")


@pytest.fixture
def version_id(read, take):
    return take(read(pack_archive(FILES)).content).version_id


@pytest.fixture
def exported(new_session, version_id, host):
    with new_session() as session:
        return unpack_archive(export_course(session, CODE, host))


def units(content):
    return {unit.key: unit for unit in content.modules[0].lessons[0].units}


def test_a_block_writes_itself_with_those_inside_it(exported):
    assert exported[STORY].count(b"<line>") == 2
    assert b"option:lines" not in exported[STORY]
    group = exported["others_group/M01-L1-g.xml"]
    assert b"<line>Deep</line>" in group
    assert b'question="Agree?"' in group
    assert b"payung_text" in group


def test_what_went_out_is_the_version_that_stands_here_also_where_no_block_may_run(
    exported, read, take, version_id, monkeypatch
):
    for blocks in (None, ()):
        if blocks is not None:
            monkeypatch.setattr(installed_blocks, "_entry_points", dict)
        again = take(read(pack_archive(exported)).content)
        assert (again.version_id, again.is_new) == (version_id, False)


def test_changed_xml_is_read_by_the_block_and_kept_where_it_may_not_run(
    exported, read, monkeypatch
):
    other = exported | {STORY: exported[STORY].replace(b"Hello", b"Good day")}
    unit = units(read(pack_archive(other)).content)["s"]
    assert unit.content["lines"] == ["Good day", "\u201cHi\u201d"]
    assert unit.content["@page"]["title_en"] == "A talk"
    monkeypatch.setattr(installed_blocks, "_entry_points", dict)
    found = read(pack_archive(other))
    assert "Good day" in units(found.content)["s"].content["@olx"]
    assert [remark.code for remark in found.report.of("kept")] == ["block-not-here"]


def test_what_a_block_leaves_out_of_its_xml_is_written_in_the_common_form(
    exported, read, take, new_session, host
):
    unsaid = VERTICAL.replace(b'<others_story url_name="s"', b'<others_story url_name="n"')
    files = FILES | {
        "vertical/v.xml": unsaid.replace(b"<line>Hello</line>", b"").replace(
            b'url_name="n" ', b'url_name="n" unsaid="So" lines="[1]" '
        ),
        "payung/blocks.json": b'{"others_story/n": {"json": ["lines"], "more": {}}}',
    }
    content = read(pack_archive(files)).content
    assert units(content)["n"].content["unsaid"] == "So"
    taken = take(content)
    with new_session() as session:
        out = unpack_archive(export_course(session, CODE, host))
    assert b'unsaid="So"' in out["others_story/M01-L1-n.xml"]
    assert take(read(pack_archive(out)).content).version_id == taken.version_id


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"type": "others_story"', b'"type": "others_vote"'),
        (b'"children": []', b'"children": [3]'),
        (b'"children": []', b'"children": {}'),
        (b'"key": ""', b'"key": 3'),
        (b'"content": {', b'"content": {"@olx": "<a/>", '),
        (b'"content": {', b'"content": {"@page": 3, '),
    ],
)
def test_a_note_that_is_no_block_is_refused(exported, read, old, new):
    notes = exported["payung/blocks.json"]
    assert old in notes
    with pytest.raises(CourseArchiveRejected) as refused:
        read(pack_archive(exported | {"payung/blocks.json": notes.replace(old, new)}))
    assert refused.value.reason == "notes-broken"


def test_a_note_says_nothing_of_a_block_of_ours_that_its_xml_does_not_say(read):
    text = '<payung_text url_name="t" markdown_id="Teks" markdown_en="Text"/>'
    unfit = {"type": "payung_text", "key": "", "content": {"markdown_id": 3}, "children": []}
    note = {"json": [], "more": {}, "own": fingerprint(etree.fromstring(text)), "tree": unfit}
    files = FILES | {
        "vertical/v.xml": f"<vertical>{text}</vertical>".encode(),
        "payung/blocks.json": json.dumps({"payung_text/t": note}).encode(),
    }
    assert units(read(pack_archive(files)).content)["t"].content["markdown_id"] == "Teks"


def test_a_note_without_end_is_refused(exported, read):
    deep = b'"children": [' + b'{"type": "a", "key": "", "content": {}, "children": [' * 200
    notes = exported["payung/blocks.json"].replace(b'"children": []', deep + b"]}" * 200 + b"]", 1)
    with pytest.raises(CourseArchiveRejected) as refused:
        read(pack_archive(exported | {"payung/blocks.json": notes}))
    assert refused.value.reason == "notes-broken"
