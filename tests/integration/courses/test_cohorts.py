"""Cohorts of organisations: who comes into them, and who stays where they are."""

from datetime import date
from uuid import UUID

import pytest

from courses.cohorts import queries
from courses.cohorts.errors import (
    CohortEndsBeforeItBegins,
    CohortNotFound,
    PaceUnknown,
    PlanRuleUnknown,
)
from courses.cohorts.service import (
    CohortDetails,
    change_cohort,
    end_announcement,
    enrol_in_cohort,
    open_cohort,
    post_announcement,
)
from courses.enrolment.service import enrol_learner
from lms.kernel.clock import utc_now
from lms.kernel.texts.texts import TextMissing
from lms.organisations.service import OrganisationDetails, create_organisation


@pytest.fixture
def cohort(write, version_id):
    """Opens a cohort of a school of its own and gives its id."""

    def cohort(name="Kelas A", **facts):
        school = write(
            create_organisation,
            kind="school",
            facts=OrganisationDetails("SDN"),
            parent_id=None,
            founded_by=None,
            now=utc_now(),
            is_approved=True,
        )
        return write(
            open_cohort,
            organisation_id=school,
            course_version_id=version_id,
            facts=CohortDetails(name, **facts),
            now=utc_now(),
        )

    return cohort


def members(new_session, *cohort_ids):
    with new_session() as session:
        sizes = queries.cohort_sizes(session, cohort_ids)
    return [sizes.get(cohort_id, 0) for cohort_id in cohort_ids]


def test_who_learns_alone_comes_into_the_cohort_and_keeps_the_enrolment(
    write, new_session, cohort, version_id, make_person
):
    person_id, mine = make_person(), cohort()
    facts = {"person_id": person_id, "now": utc_now()}
    alone = write(enrol_learner, course_version_id=version_id, **facts)
    assert write(enrol_in_cohort, cohort_id=mine, **facts) == alone
    assert write(enrol_in_cohort, cohort_id=mine, **facts) == alone
    assert members(new_session, mine) == [1]


def test_who_is_in_a_cohort_stays_unless_they_leave_it(write, new_session, cohort, make_person):
    first, second = cohort("Kelas A"), cohort("Kelas B")
    facts = {"person_id": make_person(), "now": utc_now()}
    write(enrol_in_cohort, cohort_id=first, **facts)
    write(enrol_in_cohort, cohort_id=second, **facts)
    assert members(new_session, first, second) == [1, 0]
    write(enrol_in_cohort, cohort_id=second, leaves=first, **facts)
    assert members(new_session, first, second) == [0, 1]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, CohortEndsBeforeItBegins),
        ({"pace": "hurry"}, PaceUnknown),
        ({"plan_rule": "never"}, PlanRuleUnknown),
        ({"name": ""}, TextMissing),
    ],
)
def test_facts_that_cannot_be_are_refused(write, cohort, facts, refusal):
    with pytest.raises(refusal):
        cohort(**facts)
    day = date(2027, 1, 1)
    mine = cohort(starts_on=day, ends_on=day, pace="two-days", plan_rule="approved")
    with pytest.raises(CohortNotFound):
        write(change_cohort, UUID(int=1), facts=CohortDetails("B"))
    write(change_cohort, mine, facts=CohortDetails("B"))


def test_announcement_stands_until_it_is_taken_down(write, new_session, cohort, make_person):
    mine, other = cohort(), cohort()
    told = {"text": " Sampai besok! ", "posted_by": make_person(), "now": utc_now()}
    one = write(post_announcement, cohort_id=mine, **told)
    write(end_announcement, one, cohort_id=other, now=utc_now())
    with new_session() as session:
        assert [told.text for told in queries.announcements(session, mine)] == ["Sampai besok!"]
    write(end_announcement, one, cohort_id=mine, now=utc_now())
    with new_session() as session:
        assert queries.announcements(session, mine) == []
    with pytest.raises(TextMissing):
        write(post_announcement, cohort_id=mine, **(told | {"text": " "}))
