"""Whoever was reminded and has not joined goes again when the roster is undone."""

from sqlalchemy import func, select

from courses.cohorts.queries import cohort as cohort_view
from courses.cohorts.reminders.models import Reminder
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.kernel.clock import utc_now
from lms.workflows.reminders.send import start_round, write_batch


def test_undo_takes_reminded_newcomers_back(
    take_in, undo, act, cohort, school, make_person, new_session
):
    coordinator = make_person()
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=coordinator, role="coordinator", granted_by=None, **scope)
    with new_session() as session:
        before = session.scalar(select(func.count(Person.id)))
        about = cohort_view(session, cohort, language="id")
    roster = take_in(("Siti", "siti@contoh.id", "guru"), cohort_id=cohort)
    sending = {"can_send": lambda _channel: True}
    asked = {"states": ["not-joined"], "only": None, "stuck_after": 7}
    round_id = act(start_round, about, asked_by=coordinator, **asked, **sending)
    with new_session() as session, session.begin():
        done = write_batch(session, round_id, cohort_id=cohort, now=utc_now(), **sending)
        assert done.written == 1
    assert undo(roster).counts["kept"] == 0
    with new_session() as session:
        assert session.scalar(select(func.count(Person.id))) == before
        assert session.scalar(select(func.count(Reminder.id))) == 0
