"""The host: all scopes, shared fields under contest, tokens, blocks that misbehave."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Dict, Integer, List, Scope, String

from courses.block_host.errors import (
    BlockFailed,
    BlockStateChanged,
    FieldReadOnly,
    HandlerForAuthors,
    HandlerNotFound,
    HandlerTokenExpired,
    HandlerTokenInvalid,
)
from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.tokens import HandlerGrant, HandlerTokens
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.viewer import Viewer
from courses.block_host.state import queries
from courses.block_host.state.models import LearnerBlockState, SharedBlockState
from courses.block_host.state.service import store_state
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from lms.kernel.sealing.sealing import open_key
from tests.integration.courses.conftest import with_another_signature
from tests.small_course import CODE

HERE = __name__


class KeepsEverything(XBlock):
    """A foreign block that has a field of each scope."""

    content = String(scope=Scope.content, default="")
    setting = String(scope=Scope.settings, default="preset")
    own = Integer(scope=Scope.user_state, default=0)
    speed = String(scope=Scope.preferences, default="1x")
    zone = String(scope=Scope.user_info, default="")
    tally = Dict(scope=Scope.user_state_summary, default={})
    tags_seen = List(scope=Scope.user_state, default=[])

    def student_view(self, context=None):
        raise RuntimeError("a foreign block may do anything")

    @XBlock.handler
    def vote(self, request, suffix=""):
        self.own += 1
        self.speed = "2x"
        self.zone = "WITA"
        self.tally = {**self.tally, suffix: self.tally.get(suffix, 0) + 1}
        return Response(json={"own": self.own, "tally": self.tally, "speed": self.speed})

    @XBlock.handler
    def rewrite(self, request, suffix=""):
        self.content = "defaced"
        return Response(json={})

    @XBlock.handler
    def fails(self, request, suffix=""):
        self.own = 99
        raise ZeroDivisionError

    def not_a_handler(self, request, suffix=""):
        raise AssertionError("called from outside")


class Urls:
    def handler(self, token, handler, suffix):
        return f"/blocks/{token}/{handler}/{suffix}"

    def handler_base(self, token):
        return f"/blocks/{token}"

    view = handler_base

    def resource(self, block_type, path):
        return f"/resources/{block_type}/{path}"


@pytest.fixture
def host():
    own = {"foreign": f"{HERE}:KeepsEverything"}
    return BlockHost(BlockRegistry(own), HandlerTokens(b"secret"))


@pytest.fixture
def page_of(new_session, unit_ids, enrolment_id, version_id):
    """A session, a page with one foreign block, and a viewer to it."""

    def page_of(person_id, session, role="learner"):
        profile = person_profile(session, person_id)
        viewer = Viewer(
            session_id=UUID(int=3),
            person_id=person_id,
            enrolment_id=enrolment_id,
            course_version_id=version_id,
            course_code=CODE,
            language="id",
            audience="teacher",
            province_code="53",
            open_key=lambda: open_key(session, profile.data_key_id),
            role=role,
        )
        around = queries.get_page_around(
            session,
            unit_ids["a1"],
            person_id=person_id,
            course_version_id=version_id,
            course_code=CODE,
        )
        stored = around.units[unit_ids["a1"]]
        page = UnitPage({}, around.learner_state, around.shared_state)
        page.units[stored.id] = replace(
            UnitRecord(stored.id, "f", "foreign", "hash", '{"content": "as written"}', CODE)
        )
        return page, viewer

    return page_of


@pytest.fixture
def call(host, page_of, new_session, unit_ids):
    """Calls a handler in a transaction of its own and stores what the block kept."""

    def call(person_id, handler, suffix="", role="learner"):
        with new_session() as session, session.begin():
            page, viewer = page_of(person_id, session, role)
            runtime = host.open_page(session, page, viewer, services={}, urls=Urls())
            request = Request.blank("/", method="POST")
            answer = host.call(runtime, unit_ids["a1"], handler, request, suffix)
            store_state(session, runtime.state, person_id=person_id, now=utc_now())
        return answer.json

    return call


def test_each_scope_is_kept_where_it_belongs(call, learner, make_person, new_session):
    call(learner, "vote", "yes")
    assert call(learner, "vote", "no") == {"own": 2, "tally": {"yes": 1, "no": 1}, "speed": "2x"}
    assert call(make_person(), "vote", "yes")["own"] == 1
    with new_session() as session:
        learners = session.scalars(select(LearnerBlockState)).all()
        shared = session.scalars(select(SharedBlockState)).one()
    places = {
        (row.person_id == learner, row.unit_id is not None, row.block_type) for row in learners
    }
    assert {(True, True, ""), (True, False, "foreign"), (True, False, "")} <= places
    assert shared.fields == {"tally": {"yes": 2, "no": 1}}


def test_of_two_changes_to_shared_fields_the_later_one_must_try_again(
    host, page_of, new_session, unit_ids, learner, call
):
    call(learner, "vote", "yes")
    with new_session() as session:
        page, viewer = page_of(learner, session)
        runtime = host.open_page(session, page, viewer, services={}, urls=Urls())
        host.call(runtime, unit_ids["a1"], "vote", Request.blank("/", method="POST"), "yes")
        session.rollback()
        call(learner, "vote", "yes")
        with pytest.raises(BlockStateChanged):
            store_state(session, runtime.state, person_id=learner, now=utc_now())
    assert call(learner, "vote", "no")["tally"] == {"yes": 2, "no": 1}


def test_learner_cannot_change_the_course_through_a_handler(call, learner):
    with pytest.raises(FieldReadOnly):
        call(learner, "rewrite")


def test_learner_is_no_author_who_saves_a_form_of_the_studio(call, learner):
    with pytest.raises(HandlerForAuthors):
        call(learner, "studio_submit")


def test_block_that_raises_leaves_its_state_as_it_was(call, learner):
    call(learner, "vote", "yes")
    with pytest.raises(BlockFailed):
        call(learner, "fails")
    assert call(learner, "vote", "yes")["own"] == 2


@pytest.mark.parametrize("name", ["not_a_handler", "student_view", "save", "__init__", "absent"])
def test_only_handlers_can_be_called(call, learner, name):
    with pytest.raises(HandlerNotFound):
        call(learner, name)


def test_block_that_raises_costs_its_own_place_only(host, page_of, new_session, learner):
    with new_session() as session:
        page, viewer = page_of(learner, session)
        runtime = host.open_page(session, page, viewer, services={}, urls=Urls())
        rendered = host.render(runtime, {})
    assert [(unit.problem, unit.html) for unit in rendered] == [("block-failed", "")]


def test_block_that_is_not_installed_says_so(page_of, new_session, learner):
    bare = BlockHost(BlockRegistry({}), HandlerTokens(b"secret"))
    with new_session() as session:
        page, viewer = page_of(learner, session)
        runtime = bare.open_page(session, page, viewer, services={}, urls=Urls())
        assert [unit.problem for unit in bare.render(runtime, {})] == ["block-not-installed"]


GRANT = HandlerGrant(UUID(int=1), UUID(int=2), "learner", UUID(int=3))


def test_token_gives_back_what_it_was_issued_for():
    tokens = HandlerTokens(b"secret")
    assert tokens.read(tokens.issue(GRANT)) == GRANT


@pytest.mark.parametrize("spoil", [with_another_signature, lambda t: "", lambda t: "e30.x.y"])
def test_forged_token_is_refused(spoil):
    tokens = HandlerTokens(b"secret")
    with pytest.raises(HandlerTokenInvalid):
        tokens.read(spoil(tokens.issue(GRANT)))


def test_token_of_another_key_and_an_old_one_are_refused():
    tokens = HandlerTokens(b"secret")
    issued = tokens.issue(GRANT)
    with pytest.raises(HandlerTokenInvalid):
        HandlerTokens(b"other").read(issued)
    assert tokens.read(issued) == GRANT
    with pytest.raises(HandlerTokenExpired):
        tokens.read(issued, max_age=-1)  # read before, and asked for its age again
