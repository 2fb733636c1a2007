"""Somebody whom a learning platform has just sent here for the first time."""

from urllib.parse import urlsplit

from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.kernel.clock import utc_now
from lms.lti.deep_linking import PICKING
from lms.lti.first_page import PENDING
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


def add_launched(world, session):
    """The browser of `launched` holds a launch whose person has not agreed yet."""
    platform_id = add_platform(session, PLATFORM, added_by=None, now=utc_now())
    world.paths["platform"] = f"/admin/platforms/{platform_id}"
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
    cookie = {
        "name": world.app.config["SESSION_COOKIE_NAME"],
        "value": signer.dumps({PENDING: launch, PICKING: picking}),
        "domain": urlsplit(world.origin).hostname,
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    world.states["launched"] = {"cookies": [cookie], "origins": []}
