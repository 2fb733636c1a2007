"""A personal link that has lapsed is printed on no slip, and its page says what to do instead."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.accounts.contacts import parse_contact
from lms.kernel.clock import utc_now
from lms.organisations.invitations.models import Invitation
from lms.workflows.organisations.join_organisation import invite_person

LEFT_OUT = "link has lapsed and has no slip"


@pytest.fixture(params=["newcomer", "with an account"])
def invitation(request, act, school, make_person):
    """Of Budi, who is a member by it, or is asked first since the account is his."""
    if request.param == "with an account":
        make_person(name="Nama Akun", contact="budi@contoh.id")
    asked = {"name": "Budi", "contact": parse_contact("budi@contoh.id"), "made_by": make_person()}
    return act(invite_person, organisation_id=school, cohort_id=None, is_sent=False, **asked)


@pytest.fixture
def lapse(new_session):
    def lapse(invitation_id):
        then = utc_now() - timedelta(days=31)
        old = {"made_at": then, "expires_at": then + timedelta(days=30)}
        with new_session() as session, session.begin():
            session.execute(update(Invitation).where(Invitation.id == invitation_id).values(**old))

    return lapse


def test_lapsed_link_has_no_slip_and_its_page_leads_to_a_new_one(
    act, invitation, lapse, school, coordinator, make_person, new_session
):
    base = f"/organisations/{school}"
    slips = coordinator.get(f"{base}/slips").text
    assert ("<b>Budi</b>" in slips, LEFT_OUT in slips) == (True, False)
    assert "/invitation/" in coordinator.get(f"{base}/invitations/{invitation}").text
    lapse(invitation)
    slips = coordinator.get(f"{base}/slips").text
    assert ("Budi" in slips, LEFT_OUT in slips) == (False, True)
    page = coordinator.get(f"{base}/invitations/{invitation}").text
    assert ("/invitation/" in page, "opens nothing any more" in page) == (False, True)
    assert f'href="{base}/invite"' in page
    members = coordinator.get(f"{base}/members").text
    assert "their link has lapsed" in members or "expired on" in members
    asked = {"name": "Budi", "contact": "budi@contoh.id", "cohort": ""}
    assert "/invitations/" in coordinator.post(f"{base}/invite", data=asked).location
    slips = coordinator.get(f"{base}/slips").text
    assert ("<b>Budi</b>" in slips, LEFT_OUT in slips) == (True, False)
    with new_session() as session:
        assert len(session.scalars(select(Invitation.id)).all()) == 2
