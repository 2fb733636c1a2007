"""A small course as another program might write it, and a reader without blocks by others."""

from base64 import b64decode
from datetime import date

import pytest

from assessments.exchange.olx.problems import add_practice_items, convert_problem
from courses.olx.read import read_course
from courses.olx.units import UnitReader
from lms.workflows.course_import.olx_blocks import own_texts

PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
PROBLEM = b"""<problem display_name="Secrets"><multiplechoiceresponse><label>Which is safe?</label>
<choicegroup><choice correct="true">A surprise party<choicehint>It ends.</choicehint></choice>
<choice correct="false">A secret that must never be told</choice></choicegroup>
</multiplechoiceresponse></problem>"""


@pytest.fixture
def foreign():
    """Files by name; a test changes what it needs."""
    return {
        "course.xml": b'<course url_name="2026" org="Org" course="Safe.Online 1"/>',
        "course/2026.xml": b'<course display_name="Safe online" language="en">'
        b'<chapter url_name="c1"/><wiki slug="w"/></course>',
        "chapter/c1.xml": b'<chapter display_name="First"><sequential url_name="s1"/></chapter>',
        "sequential/s1.xml": b'<sequential display_name="Secrets"><vertical url_name="v1"/>'
        b'<vertical url_name="v2"/></sequential>',
        "vertical/v1.xml": b'<vertical><html url_name="h1"/><video url_name="film"/></vertical>',
        "vertical/v2.xml": b'<vertical><problem url_name="p1"/><galaxy url_name="g1"/></vertical>',
        "html/h1.xml": b'<html filename="h1" display_name="Text"/>',
        "html/h1.html": b"<h2>Two kinds</h2><p>A <b>surprise</b> ends &amp; is fun.</p>"
        b"<ul><li>One</li><li>Two</li></ul><img src='/static/a.png' alt='A gift'>"
        b"<script>alert(1)</script><p><a href='javascript:x'>No</a> <a href='https://a.id/'>Yes</a>",
        "problem/p1.xml": PROBLEM,
        "video/film.xml": b'<video display_name="Film"><transcript language="en" src="f.srt"/>'
        b"</video>",
        "galaxy/g1.xml": b'<galaxy display_name="Stars" size="3"><star>Sun</star></galaxy>',
        "static/f.srt": b"1\n00:00:01,000 --> 00:00:02,000\nHello there.\n\n2\n"
        b"00:00:03,000 --> 00:00:04,000\n<i>Stay</i> safe.\n",
        "static/a.png": PICTURE,
    }


@pytest.fixture
def read():
    def read(files, read_foreign=lambda _type, _xml: None, flaw_of=lambda _unit: ""):
        reader = UnitReader(files, own_texts, read_foreign, convert_problem, flaw_of)
        return read_course(files, reader, add_practice_items, today=date(2026, 11, 27))

    return read
