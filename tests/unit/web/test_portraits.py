"""Portraits of the cast: one drawing for each person, small, without script or remote parts."""

from pathlib import Path

import pytest
from lxml import etree

from courses.block_toolkit.cast import NAMES, name_of

FOLDER = Path("lms/web/static/portraits")
DRAWINGS = sorted(FOLDER.glob("*.svg"))
MAX_SIZE = 2048


WITHOUT = {
    "coach",
    "colleague",
    "nina",
    "parent",
    "pupil",
    "uncle",
}  # a suspect, a child of 12, and people of one line


def test_the_people_of_the_cast_have_portraits():
    assert {path.stem for path in DRAWINGS} == set(NAMES) - WITHOUT


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_portrait_is_small_and_inert(path):
    drawing = path.read_bytes()
    assert len(drawing) < MAX_SIZE
    names = {etree.QName(element).localname for element in etree.fromstring(drawing).iter()}
    assert names <= {"svg", "clipPath", "circle", "ellipse", "g", "path", "rect"}
    assert b"href" not in drawing


def test_a_person_has_a_name_in_both_languages_and_another_is_called_as_written():
    assert name_of("officer", "id") == "Petugas"
    assert name_of("officer", "en") == "Officer"
    assert name_of("Ibu Tina", "id") == "Ibu Tina"
