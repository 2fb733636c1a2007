"""What the fields of blocks and the notes on them may say, and what would do harm later."""

import json
from html import escape

import pytest

from courses.olx.block_xml import RAW_XML
from courses.olx.errors import CourseArchiveRejected
from courses.olx.model import CourseUnit
from courses.olx.write import olx_files
from lms.olx_texts import REJECTION_TEXTS
from lms.workflows.course_import.olx_blocks import own_texts

LAUGHS = "[&a [x], " + ", ".join(
    f"&{'abcdefghij'[n]} [{', '.join(['*' + 'abcdefghij'[n - 1]] * 10)}]" for n in range(1, 7)
)
NEST = "http://code.edx.org/xblock/option"


def sorting(items):
    block = f"<option:items>{escape(items)}</option:items>"
    return (
        f'<vertical xmlns:option="{NEST}"><payung_sorting url_name="x">{block}</payung_sorting>'
        "</vertical>"
    ).encode()


def refused_reason(call, *arguments):
    with pytest.raises(CourseArchiveRejected) as refused:
        call(*arguments)
    assert refused.value.reason in REJECTION_TEXTS
    return refused.value.reason


@pytest.mark.parametrize(
    "items",
    [
        *(LAUGHS + "]", "- &a [1]\n- *a", "- x\n" * 25_001),
        *("[NaN]", "[Infinity]", "[-Infinity]", "[1e999]", "[.nan]", "- .inf"),
        *(
            '["\\ud800"]',
            '["\\u0000"]',
            '- "\\0"',
            '!!int ""',
            "!!bool x",
            "!!timestamp x",
            "[" * 9000,
        ),
    ],
)
def test_a_field_that_grows_or_fits_no_database_is_refused(foreign, read, items):
    foreign["vertical/v1.xml"] = sorting(items)
    assert refused_reason(read, foreign) == "field-unreadable"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ('["a"]', ["a"]),
        ("- a\n- 2.5", ["a", 2.5]),
        (json.dumps(["x" * 200_000]), ["x" * 200_000]),
        ('["\\\\u0000"]', ["\\u0000"]),
    ],
)
def test_json_and_plain_yaml_are_read(foreign, read, items, expected):
    foreign["vertical/v1.xml"] = sorting(items)
    assert first_unit(read(foreign)).content == {"items": expected}


def first_unit(found):
    return found.content.modules[0].lessons[0].units[0]


@pytest.mark.parametrize(
    ("more", "is_sound"),
    [
        ({"@page": {"title_id": "Judul"}}, True),
        ({"url_name": 3}, True),
        ({"@olx": "<broken"}, False),
        ({"@olx": 3}, False),
        ({"size": 4}, False),
        ({"@page": 3}, False),
        ({"@page": {"title_id": 3}}, False),
    ],
)
def test_notes_say_nothing_that_the_xml_or_the_host_says(foreign, read, more, is_sound):
    notes = {"galaxy/g1": {"json": [], "more": more}}
    foreign["galaxy/g1.xml"] = b'<galaxy size="3"/>'
    foreign["payung/blocks.json"] = json.dumps(notes).encode()
    if is_sound:
        units = read(foreign).content.modules[0].lessons[0].units
        assert units[-1].content == {"size": "3"} | more
    else:
        assert refused_reason(read, foreign) == "notes-broken"


@pytest.mark.parametrize("kept", ["<broken", "<!DOCTYPE a><galaxy/>", "\ud800", 3])
def test_a_kept_block_that_cannot_be_read_any_more_keeps_no_course_here(foreign, read, kept):
    content = read(foreign).content
    lesson = content.modules[0].lessons[0]
    broken = CourseUnit("g1", "galaxy", {RAW_XML: kept})
    object.__setattr__(lesson, "units", (*lesson.units[:-1], broken))

    files = olx_files(content, run="v1", own_texts=own_texts)

    assert files["galaxy/M01-L1-g1.xml"] == b'<galaxy url_name="M01-L1-g1"/>'
    assert read(files).content.modules


def test_a_block_that_is_too_large_to_be_read_again_is_not_kept(foreign, read):
    foreign["html/big.xml"] = b"<html>" + b"&lt;" * 2**18 + b"</html>"
    foreign["vertical/v1.xml"] = b"<vertical><galaxy>" + b'<html url_name="big"/>' * 6
    foreign["vertical/v1.xml"] += b"</galaxy></vertical>"
    assert refused_reason(read, foreign) == "file-too-large"
