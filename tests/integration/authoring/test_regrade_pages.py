"""The pages of regrades: a dry run that writes nothing, the decision, the worker, certificates."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import Score
from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion
from assessments.rescoring.models import Rescoring
from courses.enrolment.join_course import join_course
from lms.tasks import sweep
from lms.workflows.attempts.take_assessment import finish_attempt, start_attempt

from .conftest import fields_of


@pytest.fixture
def blank_attempt(course, make_person, store, now):
    """A post-test handed in without a single answer."""
    person_id = make_person()
    enrolment_id = store(join_course, person_id=person_id, course_code="POESA-EL", now=now)
    way = {"person_id": person_id, "enrolment_id": enrolment_id, "now": now}
    attempt_id = store(start_attempt, purpose="post", **way)
    store(finish_attempt, attempt_id, person_id=person_id, now=now)
    return attempt_id


@pytest.fixture
def item(blank_attempt, new_session):
    from assessments.attempts.models import AttemptSlot

    query = (
        select(Item.code)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptSlot, AttemptSlot.item_version_id == ItemVersion.id)
        .where(AttemptSlot.attempt_id == blank_attempt)
    )
    with new_session() as session:
        return session.scalars(query).first()


@pytest.fixture
def count(new_session):
    def count(model):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(model))

    return count


FULL = "rule=full-credit&version=1"


def test_a_look_writes_nothing_and_names_who_changes(author, course, item, count):
    page = author.get(f"{course.path}/items/{item}/regrade?{FULL}")
    assert (page.status_code, count(Rescoring), count(Score)) == (200, 0, 1)
    assert ">0 / 20<" in page.get_data(as_text=True)
    assert ">1 / 20<" in page.get_data(as_text=True)


def test_a_decision_is_carried_out_by_the_worker_once(author, course, item, count, app):
    path = f"{course.path}/items/{item}/regrade"
    fields = {"rule": "full-credit", "version": "1", "reason": "Both were right"}
    fields["regrade_id"] = str(uuid4())
    sent = [author.post(path, data=fields) for _turn in range(2)]
    assert {one.status_code for one in sent} == {303}
    waiting = author.get(sent[0].location).get_data(as_text=True)
    assert "<progress" in waiting
    assert "Nilai baru dihitung di latar belakang; nilai lama disimpan." in waiting
    sweep(app)
    assert (count(Rescoring), count(Score)) == (1, 2)
    done = author.get(sent[0].location).get_data(as_text=True)
    assert ("<progress" in done, "Both were right" in done) == (False, True)
    assert "Both were right" in author.get(f"{course.path}/regrades").get_data(as_text=True)


def test_without_a_reason_nothing_is_decided(author, course, item, count):
    fields = {"rule": "drop", "version": "1", "reason": " "}
    sent = author.post(f"{course.path}/items/{item}/regrade", data=fields)
    assert (sent.status_code, count(Rescoring)) == (422, 0)


def test_a_key_of_the_same_version_is_refused_in_words(author, course, item):
    asked = f"{course.path}/items/{item}/regrade?rule=key&version=1&key_version=1"
    page = author.get(asked).get_data(as_text=True)
    assert 'class="errsum"' in page


def test_a_key_is_mended_by_a_version_and_a_regrade(author, course, item, versions, count):
    path = f"{course.path}/items/{item}/edit"
    fields = fields_of(author.get(path))
    right = next(name for name in fields if name.endswith("-correct"))
    del fields[right]
    other = "options-0-correct" if right != "options-0-correct" else "options-1-correct"
    assert author.post(path, data=fields | {other: "y"}).status_code == 303
    old, new = versions(item)
    assert (old.content == new.content, old.answer_key == new.answer_key) == (True, False)
    page = author.get(f"{course.path}/items/{item}").get_data(as_text=True)
    assert f"{course.path}/items/{item}/regrade?version=1" in page  # nobody was asked the newest
    look = author.get(f"{course.path}/items/{item}/regrade?rule=key&version=1&key_version=2")
    assert 'id="found"' in look.get_data(as_text=True)


def test_late_answers_wait_for_a_decision(author, course, blank_attempt, count):
    page = author.get(f"{course.path}/regrades")
    assert page.status_code == 200
    sent = author.post(f"{course.path}/regrades", data={"reason": "x", "assessment": UUID(int=1)})
    assert (sent.status_code, count(Rescoring)) == (422, 0)


@pytest.mark.parametrize("path", ["/regrades", "/items/{item}/regrade"])
def test_experts_and_learners_do_not_regrade(expert, learner, course, item, path, count):
    at = course.path + path.format(item=item)
    fields = {"rule": "drop", "version": "1", "reason": "x"}
    for client in (expert, learner):
        assert (client.get(at).status_code, client.post(at, data=fields).status_code) == (403, 403)
    assert count(Rescoring) == 0


def test_a_regrade_of_another_course_is_not_found(author, course):
    assert author.get(f"{course.path}/regrades/{UUID(int=1)}").status_code == 404
    keep = f"{course.path}/regrades/{UUID(int=1)}/findings/{UUID(int=2)}/keep"
    assert author.post(keep).status_code == 404


def test_forms_are_compared_and_swapped_in_the_address_alone(author, course, new_session):
    before = author.get(f"{course.path}/forms").get_data(as_text=True)
    with new_session() as session:
        slot = session.scalars(
            select(FormSlot.blueprint_slot)
            .join(AssessmentForm, FormSlot.form_id == AssessmentForm.id)
            .where(AssessmentForm.code == "A")
        ).first()
        count = session.scalar(select(func.count()).select_from(FormSlot))
    look = author.get(f"{course.path}/forms?at=A:{slot}").get_data(as_text=True)
    assert ('id="swap"' in before, 'id="swap"' in look) == (False, True)
    swapped = author.get(f"{course.path}/forms?swap=A:{slot}:M01-R1&swap=x&swap=A:b").status_code
    with new_session() as session:
        assert (swapped, session.scalar(select(func.count()).select_from(FormSlot))) == (200, count)


def test_the_designer_names_anchors_and_counts_them_in_both_forms(author, course):
    before = author.get(f"{course.path}/forms").get_data(as_text=True)
    slot = re.search(r"at=A:([^#\"]+)#swap", before)[1]
    look = author.get(f"{course.path}/forms?at=A:{slot}").get_data(as_text=True)
    anchor = re.search(rf"swap=A:{slot}:([^\"&]+)\">\1 ", look)[1]
    linked = author.get(f"{course.path}/forms?swap=A:{slot}:{anchor}").get_data(as_text=True)
    assert f"{slot}: [{anchor}, {anchor}]" in linked
    assert f"{anchor}: use: anchor" in linked
    for page, count in ((before, 0), (linked, 1)):
        told = re.findall(r'data-l="(?:Jangkar|Anchors)"><span class="num">(\d+)', page)
        assert told == [str(count)] * 2
