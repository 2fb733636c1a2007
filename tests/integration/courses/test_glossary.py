"""The glossary: listed by the word that a reader of the language looks for."""

import re
from dataclasses import replace

import pytest

from courses.course_files.model import GlossaryEntry
from courses.course_files.two_languages import Texts
from courses.enrolment.join_course import join_course
from lms.kernel.clock import utc_now
from tests import small_course
from tests.integration.courses.conftest import add_version

ENTRIES = (
    ("UPTD PPA", "Unit daerah", "Local service"),
    ("anak korban", "Anak yang mengalami", "Child victim"),
    ("grooming", "Pendekatan anak", "Solicitation (grooming)"),
    ("hash", "Sidik jari digital", "Hash"),
    ("Bapas", "Balai Pemasyarakatan", "Probation office"),
)
GLOSSARY = tuple(
    GlossaryEntry(term, Texts(name_id, name_en), Texts("Arti.", "Meaning."), "use", None)
    for term, name_id, name_en in ENTRIES
)


@pytest.fixture
def headwords(write, make_person, sign_in):
    def headwords(language):
        files = replace(small_course.small_course(), glossary=GLOSSARY)
        write(add_version, files)
        learner = make_person(language=language)
        write(join_course, person_id=learner, course_code=small_course.CODE, now=utc_now())
        page = sign_in(learner).get(f"/courses/{small_course.CODE}/glossary").text
        return re.findall(r"<dt><b>([^<]+)</b>(?: <span class=\"muted\"[^>]*>([^<]+))?", page)

    return headwords


def test_english_readers_find_words_by_their_meaning_and_names_as_written(headwords):
    assert headwords("en") == [
        ("Bapas", "Probation office"),
        ("Child victim", "anak korban"),
        ("grooming", "Solicitation (grooming)"),
        ("hash", ""),
        ("UPTD PPA", "Local service"),
    ]


def test_indonesian_readers_find_the_terms_in_order(headwords):
    assert [word for word, _ in headwords("id")] == sorted(
        (term for term, *_ in ENTRIES), key=str.casefold
    )
