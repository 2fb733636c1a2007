"""A site with a public name: certificates of every state, and a pilot that has ended."""

from datetime import timedelta

from certificates.issue_data import Holder
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import service
from certificates.records.status_changes import supersede
from courses.catalogue.service import end_pilot
from lms.accounts.queries import person_profile
from lms.kernel.clock import utc_now
from tests.browser.organisations import LONG_NAME
from tests.browser.world import World
from tests.factories import make_person

STATES = ("valid", "expired", "revoked", "suspended", "superseded", "withdrawn")


def build_public_world(site):
    """`paths` lead to the page of each state's certificate; `newcomer` finds the course closed."""
    world = World(site.app, site.origin, states={"anyone": None})
    version_id = site.open()
    for state in STATES:
        site.issue(state, LONG_NAME)
        world.paths[state] = f"/v/{format_number(site.numbers[state])}"
    site.revoke("revoked")
    site.suspend("suspended")
    with world.writing() as session:
        expire(session, site.certificates["expired"])
        replace(session, site.certificates["superseded"])
        service.erase_holder(session, site.certificates["withdrawn"], now=utc_now())
        world.let_in(session, "newcomer", make_person(session, name="Wayan"))
        decision = {"name": "Kelas pertama", "reason": "selesai", "now": utc_now()}
        ended_by = make_person(session, roles=("administrator",))
        end_pilot(session, version_id, ended_by=ended_by, **decision)
    return world


def expire(session, certificate_id):
    """It was valid for a moment."""
    certificate = session.get_one(Certificate, certificate_id)
    certificate.valid_until = certificate.issued_at + timedelta(milliseconds=1)


def replace(session, certificate_id):
    """For another name, as after a correction."""
    person = person_profile(session, session.get_one(Certificate, certificate_id).person_id)
    holder = Holder("Maharani Kusumaningtyas", person.audience, person.province_code)
    facts = {"holder": holder, "person_key_id": person.data_key_id}
    supersede(session, certificate_id, superseded_by=None, now=utc_now(), **facts)
