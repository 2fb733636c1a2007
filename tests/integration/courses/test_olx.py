"""An archive of a course holds no answer of any learner: it is the same before and after them."""

from courses.olx.archive import unpack_archive
from lms.workflows.course_import.course_olx import export_course
from tests.integration.courses.conftest import forms_of
from tests.small_course import CODE

LESSON = f"/courses/{CODE}/lessons/M01-L1"
OWN_WORDS = "Jawaban-saya-sendiri"


def test_answers_reflections_and_plans_are_in_no_archive(browser, new_session, learner):
    with new_session() as session:
        before = export_course(session, CODE)

    send(browser, LESSON, "sort", **{"item-threat": "now", "item-talk": "later"})
    send(browser, LESSON, "write", **{"prompt-one": OWN_WORDS})

    assert OWN_WORDS in browser.get(LESSON).text
    with new_session() as session:
        after = export_course(session, CODE)
    assert after == before
    everything = b"".join(unpack_archive(after).values())
    assert OWN_WORDS.encode() not in everything
    assert str(learner).encode() not in everything
    assert learner.hex.encode() not in everything


def send(client, page, handler, **fields):
    address, hidden = forms_of(client.get(page))[handler]
    assert client.post(address, data={**hidden, **fields}).status_code == 303
