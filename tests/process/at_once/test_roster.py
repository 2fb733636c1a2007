"""A worker that is killed while it takes a roster in leaves whole rows, and the next goes on."""

import time
from contextlib import contextmanager

import pytest

from lms.app import create_app
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.roster import queries
from lms.organisations.roster.lines import RosterLine
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.settings import Settings
from lms.workflows.rosters import drafts

PEOPLE = 1_000
pytestmark = pytest.mark.postgresql


@contextmanager
def program_of(served):
    """The program on the server's folder, in this process, while the server is down."""
    url = served.variables.get("PAYUNG_DATABASE_URL", "")
    with create_app(Settings(data_dir=served.data_dir, database_url=url)).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def confirm_roster(served):
    lines = [
        RosterLine(line, ("Siti Aminah", f"0812{line:07d}", "guru", "", "", ""))
        for line in range(1, PEOPLE + 1)
    ]
    facts = {"kind": "school", "facts": OrganisationDetails("SDN Harapan"), "parent_id": None}
    by = {"founded_by": None, "is_approved": True}
    with program_of(served), transaction() as session:
        now = utc_now()
        school = create_organisation(session, **facts, **by, now=now)
        place = {"organisation_id": school}
        roster_id = drafts.upload_roster(session, lines, uploaded_by=None, now=now, **place)
        draft = queries.roster(session, roster_id, **place)
        options = {"cohort_id": None, "is_sent": True, "confirmed_by": None}
        drafts.confirm_roster(session, draft, now=now, **options)


def rows_done(served):
    return served.query("SELECT count(*) FROM roster_row WHERE state = 'done'")


def wait_until(is_so):
    give_up_at = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def test_killed_import_ends_with_each_confirmed_row_once(started_once):
    if "PAYUNG_DATABASE_URL" in started_once.variables:
        started_once.start()
        started_once.stop()  # its tables
    confirm_roster(started_once)
    started_once.start()
    wait_until(lambda: rows_done(started_once) > 0)
    started_once.kill_tree()
    done_by_then = rows_done(started_once)
    assert 0 < done_by_then < PEOPLE
    started_once.change("UPDATE job SET lease_until = created_at WHERE state = 'running'")
    started_once.start()
    wait_until(lambda: rows_done(started_once) == PEOPLE)
    for counted in ("person_id) FROM membership", "person_id) FROM invitation"):
        assert started_once.query(f"SELECT count(DISTINCT {counted}") == PEOPLE
    assert started_once.query("SELECT count(*) FROM membership") == PEOPLE
    assert started_once.query("SELECT count(*) FROM outbox_message") == PEOPLE
    assert started_once.query("SELECT count(DISTINCT person_id) FROM outbox_message") == PEOPLE
