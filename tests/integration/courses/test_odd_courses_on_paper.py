"""Courses of other authors on paper: each kind of block, blocks of others, odd texts."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

from courses.course_files.model import Unit
from courses.course_files.two_languages import Texts
from courses.enrolment.join_course import join_course
from lms.cli import main
from lms.kernel.clock import utc_now
from tests import sample_blocks
from tests.browser.blocks.world import course_of, placed
from tests.integration.courses.conftest import add_version
from tests.integration.courses.test_course_on_paper import structure
from tests.printed_files import load_print
from tests.small_course import CODE, pair, small_course

PAGE = f"/courses/{CODE}/print"
ODD = (
    "**Nama yang amat panjang** "
    + "abcdefghij" * 30
    + " \u0627\u0644\u0633\u0644\u0627\u0645 \ua984\ua9ab \U0001f600 \u4e2d\u6587"
    " \u202eterbalik\u202c \\(E = mc^2\\) `kode` <b>bukan HTML</b> # $ % & _ ~ { } [ ] @\n\n"
    "| A | B |\n| --- | --- |\n| satu | dua |\n\n![Peta](/static/peta.png)\n\n> kutipan\n\n"
    "1. satu\n2. dua\n\n```\nbaris\n```\n"
)


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"xblocks": tuple(sample_blocks.ENTRY_POINTS)})


def printed(browser, language, name="course"):
    browser.get(f"/language/{language}")
    answer = load_print(browser, f"{PAGE}/{name}.pdf")
    assert answer.status_code == 200
    with pikepdf.open(BytesIO(answer.data)) as pdf:
        assert str(pdf.Root.Lang) == language
    return text_of(answer.data)


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.fixture
def browser_in(write, make_person, sign_in):
    """Adds a course and gives the browser of somebody who has joined it."""

    def browser_in(files):
        write(add_version, files)
        person_id = make_person()
        write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
        return sign_in(person_id)

    return browser_in


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_kind_of_block_is_printed(browser_in, language):
    course = small_course()
    browser = browser_in(course)
    shown = printed(browser, language)
    for module in course.modules:
        for lesson in module.lessons:
            assert getattr(lesson.title, language) in shown
            assert lesson.code in printed(browser, language, module.code)
    for words in ({"id": "Kata kunci", "en": "Key words"}, {"id": "bukan salahmu", "en": "fault"}):
        assert words[language] in shown


@pytest.mark.usefixtures("blocks_by_others")
@pytest.mark.parametrize("language", ["id", "en"])
def test_blocks_of_others_are_named_with_where_they_open(browser_in, language):
    contents = {
        "vote": placed("others_vote", {"question": "Setuju?"}, **pair("title", "Suara", "Voice")),
        "trouble": placed("others_trouble", {"trouble": "raise"}),
        "gone": placed("others_absent"),
    }
    files, _codes = course_of(contents)
    shown = printed(browser_in(files), language)
    assert {"id": "Suara", "en": "Voice"}[language] in shown
    assert {"id": "hanya dapat dibuka di layar", "en": "opens on a screen only"}[language] in shown


def test_odd_texts_and_long_names_do_not_break_it(browser_in):
    course = small_course("odd")
    (module, *others) = course.modules
    (lesson, *rest) = module.lessons
    units = (*lesson.units, Unit("odd", "text", pair("markdown", ODD, ODD)))
    title = Texts(ODD[:300], ODD[:300])
    lesson = replace(lesson, units=units, title=title)
    module = replace(module, lessons=(lesson, *rest), title=title)
    shown = printed(browser_in(replace(course, modules=(module, *others))), "id")
    assert "E = mc" in shown or "E=mc" in shown
    assert "satu dua" in shown
    assert "<b>bukan HTML</b>" in shown


DRAWING = '<svg\txmlns="http://www.w3.org/2000/svg"\n\tviewBox="0 0 9 9">\t<rect width="9"/></svg>'
MANY = [{"id": str(n), **pair("text", f"butir-{n}.", f"entry-{n}.")} for n in range(120)]
UNUSUAL = {
    "rare mark": ("text", pair("markdown", *["cor\u0336et titik-akhir"] * 2), ["titik-akhir"]),
    "drawing": ("picture", {**pair("svg", DRAWING, DRAWING), **pair("alt", "", "")}, []),
    "long list": (
        "xblock",
        placed("payung_checklist", {"items": MANY}),
        [f"butir-{number}." for number in range(120)],
    ),
    "malformed": (
        "xblock",
        placed("payung_choices", {"turns": [None]}),
        ["hanya dapat dibuka di layar"],
    ),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_content_is_printed_whole(browser_in, name):
    block_type, content, words = UNUSUAL[name]
    course = small_course("odd")
    (module, *others) = course.modules
    (lesson, *rest) = module.lessons
    lesson = replace(lesson, units=(*lesson.units, Unit("odd", block_type, content)))
    module = replace(module, lessons=(lesson, *rest))
    shown = printed(browser_in(replace(course, modules=(module, *others))), "id")
    assert [word for word in words if word not in shown] == []


BOX = '<svg viewBox="0 0 4 4"'
PATH = '<path d="M0 0h4v4z"/></svg>'


def with_drawing(svg):
    """The small course with a drawing in its first lesson."""
    course = small_course("drawn")
    (module, *others) = course.modules
    (lesson, *rest) = module.lessons
    content = {**pair("svg", svg, svg), **pair("alt", "Bangku merah", "A red bench")}
    lesson = replace(lesson, units=(*lesson.units, Unit("drawn", "picture", content)))
    module = replace(module, lessons=(lesson, *rest))
    return replace(course, modules=(module, *others))


@pytest.mark.parametrize(
    ("start", "figures"),
    [(f'{BOX}\r\nrole="img">', 1), (f'{BOX} width="0" height="0">', 0)],
)
def test_a_drawing_that_typst_rejects_is_described_and_others_are_drawn(browser_in, start, figures):
    browser = browser_in(with_drawing(start + PATH))
    answer = load_print(browser, f"{PAGE}/course.pdf")
    assert answer.status_code == 200
    with pikepdf.open(BytesIO(answer.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        described = [alt for name, alt in structure(pdf.Root.StructTreeRoot) if name == "Figure"]
    assert described.count("Bangku merah") == figures
    if not figures:
        assert "Bangku merah" in text_of(answer.data)


def test_the_command_writes_a_module_and_overwrites_nothing(write, settings, monkeypatch, tmp_path):
    write(add_version, small_course())
    for name in ("data_dir", "database_url"):
        monkeypatch.setenv(f"PAYUNG_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("LANGUAGE", "en")
    file = tmp_path / "module.pdf"
    asked = ["course", "print", CODE, str(file), "--module", "M02", "--language", "en"]
    ran = CliRunner().invoke(main, asked)
    assert ran.exit_code == 0, ran.output
    assert str(file) in ran.output
    shown = text_of(file.read_bytes())
    assert "M02-L1" in shown
    assert "M01-L1" not in shown
    assert CliRunner().invoke(main, asked).exit_code != 0
    for wrong in (["NONE", "x.pdf"], [CODE, str(tmp_path / "y.pdf"), "--module", "M99"]):
        assert CliRunner().invoke(main, ["course", "print", *wrong]).exit_code != 0
    assert not (tmp_path / "y.pdf").exists()
