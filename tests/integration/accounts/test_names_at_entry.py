"""Wherever a name is typed: what a certificate cannot hold is refused at once, with a sentence."""

import pytest

from lms.accounts.queries import person_profile
from lms.accounts.sign_in.service import make_administrator_link
from lms.kernel.clock import utc_now
from tests.integration.accounts.pages import SIGN_UP

LONGEST = "Maharani Kusumaningtyas Wirasatya Hadiningrat Prawirodirjo S"
REFUSALS = [("李 明", "Certificates cannot show this yet: 李明"), (LONGEST + "a", "at most 60")]
PRINTABLE = ["Ratna Dewi", LONGEST, "Nguyễn Thị Ánh", "ꦱꦸꦫꦠ꧀"]


@pytest.fixture
def token(new_session):
    """Of a link that makes an administrator."""
    with new_session() as session, session.begin():
        return make_administrator_link(session, now=utc_now())


@pytest.fixture(params=["sign-up", "account/profile", "admin/people/invite", "admin/first"])
def enter(request, client, token, make_person, sign_in):
    """Sends one of the forms that ask for a name."""
    address = request.param
    if address == "admin/first":
        address += f"/{token}"
    elif address != "sign-up":
        client = sign_in(make_person(roles=["administrator"]))
    client.set_cookie("language", "en")
    return lambda name: client.post(f"/{address}", data={**SIGN_UP, "language": "en", "name": name})


@pytest.mark.parametrize(("name", "sentence"), REFUSALS)
def test_name_that_no_certificate_can_hold_is_refused_with_a_sentence(enter, name, sentence):
    answer = enter(name)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert enter("Ratna Dewi").status_code == 303


@pytest.mark.parametrize("name", PRINTABLE)
def test_name_in_a_script_of_the_fonts_is_kept_whole(sign_in, make_person, new_session, name):
    person_id = make_person()
    sign_in(person_id).post("/account/profile", data={**SIGN_UP, "language": "id", "name": name})
    with new_session() as session:
        assert person_profile(session, person_id).name == name
