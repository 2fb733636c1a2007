"""Somebody whom a learning platform has just sent here for the first time."""

from urllib.parse import urlsplit

from sqlalchemy import select

from lms.accounts.lti.models import LtiScore
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.lti.registrations import create_registration
from lms.accounts.lti.roster_queries import Roster, expected_members, rosters
from lms.accounts.lti.rosters import PlatformMember, apply_roster, compare, record_roster
from lms.accounts.lti.scores import ScoredLink, due_score, mark_sent, record_link
from lms.kernel.clock import new_id, utc_now
from lms.lti.deep_linking import PICKING
from lms.lti.first_page import PENDING
from lms.lti.review import REVIEWED
from tests.browser.organisations import LONG_NAME

PLATFORM = PlatformDetails(
    name="Balai Pelatihan Guru dan Tenaga Kependidikan Provinsi (contoh)",
    issuer="https://belajar.example",
    client_id="payung",
    authorization_url="https://belajar.example/auth",
    token_url="https://belajar.example/token",
    key_set_url="https://belajar.example/keys",
    frame_origins=("https://belajar.example",),
    deployment_ids=("1",),
)


MEMBERS = (
    PlatformMember("1", "Ratna Dewi", is_active=True),
    PlatformMember("2", LONG_NAME, is_active=True),
    PlatformMember("3", "Budi Santoso", is_active=False),
    PlatformMember("4", "", is_active=True),
)


def add_roster(session, platform_id):
    """A roster with all states of members."""
    now = utc_now()
    record_roster(
        session,
        Roster(
            platform_id,
            "1",
            "7a",
            "POESA-EL",
            "Kelas 7A",
            "https://belajar.example/members",
        ),
    )
    (stored,) = rosters(session, platform_id)
    for members in (MEMBERS, MEMBERS[1:]):
        expected = expected_members(session, stored.id)
        digest = compare(expected, members).digest()
        apply_roster(session, stored.id, members, digest=digest, applied_by=new_id(), now=now)
    return stored.id


def add_sent_score(session, platform_id, person_id):
    """A score that the platform knows."""
    link = ScoredLink(
        platform_id, "1", "link-1", "/courses/POESA-EL", "https://belajar.example/lineitems/1"
    )
    record_link(session, link, person_id=person_id, subject="user-7", now=utc_now())
    score = due_score(session, session.scalars(select(LtiScore.id)).one())
    mark_sent(session, score, percent=80, is_complete=False, now=utc_now())


def add_launched(world, session, administrator_id):
    """The browser of `launched` holds a launch whose person has not agreed yet."""
    platform_id = add_platform(session, PLATFORM, added_by=None, now=utc_now())
    world.paths["platform"] = f"/admin/platforms/{platform_id}"
    world.paths["platform check"] = f"/admin/platforms/{platform_id}/check"
    world.paths["roster"] = (
        f"/admin/platforms/{platform_id}/rosters/{add_roster(session, platform_id)}"
    )
    token = create_registration(
        session, name=PLATFORM.name, created_by=administrator_id, now=utc_now()
    )
    configuration = "https://belajar.example/openid-configuration"
    world.paths["registration"] = f"/lti/register?t={token}&openid_configuration={configuration}"
    signer = world.app.session_interface.get_signing_serializer(world.app)
    launch = {
        "platform": str(platform_id),
        "subject": "user-7",
        "name": LONG_NAME,
        "language": "",
        "target": ["/courses/POESA-EL", "POESA-EL"],
        "link": ["1", "link-1", ""],
        "at": utc_now().timestamp() + 7200,  # tests take longer than people
    }
    picking = {
        "platform": str(platform_id),
        "deployment_id": "1",
        "return_url": "https://belajar.example/return",
        "data": None,
        "at": launch["at"],
    }
    reviewed = {
        "platform": str(platform_id),
        "link": ["1", "link-1"],
        "title": "Penguatan Orang Dewasa",
        "learner": "user-7",
        "name": LONG_NAME,
        "at": launch["at"],
    }
    add_sent_score(session, platform_id, administrator_id)
    cookie = {
        "name": world.app.config["SESSION_COOKIE_NAME"],
        "value": signer.dumps({PENDING: launch, PICKING: picking, REVIEWED: reviewed}),
        "domain": urlsplit(world.origin).hostname,
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    world.states["launched"] = {"cookies": [cookie], "origins": []}
