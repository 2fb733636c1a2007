"""Items in the web: listed, previewed, written anew, saved as versions, reviewed."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from assessments.attempts.models import AttemptSlot
from assessments.items.models import ItemReview
from assessments.items.types import ITEM_TYPES
from courses.enrolment.join_course import join_course
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.workflows.attempts.take_assessment import start_attempt

from .conftest import fields_of, objective_of

ITEM = "M01-A1"
TEXTS = {
    "stem_id": "Apa langkah pertama?",
    "stem_en": "What comes first?",
    "text_id": "Saya yakin",
    "text_en": "I am sure",
    "rationale_id": "Sebab aman",
    "rationale_en": "It is safe",
}
ABOUT = {"code": "M01-N1", "objective": "M01-L1-O1", "bloom": "apply", "difficulty": "easy"}


def rows(name, *texts, **more):
    """Fields of rows with these texts in both languages."""
    fields = {f"{name}-rows": str(len(texts))}
    for number, text in enumerate(texts):
        fields |= {f"{name}-{number}-text_id": text, f"{name}-{number}-text_en": f"{text} (en)"}
        fields |= {f"{name}-{number}-{key}": values[number] for key, values in more.items()}
    return fields


REASONS = {"rationale_id": ["a", "b", "c"], "rationale_en": ["a", "b", "c"]}
PAIRS = {
    f"pairs-{number}-{side}_{language}": f"{side} {number}"
    for number in (0, 1)
    for side in ("left", "right")
    for language in ("id", "en")
}
FILLED = {
    "single-choice": rows("options", "x", "y", "z", **REASONS) | {"options-1-correct": "y"},
    "multiple-choice": rows("options", "x", "y", "z", **REASONS)
    | {"options-0-correct": "y", "options-1-correct": "y", "partial": "per-option"}
    | {"partial_from": "50"},
    "true-false": {"answer": "true"},
    "short-text": {"accepted": "SAPA 129\n129"},
    "number": {"number": "18", "tolerance": "0,5"},
    "ordering": rows("correct_order", "satu", "dua", "tiga"),
    "matching": {"pairs-rows": "2", **PAIRS},
    "categorising": rows("groups", "aman", "rawan") | rows("things", "p", "q", group=["A", "B"]),
    "likert": rows("points", "rendah", "sedang", "tinggi"),
}


@pytest.fixture
def objective(author, course):
    """Some objective of the course."""
    return objective_of(author, course)


@pytest.fixture
def code(new_session, course):
    """An item of form A."""
    from assessments.items.models import AssessmentForm, FormSlot, Item, ItemVersion

    query = (
        select(Item.code)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(FormSlot, FormSlot.item_version_id == ItemVersion.id)
        .join(AssessmentForm, AssessmentForm.id == FormSlot.form_id)
        .where(AssessmentForm.code == "A")
        .order_by(FormSlot.position)
    )
    with new_session() as session:
        return session.scalars(query).first()


def test_every_type_brings_a_form_that_makes_an_item(author, course, objective, versions):
    for number, (kind, filled) in enumerate(FILLED.items()):
        about = ABOUT | {"code": f"N-{number}", "objective": objective}
        sent = author.post(f"{course.path}/new", data=TEXTS | about | filled | {"type_code": kind})
        assert sent.status_code == 303, (kind, sent.get_data(as_text=True))
        shown = author.get(f"{course.path}/items/N-{number}")
        assert (shown.status_code, len(versions(f"N-{number}"))) == (200, 1), kind
    assert set(FILLED) == set(ITEM_TYPES)


def test_each_form_shows_again_what_it_saved(author, course, objective, versions):
    for number, (kind, filled) in enumerate(FILLED.items()):
        about = ABOUT | {"code": f"N-{number}", "objective": objective}
        author.post(f"{course.path}/new", data=TEXTS | about | filled | {"type_code": kind})
        path = f"{course.path}/items/N-{number}/edit"
        assert author.post(path, data=fields_of(author.get(path))).status_code == 303, kind
        assert len(versions(f"N-{number}")) == 1, kind


def test_every_item_of_the_course_is_the_same_after_its_form(author, course, new_session):
    """Version for version: opened and saved as it stands, nothing new is made."""
    from assessments.items.models import Item, ItemVersion

    with new_session() as session:
        one_of_each = select(func.min(Item.code)).join(ItemVersion).group_by(ItemVersion.type_code)
        codes = session.scalars(one_of_each).all()
        before = session.scalar(select(func.count()).select_from(ItemVersion))
    for item_code in codes:
        path = f"{course.path}/items/{item_code}/edit"
        assert author.post(path, data=fields_of(author.get(path))).status_code == 303, item_code
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(ItemVersion)) == before


def test_a_change_is_a_new_version_and_learners_keep_theirs(
    author, course, code, versions, make_person, store, new_session, now
):
    person_id = make_person()
    enrolment_id = store(join_course, person_id=person_id, course_code="POESA-EL", now=now)
    way = {"person_id": person_id, "enrolment_id": enrolment_id, "now": now}
    attempt_id = store(start_attempt, purpose="pre", **way)
    own = select(AttemptSlot.item_version_id).filter_by(attempt_id=attempt_id)
    with new_session() as session:
        before = session.scalars(own).all()
    path = f"{course.path}/items/{code}/edit"
    fields = fields_of(author.get(path)) | {"stem_en": "Worded anew"}
    assert author.post(path, data=fields).status_code == 303
    assert [row.content["stem_en"] == "Worded anew" for row in versions(code)] == [False, True]
    with new_session() as session:
        assert session.scalars(own).all() == before
        saved = session.scalars(select(AuditEvent).filter_by(action="item.saved")).all()
    assert [event.details for event in saved] == [{"item": code, "version": 2}]


def test_of_two_who_edit_the_second_is_told(author, course, code, versions):
    path = f"{course.path}/items/{code}/edit"
    fields = fields_of(author.get(path))
    author.post(path, data=fields | {"stem_en": "First"})
    second = author.post(path, data=fields | {"stem_en": "Second"})
    assert (second.status_code, len(versions(code))) == (422, 2)
    assert "Second</textarea>" in second.get_data(as_text=True)


def test_a_form_with_gaps_is_shown_again_with_a_sentence_at_each(author, course, versions):
    fields = ABOUT | {"stem_id": "Hanya satu bahasa", "type_code": "ordering"}
    sent = author.post(f"{course.path}/new", data=fields)
    page = sent.get_data(as_text=True)
    assert (sent.status_code, versions("M01-N1")) == (422, [])
    for name in ("stem_en", "correct_order", "rationale_id"):
        assert f'id="{name}-error"' in page
    assert "Hanya satu bahasa</textarea>" in page


def test_a_code_stands_once(author, course, code, objective):
    fields = TEXTS | ABOUT | {"code": code, "objective": objective, "answer": "true"}
    sent = author.post(f"{course.path}/new", data=fields | {"type_code": "true-false"})
    assert sent.status_code == 422
    assert 'id="code-error"' in sent.get_data(as_text=True)


def test_a_row_more_and_a_preview_save_nothing(author, course, objective, versions):
    fields = TEXTS | ABOUT | FILLED["single-choice"] | {"type_code": "single-choice"}
    fields["objective"] = objective
    longer = author.post(f"{course.path}/new", data=fields | {"add": "options"})
    assert 'name="options-3-text_id"' in longer.get_data(as_text=True)
    seen = author.post(f"{course.path}/new", data=fields | {"do": "preview"})
    assert 'id="error-summary"' not in seen.get_data(as_text=True)
    assert ("Apa langkah pertama?" in seen.get_data(as_text=True), versions("M01-N1")) == (True, [])


def test_the_most_common_kind_of_item_is_offered_first(author, course):
    page = author.get(f"{course.path}/new").get_data(as_text=True)
    offered = re.findall(r'name="type_code" value="([a-z-]+)"( checked)?', page)
    assert offered[0] == ("single-choice", " checked")
    assert {code for code, _ in offered} == {*ITEM_TYPES, "vignette"}


def test_a_preview_speaks_the_language_of_its_learner(author, course, code):
    page = author.get(f"{course.path}/items/{code}").get_data(as_text=True)
    cards = dict(re.findall(r'<div class="card" lang="(id|en)">(.*?)</fieldset>', page, re.DOTALL))
    for language, own, other in (("id", "Pilih satu", "Choose one"), ("en", "Choose one", "Pilih")):
        assert (own in cards[language], other in cards[language]) == (True, False)


def test_the_list_is_filtered(author, course, code):
    whole = author.get(course.path).get_data(as_text=True)
    some = author.get(f"{course.path}?type_code=likert").get_data(as_text=True)
    assert (f"/items/{code}" in whole, f"/items/{code}" in some) == (True, False)
    assert "/items/SE01" in some or "/items/OM" not in some
    assert f"/items/{code}" in author.get(f"{course.path}?use=A").get_data(as_text=True)


def test_an_expert_approves_and_it_is_written_who_when_and_as_what(
    expert, author, course, code, new_session
):
    version = f"{course.path}/items/{code}/versions/1"
    assert author.post(f"{version}/send-to-review").status_code == 303
    assert expert.post(f"{version}/approve").status_code == 303
    with new_session() as session:
        reviews = session.scalars(select(ItemReview).order_by(ItemReview.reviewed_at)).all()
    assert [(one.state, one.role) for one in reviews] == [
        ("in-review", "author"),
        ("approved", "expert"),
    ]
    assert f"/items/{code}" in author.get(f"{course.path}?state=approved").get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("learner", "", 403),
        ("learner", "/items/{code}", 403),
        ("expert", "/items/{code}/edit", 403),
        ("expert", "/items/{code}", 200),
        ("author", "/items/NONE", 404),
        ("author", "/items/{code}?version=9", 404),
    ],
)
def test_who_sees_what(request, course, code, who, path, status):
    client = request.getfixturevalue(who)
    assert client.get(course.path + path.format(code=code)).status_code == status


def test_an_author_does_not_approve(author, course, code):
    assert author.post(f"{course.path}/items/{code}/versions/1/approve").status_code == 403


def test_an_author_of_another_course_is_refused(course, make_person, sign_in, store, code, now):
    person_id = make_person()
    scope = {"scope_type": "course", "scope_id": uuid4(), "granted_by": None}
    store(grant_role, person_id=person_id, role="author", now=now, **scope)
    client = sign_in(person_id)
    assert client.get(f"{course.path}/items/{code}").status_code == 403
    assert client.get("/authoring").status_code == 200
