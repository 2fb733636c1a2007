"""Launches from a learning platform, in many short turns with an ordinary page of the program."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import insert

from lms.accounts.lti.launches import link_account, start_launch
from lms.accounts.lti.models import LtiResourceLink, LtiScore
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.extensions import transaction
from lms.kernel.clock import new_id, utc_now
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE
from lms.lti.launch_token import MEMBERSHIPS
from lms.lti.login import new_state, state_cookie_name
from tests.benchmarks.load import measure
from tests.benchmarks.messages import FORM, message
from tests.benchmarks.reports import add_line
from tests.benchmarks.turns import best, steady_shares
from tests.lti_platform import CLAIM, LtiPlatform

CONNECTIONS = (1, 8)
ROUNDS, REQUESTS = 12, 20  # with the first ones fewer than the limit of launches a minute
LEARNERS = 80
SHARE = 1 / 2  # of an ordinary page
COURSE = "/courses/POESA-EL"


@pytest.fixture(scope="module")
def platform(full_app):
    """A platform on loopback. Learners of the seed have come from there before, by a scored link.

    As platforms do, it names its services of scores and of members in each launch.
    """
    platform = LtiPlatform()
    platform.tool = full_app.extensions["settings"].origin
    platform.custom = {"target": COURSE}
    line_item = f"{platform.origin}/lineitems/9"
    platform.services = {
        ENDPOINT: {"scope": [SCORE_SCOPE], "lineitem": line_item},
        MEMBERSHIPS: {"context_memberships_url": f"{platform.origin}/members"},
        f"{CLAIM}context": {"id": "ctx-1", "title": "Kelas 8A"},
    }
    with full_app.app_context(), transaction() as session:
        details = PlatformDetails(**platform.details())
        platform.id = add_platform(session, details, added_by=None, now=utc_now())
        link_learners(session, platform, full_app.extensions["seed"].learners[:LEARNERS], line_item)
    yield platform
    platform.stop()


def link_learners(session, platform, learners, line_item):
    """Accounts of the learners, and scores of which none is due."""
    link = {
        "id": new_id(),
        "platform_id": platform.id,
        "deployment_id": platform.deployment_id,
        "link_id": "link-1",
        "target": COURSE,
        "line_item_url": line_item,
    }
    session.execute(insert(LtiResourceLink), link)
    for number, learner in enumerate(learners):
        who = {"person_id": learner.id, "subject": f"user-{number}"}
        link_account(session, issuer=platform.issuer, now=utc_now(), **who)
        session.execute(insert(LtiScore), {"id": new_id(), "link_id": link["id"], **who})


@pytest.fixture(scope="module")
def launches(full_app, served, platform):
    """So many launches that have come back from the platform, each of another person."""

    def launch(number, session):
        state = new_state()
        nonce = start_launch(session, platform.id, state=state, now=utc_now())
        token = platform.token(nonce=nonce, sub=f"user-{number % LEARNERS}", **platform.services)
        return message(
            "POST",
            "/lti/launch",
            served.port,
            f"none; {state_cookie_name(state)}={state}",
            urlencode({"state": state, "id_token": token}),
            {"Content-Type": FORM, "Sec-Fetch-Dest": "iframe"},
        )

    def launches(count):
        with full_app.app_context(), transaction() as session:
            return [launch(number, session) for number in range(count)]

    return launches


@pytest.fixture(scope="module")
def loads(served, places, launches):
    """The rounds of launches and of the page, by number of connections."""
    pid, found = served.process.pid, {}
    measure(served.port, pid, launches(40), connections=4)  # the keys of the platform are read
    for _round in range(ROUNDS):
        for connections in CONNECTIONS:
            for name, requests in (("launch", launches), ("home", places["home"].requests)):
                load = measure(served.port, pid, requests(REQUESTS), connections=connections)
                found.setdefault((name, connections), []).append(load)
    for (name, connections), rounds in found.items():
        add_line(best(rounds).row(f"lti: {name}", connections))
    return found


@pytest.mark.parametrize("connections", CONNECTIONS)
def test_launch_reaches_half_the_throughput_of_an_ordinary_page(loads, connections):
    assert all(load.statuses == {303: REQUESTS} for load in loads["launch", connections])
    shares = steady_shares(loads["launch", connections], loads["home", connections])
    assert max(shares) >= SHARE, shares
