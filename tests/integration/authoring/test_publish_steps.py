"""A draft becomes a version by the import of courses; learners under way keep theirs."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from assessments.items.models import AssessmentForm, FormSlot, ItemVersion
from courses.catalogue.content_models import Lesson, Unit
from courses.catalogue.models import CourseVersion
from courses.catalogue.service import open_pilot
from courses.enrolment.join_course import join_course
from courses.step_edits.models import StepEdit
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.workflows.course_import.publish_steps import fingerprint, list_changes
from tests.factories import course_files_with_steps, make_course
from tests.integration.authoring.conftest import STEP, fields_of
from tests.visible_text import visible_text

PATH = "/authoring/POESA-EL"
PUBLISH = f"{PATH}/publish"
LEARNER_STEP = "/courses/POESA-EL/lessons/M02-L1/steps/idea"
IDEA = {
    "title_id": "Satu gagasan: siapa yang menghitung",
    "title_en": "One idea: who counted",
    "markdown_id": "Tanyakan siapa yang menghitung [F66] [F67].",
    "markdown_en": "Ask who counted [F66] [F67].",
}
NOTE = {"label": "0.1.1", "changes_id": "Gagasan diperjelas.", "changes_en": "An idea is clearer."}


@pytest.fixture
def drafted(course_in_steps, author):
    """The author, after saving the idea in both languages."""
    author.post(STEP, data=fields_of(author.get(STEP)) | IDEA)
    return author


def publish(client, page=None, **changes):
    """Send the form of the page that publishes as it stands, with these changes."""
    fields = fields_of(page or client.get(PUBLISH))
    return client.post(PUBLISH, data=fields | NOTE | changes)


@pytest.fixture
def versions(new_session):
    """All versions in the order of their numbers."""

    def versions():
        with new_session() as session:
            return session.scalars(select(CourseVersion).order_by(CourseVersion.number)).all()

    return versions


@pytest.fixture
def joined(make_person, sign_in, store):
    """Lets somebody join the course as it is open now; gives the client."""

    def joined():
        person_id = make_person()
        store(join_course, person_id=person_id, course_code="POESA-EL", now=utc_now())
        learner = sign_in(person_id)
        learner.post("/courses/POESA-EL/lessons/M02-L1/open")  # without the pre-test
        return learner

    return joined


def opened(store, version_id):
    facts = {"opened_by": None, "name": "", "reason": "test", "kind": "local_trial"}
    store(open_pilot, version_id, now=utc_now(), **facts)


def changed_file(**fields):
    """The course as from files whose author has changed the idea too."""
    files = course_files_with_steps()

    def unit(entry):
        return replace(entry, content={**entry.content, **fields}) if entry.key == "idea" else entry

    modules = tuple(
        replace(
            module,
            lessons=tuple(
                replace(lesson, units=tuple(map(unit, lesson.units))) for lesson in module.lessons
            ),
        )
        for module in files.modules
    )
    return replace(files, modules=modules, content_hash="changed")


def without_idea():
    """The course as from files whose author has taken the idea out."""
    files = course_files_with_steps()

    def lesson(entry):
        steps = tuple(step for step in entry.steps if step.id != "idea")
        units = tuple(unit for unit in entry.units if unit.key != "idea")
        return replace(entry, steps=steps, units=units)

    modules = tuple(
        replace(module, lessons=tuple(map(lesson, module.lessons))) for module in files.modules
    )
    return replace(files, modules=modules, content_hash="without idea")


def test_learners_under_way_keep_their_version_and_new_ones_get_the_text(
    drafted, joined, versions, store
):
    early = joined()
    assert "Sebuah laporan adalah satu kiriman" in early.get(LEARNER_STEP).text
    assert publish(drafted).location == f"{PATH}/lessons"
    assert "Sebuah laporan adalah satu kiriman" in joined().get(LEARNER_STEP).text  # not open yet
    opened(store, versions()[-1].id)
    late = joined().get(LEARNER_STEP).text
    assert "Tanyakan siapa yang menghitung" in late
    assert IDEA["title_id"] in late
    assert "Sebuah laporan adalah satu kiriman" in early.get(LEARNER_STEP).text


def test_the_page_says_what_changes_and_who_keeps_which_version(drafted, joined):
    joined()
    drafted.get("/language/en")
    page = drafted.get(PUBLISH).text
    assert "1 step changes against the newest version." in page
    assert "1 learner is under way in version 2" in page
    assert "<ins>Ask who " in page


def test_the_version_says_what_is_new_and_is_audited(drafted, versions, new_session):
    publish(drafted)
    *_before, base, new = versions()
    assert (new.number, new.label, new.changes_en) == (3, "0.1.1", "An idea is clearer.")
    assert (new.review_state, new.as_of) == ("draft", utc_now().date())
    assert new.title_id == base.title_id
    with new_session() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_id == new.id).order_by(AuditEvent.id)
        ).all()
        last = session.scalars(select(StepEdit).order_by(StepEdit.number.desc())).first()
    assert [event.action for event in events] == ["course.imported", "course.published"]
    assert events[-1].details == {"from": str(base.id), "steps": 1}
    assert (last.kind, last.number, last.course_version_id) == ("published", 2, new.id)


def test_only_the_step_changes_and_cited_facts_become_sources(drafted, versions, new_session):
    publish(drafted)
    base, new = (version.id for version in versions()[-2:])

    def of(version_id):
        with new_session() as session:
            units = session.execute(
                select(Unit.key, Unit.position, Unit.content)
                .where(Unit.course_version_id == version_id)
                .order_by(Unit.position, Unit.key, Unit.content_hash)
            ).all()
            lesson = session.scalars(
                select(Lesson).where(
                    Lesson.course_version_id == version_id, Lesson.code == "M02-L1"
                )
            ).one()
            return [tuple(unit) for unit in units], lesson.content

    (units, lesson), (new_units, new_lesson) = of(base), of(new)
    changed = [unit for unit in new_units if unit not in units]
    assert [(key, content["markdown_en"]) for key, _position, content in changed] == [
        ("idea", IDEA["markdown_en"])
    ]
    assert set(changed[0][2]["facts"]) == {"F66", "F67"}
    assert "F67" not in {source["id"] for source in lesson["sources"]}
    assert "F67" in {source["id"] for source in new_lesson["sources"]}
    assert len(new_units) == len(units)


def test_tests_have_the_same_items(drafted, versions, new_session):
    with new_session() as session:
        before = session.scalar(select(func.count()).select_from(ItemVersion))
    publish(drafted)
    base, new = (version.id for version in versions()[-2:])

    def items(version_id):
        with new_session() as session:
            rows = session.execute(
                select(AssessmentForm.code, FormSlot.position, FormSlot.item_version_id)
                .join(FormSlot, FormSlot.form_id == AssessmentForm.id)
                .where(AssessmentForm.context_id == version_id)
            )
            return sorted(map(tuple, rows))

    assert items(new) == items(base)
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(ItemVersion)) == before


def test_after_it_the_draft_is_empty_and_cannot_be_published_again(drafted, versions):
    page = drafted.get(PUBLISH)
    assert publish(drafted, page).status_code == 303
    assert 'name="seen"' not in drafted.get(PUBLISH).text
    assert publish(drafted, page).status_code == 409
    assert len(versions()) == 3


def test_a_stale_language_is_settled_first(course_in_steps, author, versions, new_session):
    changes = {"markdown_id": IDEA["markdown_id"]}
    author.post(STEP, data=fields_of(author.get(STEP)) | changes)
    author.get("/language/en")
    page = author.get(PUBLISH).text
    assert "English is not up to date" in page
    assert 'name="seen"' not in page
    with new_session() as session:
        newest = versions()[-1]
        changes = list_changes(session, newest.course_id, newest.id)
    seen = fingerprint(newest.id, changes)
    answer = author.post(PUBLISH, data=NOTE | {"seen": seen})
    assert answer.status_code == 409
    assert "This draft cannot be published yet." in visible_text(answer.text)
    assert len(versions()) == 2


@pytest.mark.parametrize("missing", NOTE)
def test_a_version_says_its_label_and_what_is_new(drafted, versions, missing):
    answer = publish(drafted, **{missing: " "})
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text
    assert fields_of(answer)["changes_id"] == (
        "" if missing == "changes_id" else NOTE["changes_id"]
    )
    assert len(versions()) == 2


def test_a_draft_that_was_saved_again_is_looked_at_again(drafted, versions):
    page = drafted.get(PUBLISH)
    drafted.post(STEP, data=fields_of(drafted.get(STEP)) | {"title_en": "One more idea"})
    answer = publish(drafted, page)
    assert answer.status_code == 409
    assert "more" in answer.text
    assert len(versions()) == 2
    assert publish(drafted, answer).status_code == 303


def test_a_publication_in_the_middle_of_an_edit_is_a_conflict_that_loses_nothing(
    drafted, make_person, sign_in
):
    other = sign_in(make_person(roles=["author"]))
    open_page = other.get(STEP)
    publish(drafted)
    answer = other.post(STEP, data=fields_of(open_page) | {"markdown_id": "Naskah lain."})
    assert answer.status_code == 409
    assert fields_of(answer)["markdown_id"] == "Naskah lain."
    assert other.post(STEP, data=fields_of(answer)).status_code == 303


def test_a_step_that_a_newer_import_has_changed_is_compared_first(drafted, versions, store):
    store(make_course, files=changed_file(markdown_id="Dari berkas.", markdown_en="From files."))
    drafted.get("/language/en")
    page = drafted.get(PUBLISH)
    assert "A newer version has changed this step" in page.text
    assert 'name="seen"' not in page.text
    editor = drafted.get(STEP)
    assert "The published text is another one now." in editor.text
    assert "<del>From files.</del>" in editor.text
    assert drafted.post(STEP, data=fields_of(editor)).status_code == 303
    assert publish(drafted).status_code == 303
    assert versions()[-1].number == 4


def test_a_newer_import_that_left_the_step_alone_keeps_the_draft(drafted, versions, store):
    files = replace(course_files_with_steps(), content_hash="another")
    newest = store(make_course, files=replace(files, meta=replace(files.meta, version="0.9")))
    assert publish(drafted).status_code == 303
    assert versions()[-2].id == newest


def test_a_step_that_the_newest_version_lacks_leaves_the_draft(drafted, store, new_session):
    note = "/authoring/POESA-EL/lessons/M02-L1/note"
    titles = {"title_id": "Sebelum kita mulai", "title_en": "Before we start"}
    drafted.post(note, data=fields_of(drafted.get(note)) | titles)
    store(make_course, files=without_idea())
    drafted.get("/language/en")
    assert "The newest version has no such step" in drafted.get(PUBLISH).text
    assert IDEA["markdown_en"] in drafted.get(PUBLISH).text
    assert drafted.get(f"{PATH}/lessons").status_code == 200
    assert publish(drafted).status_code == 303
    with new_session() as session:
        rows = session.execute(select(StepEdit.step_code, StepEdit.kind).order_by(StepEdit.id))
        assert [tuple(row) for row in rows][2:] == [("idea", "discarded"), ("note", "published")]


def test_an_import_between_look_and_publication_stops_it(drafted, versions, store):
    page = drafted.get(PUBLISH)
    store(make_course, files=replace(course_files_with_steps(), content_hash="another"))
    assert publish(drafted, page).status_code == 409
    assert len(versions()) == 3


def test_an_import_after_the_comparison_stops_it(drafted, new_session, store, versions):
    from courses.step_edits.errors import DraftChanged
    from lms.workflows.course_import.publish_steps import (
        VersionNote,
        prepare_draft,
        publish_draft,
    )

    seen = fields_of(drafted.get(PUBLISH))["seen"]
    base, now = versions()[-1], utc_now()
    with new_session() as session:
        ready = prepare_draft(
            session,
            "POESA-EL",
            course_id=base.course_id,
            version_id=base.id,
            note=VersionNote(**NOTE),
            seen=seen,
            now=now,
        )
        actor_id = session.scalars(select(StepEdit.saved_by)).first()
    store(make_course, files=replace(course_files_with_steps(), content_hash="another"))
    with pytest.raises(DraftChanged):
        store(publish_draft, ready, actor_id=actor_id, now=now)
    assert len(versions()) == 3


def test_a_text_of_an_earlier_version_is_published_with_another_note(drafted, versions):
    """Otherwise the import would find the earlier version and make none."""
    drafted.get("/language/en")
    assert publish(drafted).status_code == 303
    for text in ({"title_id": "Gagasan lain", "title_en": "Another idea"}, IDEA):
        drafted.post(STEP, data=fields_of(drafted.get(STEP)) | IDEA | text)
        response = publish(drafted)
    assert response.status_code == 409
    assert "An earlier version has the same" in visible_text(response.text)
    count = len(versions())
    assert publish(drafted, label="0.1.2").status_code == 303
    assert len(versions()) == count + 1
    assert versions()[-1].label == "0.1.2"


def test_a_step_that_an_import_made_equal_does_not_hold_others_back(
    course_in_steps, author, versions, store, new_session
):
    same = {"markdown_id": "Tanyakan siapa yang menghitung.", "markdown_en": "Ask who counted."}
    author.post(STEP, data=fields_of(author.get(STEP)) | same)
    other = STEP.replace("/idea", "/takeaway")
    titles = {"title_id": "Yang dibawa", "title_en": "To take along"}
    assert author.post(other, data=fields_of(author.get(other)) | titles).status_code == 303
    store(make_course, files=changed_file(**same))
    assert publish(author).status_code == 303
    with new_session() as session:
        edits = session.scalars(select(StepEdit).order_by(StepEdit.saved_at, StepEdit.number)).all()
    assert {edit.step_code: edit.kind for edit in edits} == {
        "idea": "discarded",
        "takeaway": "published",
    }


def test_a_text_beyond_all_measure_is_cut_and_not_checked(course_in_steps, author):
    response = author.post(STEP, data=fields_of(author.get(STEP)) | {"markdown_id": "[F1" * 40_000})
    assert response.status_code == 422
    assert len(response.text) < 400_000
