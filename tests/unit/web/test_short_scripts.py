"""Scripts and styles are served without comments and indentation, and mean the same."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from lms.web.assets.short_scripts import shortened, without_comments

STATIC = Path(__file__).parents[3] / "lms/web/static"
OWN = [
    path
    for path in sorted(STATIC.rglob("*.js"))
    if not path.relative_to(STATIC).as_posix().startswith("vendor/")
]
STYLES = sorted(STATIC.glob("*.css"))
BEFORE = 32_711  # bytes of our scripts when there was none of them
MAX_COURSE = 13_700  # bytes of the five; decision 73 says what the last 100 are for
MAX_MORE = 12 * 1024  # bytes that all together are more than before, as was asked for
MAX_PAGE = 1_150  # bytes of a script that one kind of page in a pack needs beside them
MAX_FILES = 2_800  # bytes of the scripts that make and take files
MAX_SEARCH = 1_900  # bytes of the script that searches a pack
PAGE_SCRIPTS = ("plan", "practice")
FILE_SCRIPTS = ("files", "take")
COURSE_SCRIPTS = ("store", "worker", "keep", "lesson", "sheets")
LITERAL = re.compile(r"`[^`]*`")


def test_line_breaks_go_where_no_statement_and_no_remark_ends():
    script = b"f(\n  a,\n  b,\n);\nlet c = d\nif (c) {\n  g();\n  let h = 2 // two {\n}\n"
    assert shortened(script) == b"f(a,b,);let c=d\nif(c){g();let h = 2 // two {\n}\n"


def test_comments_and_indentation_go_and_ends_of_statements_stay():
    script = b'/* What it\n   is. */\n"use strict";\n\n  let a = 1 // one\n  let b = "/* it */";\n'
    assert shortened(script) == b'"use strict";let a = 1 // one\nlet b="/* it */";\n'


def test_remarks_go_where_they_cannot_be_part_of_a_text():
    script = b'f(); // calls\nlet a = "x; // y";\nlet b = [ // list\n1]; // it\'s one\n'
    assert shortened(script) == b'f();let a="x; // y";\nlet b=[1]; // it\'s one\n'


@pytest.mark.parametrize(
    ("line", "short"),
    [
        (
            'say("a, b", [1, 2], x ? "c = d" : `${ y }, z`);',
            'say("a, b",[1,2],x?"c = d":`${ y }, z`);',
        ),
        (
            "const kept = (list) => list.find((one) => !one);",
            "const kept=(list)=>list.find((one)=>!one);",
        ),
        ("a = b - -c; d = e + +f;", "a=b - -c;d=e + +f;"),
        ("a += b - c; d = (e) * [f][0] % g;", "a+=b-c;d=(e)*[f][0]%g;"),
        ("a++; b = c++ + d; e = f + ++g;", "a++;b=c++ + d;e=f + ++g;"),
        ("const path = /a = [b, c]/;", "const path = /a = [b, c]/;"),
        ("f('a, b', c);", "f('a, b', c);"),
        ('say(`${a ? `b = c` : ""}`, d);', 'say(`${a ? `b = c` : ""}`, d);'),
        ("f((/** @type {any} */ event) => g(event));", "f((event)=>g(event));"),
    ],
)
def test_spaces_go_where_they_cannot_be_part_of_a_text(line, short):
    assert shortened(line.encode()).decode() == short


def test_each_script_is_still_one(tmp_path):
    for path in OWN:
        name = "-".join(path.relative_to(STATIC).parts)
        is_module = b"import " in path.read_bytes() or b"export " in path.read_bytes()
        (tmp_path / name).with_suffix(".mjs" if is_module else ".js").write_bytes(
            shortened(path.read_bytes())
        )
    for path in sorted(tmp_path.iterdir()):
        subprocess.run(["node", "--check", path], check=True)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_no_literal_of_a_script_has_two_lines(path):
    text = re.sub(r"^\s*/\*.*?\*/", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in text.splitlines() if line.count("`") % 2]
    assert lines == []


def gzipped(paths):
    return sum(len(gzip.compress(shortened(path.read_bytes()), 9)) for path in paths)


def test_the_scripts_of_a_kept_course_are_small():
    """They alone miss the 12 kB that were asked for; with the shorter others they keep them."""
    assert gzipped(STATIC / f"offline/{name}.js" for name in COURSE_SCRIPTS) <= MAX_COURSE
    for name in PAGE_SCRIPTS:
        assert gzipped([STATIC / f"offline/{name}.js"]) <= MAX_PAGE
    assert gzipped(STATIC / f"offline/{name}.js" for name in FILE_SCRIPTS) <= MAX_FILES
    assert gzipped([STATIC / "offline/search.js"]) <= MAX_SEARCH
    learners = (path for path in OWN if path.parent.name not in ("blocks", "lti"))
    assert gzipped(learners) <= BEFORE + MAX_MORE


def test_styles_are_served_without_comments_and_indentation():
    styles = (
        b'a { /* why */\n    color: red; /* two\n lines */\n\n}\nb::before { content: "  x" }\n'
    )
    assert without_comments(styles) == b'a {\ncolor: red;\n}\nb::before { content: "  x" }\n'


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_text_of_a_style_sheet_holds_a_comment(path):
    texts = re.findall(r'"[^"\n]*"', re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL))
    assert not [text for text in texts if "/*" in text]
    assert path.read_text().count("/*") == path.read_text().count("*/")
