"""Whoever waited only for a word on their plan is done once nobody's word is needed."""
# ruff: noqa: F811  fixtures of the steps of a learner are shared with another file

import pytest

from certificates.errors import SignerUnavailable
from certificates.records import service
from certificates.records.queries import certificates_of_person
from courses.cohorts.queries import cohort
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.queries import enrolment
from lms.organisations.members.service import join_organisation, leave_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.cohorts.live_sessions import change_cohort
from lms.workflows.organisations.coordinators import end_membership
from lms.workflows.organisations.join_organisation import enrol_member

from .test_complete_course import course, path  # noqa: F401  fixtures

APPROVED, HANDED_IN = CohortDetails("A", plan_rule="approved"), CohortDetails("A")
LEFT_BEHIND = leave_organisation  # as memberships ended at first: the enrolment stayed
NOT_THE_PLAN = ("finish_lessons", "finish_a_scenario", "pass_the_test")


@pytest.fixture
def make_class(store, course, now):
    """A class with this rule in an organisation of its own; gives the ids of both."""

    def make_class(facts=APPROVED):
        school = store(
            create_organisation,
            kind="school",
            facts=OrganisationDetails("SDN Harapan", "", "53"),
            parent_id=None,
            founded_by=None,
            is_approved=True,
            now=now,
        )
        place = {"organisation_id": school, "course_version_id": course}
        return school, store(open_cohort, facts=facts, now=now, **place)

    return make_class


@pytest.fixture
def join(path, store, now):
    def join(school, class_id):
        store(join_organisation, person_id=path.person_id, organisation_id=school, now=now)
        store(enrol_member, person_id=path.person_id, cohort_id=class_id, now=now)

    return join


@pytest.fixture
def leave(path, store, now):
    def leave(school, end=end_membership):
        own = {"person_id": path.person_id, "ended_by": path.person_id}
        store(end, organisation_id=school, now=now, **own)

    return leave


@pytest.fixture
def change(store, now):
    return lambda class_id, facts: store(change_cohort, class_id, facts=facts, now=now)


@pytest.fixture
def do(path):
    def do(*steps):
        for step in steps:
            path.steps[step]()

    return do


@pytest.fixture
def issued(read, path):
    return lambda: len(read(certificates_of_person, path.person_id))


def test_once_the_rule_asks_for_no_word_the_certificate_follows(
    make_class, join, do, issued, change, now, read, path
):
    school, class_id = make_class()
    join(school, class_id)
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    change(class_id, CohortDetails("B", plan_rule="approved"))
    assert issued() == 0
    for _twice in range(2):
        change(class_id, HANDED_IN)
        assert issued() == 1
    assert read(enrolment, path.enrolment_id).completed_at == now


@pytest.mark.parametrize("missing", [*NOT_THE_PLAN, "hand_in_the_plan"])
def test_whoever_lacks_more_than_the_word_goes_on(make_class, join, do, issued, change, missing):
    school, class_id = make_class()
    join(school, class_id)
    do(*(step for step in (*NOT_THE_PLAN, "hand_in_the_plan") if step != missing))
    change(class_id, HANDED_IN)
    assert issued() == 0
    do(missing)
    assert issued() == 1


def test_the_rule_changes_also_where_a_certificate_cannot_be_issued(
    make_class, join, do, issued, change, read, monkeypatch
):
    school, class_id = make_class()
    join(school, class_id)
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    with monkeypatch.context() as patched:
        patched.setattr(service, "issue_certificate", refuse)
        change(class_id, HANDED_IN)
    assert (issued(), read(cohort, class_id, language="id").plan_rule) == (0, "submitted")


def refuse(*_positional, **_named):
    raise SignerUnavailable()


def test_a_class_that_asks_for_no_word_completes_whoever_comes_to_it(
    make_class, join, leave, do, issued
):
    first, asking = make_class()
    second, content = make_class(HANDED_IN)
    join(first, asking)
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    leave(first, LEFT_BEHIND)
    assert issued() == 0
    join(second, content)
    assert issued() == 1


def test_whoever_leaves_before_the_word_is_done_with_the_plan_they_handed_in(
    make_class, join, leave, do, issued, read, path
):
    school, class_id = make_class()
    join(school, class_id)
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    assert issued() == 0
    leave(school)
    assert issued() == 1
    assert read(class_of, path) == (None, "submitted")


def test_whoever_leaves_earlier_hands_the_plan_in_alone(make_class, join, leave, do, issued):
    school, class_id = make_class()
    join(school, class_id)
    do(*NOT_THE_PLAN)
    leave(school)
    assert issued() == 0
    do("hand_in_the_plan")
    assert issued() == 1


def test_whoever_comes_back_joins_the_class_anew(make_class, join, leave, read, path):
    school, class_id = make_class()
    join(school, class_id)
    leave(school)
    join(school, class_id)
    assert read(class_of, path) == (school, "approved")


def test_other_classes_keep_whoever_leaves(make_class, join, leave, do, issued, read, path):
    """Where no word is asked for, and whoever has completed the course."""
    school, class_id = make_class(HANDED_IN)
    join(school, class_id)
    leave(school)
    assert read(class_of, path) == (school, "submitted")
    join(school, class_id)
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    leave(school)
    assert (issued(), read(class_of, path)) == (1, (school, "submitted"))


def test_a_class_that_asks_for_a_word_later_lets_go_whoever_has_left(
    make_class, join, leave, do, issued, change, read, path
):
    school, class_id = make_class(HANDED_IN)
    join(school, class_id)
    change(class_id, APPROVED)
    assert read(class_of, path) == (school, "approved")
    do(*NOT_THE_PLAN, "hand_in_the_plan")
    leave(school, LEFT_BEHIND)
    change(class_id, APPROVED)
    assert (issued(), read(class_of, path)) == (1, (None, "submitted"))


def class_of(session, path):
    """Organisation and rule of the class in which they learn."""
    found = cohort(session, enrolment(session, path.enrolment_id).cohort_id, language="id")
    return found.organisation_id, found.plan_rule
