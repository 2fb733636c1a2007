"""A learner who calls each handler of each block changes nothing but what is their own."""

from importlib import import_module
from inspect import getmembers
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text

from courses.block_host.runtime.tokens import HandlerGrant
from courses.catalogue.content_models import Unit
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sessions.service import begin_session
from lms.kernel.clock import utc_now
from lms.web.blocks.host import block_host
from lms.workflows.blocks.block_services import BLOCKS

# Rows of the learner, by what they belong to; all other tables stay as they are.
OF_THE_LEARNER = {"person_id", "enrolment_id", "learner_id", "attempt_id", "action_plan_id"}
BODIES = ({}, {"step": "0", "choice": "0"}, {"item-threat": "now", "content": "defaced"})


def handlers_of(block_type):
    module, _, name = BLOCKS[block_type].partition(":")
    members = getmembers(getattr(import_module(module), name))
    return [name for name, member in members if getattr(member, "_is_xblock_handler", False)]


@pytest.fixture
def grant_for(new_session, learner, enrolment_id):
    with new_session() as session, session.begin():
        key = begin_session(session, person_id=learner, via="password", now=utc_now())
        found = select(SignInSession.id).where(SignInSession.session_key == key)
        session_id = session.scalars(found).one()
    return lambda unit_id: HandlerGrant(learner, unit_id, "learner", session_id)


def snapshot(new_session, learner, enrolment_id):
    """Every row that is not the learner's, table by table."""
    own = {learner, enrolment_id}
    rows = {}
    with new_session() as session:
        inspector = inspect(session.connection())
        for table in inspector.get_table_names():
            found = session.execute(text(f'SELECT * FROM "{table}"')).mappings()  # noqa: S608
            rows[table] = sorted(
                str(sorted(row.items(), key=str)) for row in found if not is_own(row, own)
            )
    return rows


def is_own(row, own):
    values = {row[name] for name in OF_THE_LEARNER & set(row)}
    return any(UUID(str(value)) in own for value in values if value is not None)


def test_no_handler_of_ours_changes_what_is_not_the_learner_s(
    app, client, new_session, grant_for, learner, enrolment_id, make_person, enrol
):
    enrol(make_person())
    before = snapshot(new_session, learner, enrolment_id)
    with new_session() as session:
        units = session.execute(select(Unit.id, Unit.block_type)).all()
    called = set()
    for unit_id, block_type in units:
        with app.app_context():
            token = block_host().issue_token(grant_for(unit_id))
        for handler in handlers_of(block_type):
            for body in BODIES:
                answer = client.post(f"/blocks/{token}/{handler}", json=body)
                known = {403} if "studio" in handler else {200, 303, 400, 404, 409, 422}
                assert answer.status_code in known, (block_type, handler)
            called.add((block_type, handler))
    assert {("payung_sorting", "sort"), ("payung_scenario", "choose")} <= called
    assert snapshot(new_session, learner, enrolment_id) == before
