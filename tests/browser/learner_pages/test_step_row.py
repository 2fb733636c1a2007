"""The row of steps above a lesson stays one row on phones, for the longest lesson shipped."""

import pytest

from courses.course_files.reader import read_course
from tests.factories import SHIPPED_COURSE

STYLES = ("base.css", "learning.css")
TOPS = "[...document.querySelectorAll('.steps a')].map(link => link.getBoundingClientRect().top)"


@pytest.mark.parametrize("width", [320, 360])
def test_all_steps_of_a_lesson_stand_in_one_row(browser, width):
    most = max(len(lesson.steps) for lesson in read_course(SHIPPED_COURSE).lessons)
    styles = "".join(f"<style>{css(name)}</style>" for name in STYLES)
    links = '<li><a href="#"><span class="name">Kasus</span></a></li>' * most
    page = browser.new_page(viewport={"width": width, "height": 740})
    try:
        page.set_content(f'{styles}<nav class="steps"><ol role="list">{links}</ol></nav>')
        tops = page.evaluate(TOPS)
    finally:
        page.close()
    assert len(tops) == most >= 9
    assert len(set(tops)) == 1


def css(name):
    return (SHIPPED_COURSE.parents[2] / "lms" / "web" / "static" / name).read_text("utf-8")
