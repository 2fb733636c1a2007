"""A print and the tests of its course: no sentence of a test, and no request that floods."""

from copy import deepcopy
from dataclasses import replace

import pypdfium2
import pytest

from courses.course_files.model import Unit
from courses.course_files.reader import read_course
from courses.enrolment.join_course import join_course
from lms.app import create_app
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.web.printing.prints import make_prints, printed_version
from tests.factories import SHIPPED_COURSE, make_course, session_cookie
from tests.integration.courses.conftest import add_version
from tests.integration.courses.test_course_on_paper import squeezed
from tests.printed_files import load_print
from tests.shared_apps import TEST_CONFIG
from tests.small_course import CODE, small_course

PAGE = f"/courses/{CODE}/print"
PER_MINUTE = 60


@pytest.fixture
def files_and_stems():
    """The shipped course with a check, of which a practice item asks what a test asks too."""
    files = read_course(SHIPPED_COURSE)
    (module, *modules) = files.modules
    (lesson, *lessons) = module.lessons
    items = deepcopy(files.items)
    tested = next(item for item in items["single_best"] if item["use"] != "practice")
    shared, other = [item for item in items["single_best"] if item["use"] == "practice"][:2]
    shared |= {"stem_id": tested["stem_id"], "stem_en": tested["stem_en"]}
    check = Unit("check", "check", {"module": "M01", "item_ids": [shared["id"], other["id"]]})
    lesson = replace(lesson, units=(*lesson.units, check))
    module = replace(module, lessons=(lesson, *lessons))
    files = replace(files, modules=(module, *modules), items=items)
    return files, shared["stem_id"], other["stem_id"]


def test_a_practice_item_that_shares_a_sentence_with_a_test_is_not_printed(
    files_and_stems, write, make_person, sign_in
):
    files, shared, other = files_and_stems
    write(make_course, files=files)
    person_id = make_person()
    write(join_course, person_id=person_id, course_code="POESA-EL", now=utc_now())
    browser = sign_in(person_id)
    browser.post("/courses/POESA-EL/lessons/M01-L1/open")
    answer = load_print(browser, "/courses/POESA-EL/print/M01.pdf")
    assert answer.status_code == 200
    pages = pypdfium2.PdfDocument(answer.data)
    shown = squeezed(" ".join(page.get_textpage().get_text_bounded() for page in pages))
    assert squeezed(other) in shown
    assert squeezed(shared) not in shown


def test_a_person_gets_sixty_files_a_minute_and_others_go_on(
    settings, write, new_session, make_person
):
    write(add_version, small_course())
    app = create_app(settings, **TEST_CONFIG | {"RATELIMIT_ENABLED": True})

    def statuses(count):
        client = app.test_client()
        with new_session() as session, session.begin():
            values = session_cookie(session, make_person())
        with client.session_transaction() as cookie:
            cookie.update(values)
        return [client.get(f"{PAGE}/course.pdf").status_code for _ in range(count)]

    assert statuses(PER_MINUTE + 1) == [404] * PER_MINUTE + [429]
    assert statuses(1) == [404]


def test_no_transaction_stays_open_while_files_are_laid_out(app, write):
    version_id = write(add_version, small_course())
    with app.app_context():
        version = printed_version(version_id, "id")
        session = db.session()
        assert session.in_transaction()
        assert len(make_prints(version, "id")) > 1
        assert not session.in_transaction()
