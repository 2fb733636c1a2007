"""Somebody whom a learning platform has just sent here for the first time."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from lms.accounts.lti.models import LtiScore
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.lti.registrations import create_registration
from lms.accounts.lti.roster_queries import Roster, expected_members, rosters
from lms.accounts.lti.rosters import (
    PlatformMember,
    begin_application,
    compare,
    mark_left,
    record_roster,
    store_members,
)
from lms.accounts.lti.scores import ScoredLink, due_score, mark_sent, record_link
from lms.accounts.oidc.providers import ProviderDetails, add_provider
from lms.kernel.clock import new_id, utc_now
from lms.kernel.jobs import add_job
from lms.lti.deep_linking import PICKING
from lms.lti.first_page import PENDING
from lms.lti.review import REVIEWED
from lms.lti.rosters.application import JOB
from lms.web.oidc.first_page import PENDING as ELSEWHERE
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
PROVIDER = ProviderDetails(
    name="Google (akun guru dan tenaga kependidikan belajar.id)",
    issuer="https://accounts.google.com",
    client_id="payung",
    client_secret="secret",
    domains=("guru.sd.belajar.id", "guru.smp.belajar.id"),
)


MEMBERS = (
    PlatformMember("1", "Ratna Dewi", is_active=True),
    PlatformMember("2", LONG_NAME, is_active=True),
    PlatformMember("3", "Budi Santoso", is_active=False),
    PlatformMember("4", "", is_active=True),
)


def add_rosters(session, platform_id):
    """A roster with all states of members, and one whose list waits for its job; their ids."""
    now = utc_now()
    for context, title in (("7a", "Kelas 7A"), ("7b", "Kelas 7B")):
        address = "https://belajar.example/members"
        record_roster(session, Roster(platform_id, "1", context, "POESA-EL", title, address))
    stored, waiting = rosters(session, platform_id)
    for members in (MEMBERS, MEMBERS[1:]):
        differences = compare(expected_members(session, stored.id), members)
        begin_application(session, stored.id, differences, applied_by=new_id(), now=now)
        store_members(session, stored.id, differences.changed, now=now)
        mark_left(session, stored.id, differences.left, now=now)
    add_job(
        session,
        kind=JOB,
        key=f"{JOB}:{waiting.id}:",
        arguments={},
        now=now,
        due_at=now + timedelta(days=1),
    )
    return stored.id, waiting.id


def add_sent_score(session, platform_id, person_id):
    """A score that the platform knows; its id."""
    link = ScoredLink(
        platform_id, "1", "link-1", "/courses/POESA-EL", "https://belajar.example/lineitems/1"
    )
    record_link(session, link, person_id=person_id, subject="user-7", now=utc_now())
    score = due_score(session, session.scalars(select(LtiScore.id)).one())
    mark_sent(session, score, percent=80, is_complete=False, now=utc_now())
    return score.id


def add_launched(world, session, administrator_id):
    """The browser of `launched` holds a launch whose person has not agreed yet."""
    platform_id = add_platform(session, PLATFORM, added_by=None, now=utc_now())
    namesake = replace(PLATFORM, name="Balai Latihan (contoh)", client_id="payung-2")
    add_platform(session, namesake, added_by=None, now=utc_now(), active=False)
    world.paths["platform"] = f"/admin/platforms/{platform_id}"
    world.paths["platform check"] = f"/admin/platforms/{platform_id}/check"
    for name, roster_id in zip(
        ("roster", "stored roster"), add_rosters(session, platform_id), strict=True
    ):
        world.paths[name] = f"/admin/platforms/{platform_id}/rosters/{roster_id}"
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
        "score": str(add_sent_score(session, platform_id, administrator_id)),
        "title": "Penguatan Orang Dewasa",
        "name": LONG_NAME,
        "at": launch["at"],
    }
    provider_id = add_provider(session, PROVIDER, added_by=None, now=utc_now())
    world.paths["sign-in provider"] = f"/admin/sign-in-providers/{provider_id}"
    elsewhere = {
        "provider": str(provider_id),
        "account": [PROVIDER.issuer, "user-7"],
        "name": LONG_NAME,
        "next": "/home",
        "at": launch["at"],
    }
    pending = {
        PENDING: launch,
        PICKING: picking,
        REVIEWED: reviewed,
        ELSEWHERE: elsewhere,
    }
    cookie = {
        "name": world.app.config["SESSION_COOKIE_NAME"],
        "value": signer.dumps(pending),
        "domain": urlsplit(world.origin).hostname,
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    world.states["launched"] = {"cookies": [cookie], "origins": []}
