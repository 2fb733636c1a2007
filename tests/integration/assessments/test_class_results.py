"""What evaluation takes of a class: each person once, the first of their tests, and no names."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from assessments.attempts.models import Score
from courses.catalogue.content_models import CourseModule, Lesson
from courses.cohorts.service import CohortDetails, enrol_in_cohort, open_cohort
from courses.enrolment.models import Enrolment
from courses.enrolment.service import enrol_learner
from courses.progress.service import open_lesson
from lms.accounts.consents.service import give_consents, withdraw_consent
from lms.accounts.merging.service import request_merge
from lms.cli import main
from lms.kernel.audit import AuditEvent
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.cohorts.cohort_results import PairedResult, cohort_results
from tests.integration.assessments.conftest import HOUR, START, Learner

LATER = START + timedelta(days=30)


@pytest.fixture
def school(write):
    facts = {
        "kind": "school",
        "facts": OrganisationDetails("SDN Harapan", "", "53"),
        "parent_id": None,
    }
    return write(create_organisation, founded_by=None, is_approved=True, now=START, **facts)


@pytest.fixture
def class_id(write, course, school):
    facts = {"course_version_id": course.context_id, "facts": CohortDetails("Kelas A")}
    return write(open_cohort, organisation_id=school, now=START, **facts)


@pytest.fixture
def pupil(course, class_id, make_person, write, read):
    """Somebody in the class, who agrees to evaluation or not."""

    def pupil(purposes=("evaluation",)):
        person_id = make_person()
        write(give_consents, person_id, purposes=purposes, now=START)
        write(enrol_in_cohort, person_id=person_id, cohort_id=class_id, now=START)
        return Learner(person_id, course, write, read)

    return pupil


def test_the_first_test_of_either_kind_counts(pupil, read, class_id):
    one = pupil()
    pupil()  # who has sat nothing has no line
    one.sit("pre", correct=8)
    one.sit("post", correct=12)
    one.sit("post", correct=18, now=START + 24 * HOUR)
    (found,) = read(cohort_results, class_id)
    assert (found.pre, found.post) == (40.0, 60.0)
    assert found.arm in ("AB", "BA")


def test_a_pre_test_handed_in_after_the_post_test_is_none(pupil, read, class_id):
    """It was begun in time, but it would tell what was learnt from the post-test."""
    one = pupil()
    pre = one.start("pre")
    one.sit("post", correct=12, now=START + HOUR)
    one.submit(pre, now=START + 2 * HOUR)
    (found,) = read(cohort_results, class_id)
    assert (found.pre, found.post) == (None, 60.0)


def test_a_pre_test_handed_in_after_the_first_lesson_is_none(pupil, read, write, course, class_id):
    """It may be finished, but the lessons give answers away."""
    before, after = pupil(), pupil()
    lesson_id = write(add_lesson, course.context_id)
    before.sit("pre", correct=8, now=START)
    for one in (before, after):
        write(open_it, lesson_id, one.id)
    after.sit("pre", correct=20, now=START + 2 * HOUR)
    for one in (before, after):
        one.sit("post", correct=12, now=START + 3 * HOUR)
    found = read(cohort_results, class_id)
    assert [(one.pre, one.post) for one in found] == [(None, 60.0), (40.0, 60.0)]


def add_lesson(session, version_id):
    module = CourseModule(
        course_version_id=version_id, code="M1", position=1, day=1, title_id="M", title_en="M"
    )
    session.add(module)
    session.flush()
    lesson = Lesson(
        course_version_id=version_id,
        module_id=module.id,
        code="M1-L1",
        position=1,
        title_id="L",
        title_en="L",
        minutes=5,
        content_warning=0,
        content={"objectives": []},
    )
    session.add(lesson)
    session.flush()
    return lesson.id


def open_it(session, lesson_id, person_id):
    enrolment = session.query(Enrolment).filter_by(person_id=person_id).one()
    open_lesson(session, enrolment_id=enrolment.id, lesson_id=lesson_id, now=START + HOUR)


def test_only_who_agrees_to_evaluation_now_is_counted(pupil, write, read, class_id):
    """The other consents are for something else, and this one is taken back freely."""
    agrees, never, withdrew = pupil(), pupil(("reminders",)), pupil()
    for points, one in enumerate((agrees, never, withdrew), start=8):
        one.sit("pre", correct=points)
    write(withdraw_consent, withdrew.id, purpose="evaluation", now=LATER)
    assert [one.pre for one in read(cohort_results, class_id)] == [40.0]
    write(give_consents, withdrew.id, purposes=["evaluation"], now=LATER)
    assert [one.pre for one in read(cohort_results, class_id)] == [40.0, 50.0]


def test_of_two_merged_accounts_the_kept_one_says_whether_they_agree(
    pupil, make_learner, course, write, read, class_id
):
    kept, other = pupil(()), make_learner()
    write(give_consents, other.id, purposes=["evaluation"], now=START)
    write(enrol_learner, person_id=other.id, course_version_id=course.context_id, now=START)
    other.sit("pre", correct=5)
    merge_id = write(request_merge, kept.id, other_id=other.id, now=LATER)
    write(merge_accounts, merge_id, person_id=kept.id, now=LATER)
    assert read(cohort_results, class_id) == []
    write(give_consents, kept.id, purposes=["evaluation"], now=LATER)
    assert [one.pre for one in read(cohort_results, class_id)] == [25.0]


def test_of_a_merged_person_the_earlier_test_counts_once(
    pupil, make_learner, course, write, read, class_id
):
    """They had sat the pre-test alone, and again when their school enrolled them."""
    kept, other, only = pupil(), make_learner(), pupil()
    write(enrol_learner, person_id=other.id, course_version_id=course.context_id, now=START)
    other.sit("pre", correct=5)
    kept.sit("pre", correct=12, now=START + HOUR)
    kept.sit("post", correct=18, now=START + 2 * HOUR)
    only.sit("pre", correct=10)
    merge_id = write(request_merge, kept.id, other_id=other.id, now=LATER)
    write(merge_accounts, merge_id, person_id=kept.id, now=LATER)
    found = read(cohort_results, class_id)
    assert [(one.pre, one.post) for one in found] == [(25.0, 90.0), (50.0, None)]


def test_orders_of_forms_of_two_accounts_are_not_mixed():
    from assessments.queries import FirstResult
    from lms.workflows.cohorts.cohort_results import _paired

    ab, ba = FirstResult(25.0, "AB"), FirstResult(90.0, "BA")
    assert _paired(ab, ba) == PairedResult(25.0, 90.0, "")
    assert _paired(ab, None) == PairedResult(25.0, None, "AB")


def test_the_command_writes_what_prepost_reads(
    pupil, class_id, settings, monkeypatch, tmp_path, new_session
):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LANGUAGE", "en")
    one, output = pupil(), tmp_path / "class.csv"
    one.sit("pre", correct=8)
    one.sit("post", correct=15)
    place = ["--organisation", "SDN Harapan", "--cohort", "Kelas A"]
    command = ["stats", "class", str(output), *place]
    few = CliRunner().invoke(main, command)
    assert (few.exit_code, output.exists()) == (1, False)
    assert "Fewer than 10 learners" in few.output
    assert CliRunner().invoke(main, [*command, "--all"]).exit_code == 0
    assert output.read_text("utf-8-sig").splitlines()[1].startswith("1,")
    read_back = CliRunner().invoke(main, ["stats", "prepost", str(output), "--all", "--json"])
    assert '"matched": 1' in read_back.output
    with new_session() as session:
        events = session.query(AuditEvent).filter_by(action="evaluation.exported").all()
    assert [event.details for event in events] == [{"lines": 1}]


def test_a_test_without_any_counted_item_is_none(pupil, read, write, class_id, course):
    """Rescoring has dropped all its items; it used to end in a division by zero."""
    learner = pupil()
    attempt_id = learner.sit("pre", correct=8)
    learner.sit("post", correct=12, now=START + HOUR)
    write(add_empty_score, attempt_id)
    (result,) = read(cohort_results, class_id)
    assert (result.pre, result.post) == (None, 60.0)


def add_empty_score(session, attempt_id):
    facts = {"scoring_version": 1, "percent": 0, "has_passed": None, "reason": "all dropped"}
    points = {"points": 0, "max_points": 0, "slot_points": {}, "scored_at": LATER}
    session.add(Score(attempt_id=attempt_id, number=2, **facts, **points))
