"""Awareness sessions on the pages of evaluation: released for everybody, from ten learners on."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from courses.awareness.models import AwarenessSession, AwarenessTotal
from courses.awareness.releases import list_waiting_sessions, store_reach
from courses.awareness.rules import AwarenessReport
from courses.awareness.service import change_session, delete_session, report_session
from courses.cohorts.service import enrol_in_cohort
from lms.accounts.queries import person_profile
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.task_context import TaskContext
from lms.workflows.evaluation.awareness import add_up, plan_sessions, release_reach
from tests.factories import make_person as add_person
from tests.statements import statements_of
from tests.visible_text import visible_text


@pytest.fixture
def address(version_id):
    return f"/evaluation/{version_id}/awareness"


@pytest.fixture
def evaluator(holder):
    return holder("evaluator", "platform", None)


@pytest.fixture
def report(new_session, cohort, school):
    """Learners of a cohort who report a session each; gives the ids of the sessions."""

    def report(learners, *, province="53", audience="parents", held_on=None, adults=20, org=school):
        ids = []
        with new_session() as session, session.begin():
            now = utc_now()
            for _ in range(learners):
                person_id = add_person(session)
                enrolment_id = enrol_in_cohort(
                    session, person_id=person_id, cohort_id=cohort, now=now
                )
                session.flush()
                ids.append(uuid4())
                report_session(
                    session,
                    ids[-1],
                    enrolment_id=enrolment_id,
                    person_id=person_id,
                    person_key_id=person_profile(session, person_id).data_key_id,
                    organisation_id=org,
                    report=AwarenessReport(
                        held_on or date(2026, 3, 9), province, "Kota", audience, 5, adults, None, ""
                    ),
                    now=now,
                )
        return ids

    return report


@pytest.fixture
def release(app, new_session, version_id):
    def release(*, now=None, is_forced=True):
        with app.app_context(), new_session() as session:
            context = TaskContext(session, transaction, now or utc_now())
            return release_reach(context, version_id, is_forced=is_forced)

    return release


def test_reported_sessions_show_after_a_release_only(evaluator, address, report, release):
    report(12)
    assert "No figures on awareness sessions yet" in evaluator.get(address).text
    assert release()
    page = evaluator.get(address).text
    assert "300 people reached, 12 sessions" in page
    assert "children 60, adults 240" in page
    assert page.count('role="img"') == 3
    assert "Most people were reached in March 2026" in page
    assert "East Nusa Tenggara: 300" in page
    assert "&lt;10" in page  # nobody has handed in a plan
    report(9)
    assert not release()
    assert "300 people reached, 12 sessions" in evaluator.get(address).text


def test_few_learners_of_a_province_are_not_shown(evaluator, address, report, release):
    report(25)
    report(4, province="31")
    release()
    page = evaluator.get(address).text
    assert "625 people reached, 25 sessions" in page
    assert "DKI Jakarta: 25" not in page
    assert "Jakarta Special Capital Region: not shown" in page


def test_small_provinces_stand_together(evaluator, address, report, release):
    report(25)
    for province in ("31", "32", "33"):
        report(6, province=province)
    release()
    page = evaluator.get(address).text
    assert "1,075 people reached, 43 sessions" in page
    assert "Others, together" in page
    assert "West Java: not shown" in page


def test_corrections_and_withdrawals_change_no_released_figure(
    evaluator, address, report, release, new_session
):
    ids = report(12)
    release()
    with new_session() as session, session.begin():
        row = session.get_one(AwarenessSession, ids[0])
        key = person_profile(session, row.person_id).data_key_id
        more = AwarenessReport(date(2026, 3, 9), "53", "Kota", "parents", 5, 4000, None, "")
        mine = {"person_id": row.person_id}
        change_session(session, ids[0], **mine, person_key_id=key, report=more, now=utc_now())
        other = session.get_one(AwarenessSession, ids[1])
        delete_session(session, ids[1], person_id=other.person_id)
    report(10)
    release()
    assert "550 people reached, 22 sessions" in evaluator.get(address).text


def test_at_most_one_release_a_day(report, release):
    report(12)
    assert release(is_forced=False)
    report(12)
    assert not release(is_forced=False)
    assert release(is_forced=False, now=utc_now() + timedelta(days=1))


def test_a_session_that_changed_meanwhile_is_not_stored(report, new_session, version_id):
    ids = report(12)
    with new_session() as session:
        waiting = list_waiting_sessions(session, version_id)
    cells = plan_sessions(waiting)
    with new_session() as session, session.begin():
        session.get_one(AwarenessSession, ids[3]).adults = 21
    release = {"sessions": waiting, "added": add_up(waiting, cells), "plans": 0, "now": utc_now()}
    with new_session() as session, session.begin():
        assert not store_reach(session, version_id, number=0, **release)
        assert not session.scalars(select(AwarenessTotal)).all()
        release["sessions"] = list_waiting_sessions(session, version_id)
        assert not store_reach(session, version_id, number=1, **release)
        assert store_reach(session, version_id, number=0, **release)


def test_coordinators_see_their_own_organisation_only(
    coordinator, holder, address, report, release, found, school
):
    other = found("SMP Lain")
    report(12)
    report(14, org=other, province="31", audience="teachers")
    release()
    page = coordinator.get(address).text
    assert "300 people reached, 12 sessions" in page
    assert f'href="/organisations/{school}/awareness"' in page
    assert coordinator.get(f"/organisations/{school}/awareness").status_code == 200
    assert "650" not in visible_text(page)
    assert 'role="img"' not in page
    assert coordinator.get(f"{address}?group=organisation~{other}").status_code == 403
    assert "350 people" in holder("coordinator", "organisation", other).get(address).text


def test_small_organisation_says_nothing(holder, address, report, release, found):
    other = found("SMP Lain")
    report(30)
    report(3, org=other)
    release()
    page = holder("coordinator", "organisation", other).get(address).text
    assert "Too few learners have reported sessions here" in page


def test_a_facilitator_is_told_that_cohorts_are_not_counted(
    holder, address, report, release, cohort
):
    report(12)
    release()
    page = holder("facilitator", "cohort", cohort).get(address).text
    assert "Sessions are counted by organisation, not by cohort." in page
    assert "300" not in visible_text(page)


def test_strangers_are_refused(holder, client, address):
    assert client.get(address).status_code == 303
    for role in ("author", "administrator"):
        assert holder(role, "platform", None).get(address).status_code == 403


@pytest.mark.parametrize("role", ["evaluator", "coordinator"])
def test_page_takes_at_most_eight_queries(
    app, evaluator, coordinator, address, report, release, role
):
    report(12)
    release()
    client = {"evaluator": evaluator, "coordinator": coordinator}[role]
    client.get(address)
    with statements_of(app) as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 8


def test_evaluators_do_not_see_live_figures(evaluator):
    for path in ("/admin/awareness", "/admin/awareness.csv"):
        assert evaluator.get(path).status_code == 403


def test_months_without_a_session_stand_between_the_others(evaluator, address, report, release):
    for month in (11, 12):
        report(10, held_on=date(2025, month, 9))
    report(10, held_on=date(2026, 2, 9))
    release()
    page = evaluator.get(address).text
    table = page.partition("People reached by month")[2]
    months = re.findall(r"(November|December|January|February|March) (\d{4})</", table)
    assert months[:4] == [
        ("February", "2026"),
        ("January", "2026"),
        ("December", "2025"),
        ("November", "2025"),
    ]
