"""Fixtures of the tests of rosters."""

import pytest

from courses.catalogue.service import create_course_version, open_pilot
from courses.cohorts.service import CohortDetails, open_cohort
from lms.kernel.clock import utc_now
from lms.organisations.roster import queries
from lms.organisations.roster.lines import RosterLine
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.rosters import drafts, import_rows
from lms.workflows.rosters import undo as undo_workflow
from tests.small_course import small_course


@pytest.fixture
def act(new_session):
    """Calls a service in a transaction of its own."""

    def act(function, *positional, **named):
        with new_session() as session, session.begin():
            return function(session, *positional, now=utc_now(), **named)

    return act


@pytest.fixture
def school(act):
    return act(
        create_organisation,
        kind="school",
        facts=OrganisationDetails("SDN Harapan 01", "", "53"),
        parent_id=None,
        founded_by=None,
        is_approved=True,
    )


@pytest.fixture
def cohort(act, school):
    """A cohort of the school in a small course that is open."""
    version_id = act(create_course_version, small_course())
    opening = {"name": "Uji", "reason": "Uji", "kind": "local_trial"}
    act(open_pilot, version_id, opened_by=None, **opening)
    named = {"organisation_id": school, "course_version_id": version_id}
    return act(open_cohort, facts=CohortDetails("Angkatan 1"), **named)


@pytest.fixture
def bring(act, school, new_session):
    """Keeps rows of texts as a draft and gives its view."""

    def bring(*rows, brought_by=None):
        lines = [
            RosterLine(line, (*row, *[""] * (6 - len(row)))) for line, row in enumerate(rows, 2)
        ]
        roster_id = act(drafts.upload_roster, lines, organisation_id=school, uploaded_by=brought_by)
        with new_session() as session:
            return queries.roster(session, roster_id, organisation_id=school)

    return bring


@pytest.fixture
def step(act, school):
    """One piece of taking in, or of undoing."""

    def step(draft, work=import_rows.import_next_rows):
        return act(work, draft.id, organisation_id=school)

    return step


@pytest.fixture
def take_in(act, bring, school, step, view):
    """Brings, confirms and takes in."""

    def take_in(*rows, cohort_id=None, is_sent=False, brought_by=None):
        draft = bring(*rows, brought_by=brought_by)
        act(
            drafts.confirm_roster,
            draft,
            cohort_id=cohort_id,
            is_sent=is_sent,
            confirmed_by=brought_by,
        )
        while not step(draft).is_over:
            pass
        return view(draft)

    return take_in


@pytest.fixture
def view(new_session, school):
    """The roster as it is now."""

    def view(roster):
        with new_session() as session:
            return queries.roster(session, roster.id, organisation_id=school)

    return view


@pytest.fixture
def undo(act, step, view):
    def undo(roster):
        act(undo_workflow.request_undo, roster, undone_by=None)
        while not step(roster, undo_workflow.undo_next_rows).is_over:
            pass
        return view(roster)

    return undo


@pytest.fixture
def preview(new_session, school):
    """What rows of texts would change."""

    def preview(*rows):
        lines = [
            RosterLine(line, (*row, *[""] * (6 - len(row)))) for line, row in enumerate(rows, 2)
        ]
        with new_session() as session:
            return drafts.preview_lines(session, lines, organisation_id=school)

    return preview
