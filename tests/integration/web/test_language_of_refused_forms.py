"""The switch of language on a refused form shows it again in the other language, as it was sent."""

import io
import re
from html import unescape

import pytest
from sqlalchemy import func, select
from wtforms import PasswordField

from lms.accounts.models import Person
from lms.accounts.sign_in.throttle import MAX_PER_ACCOUNT_AND_ADDRESS, MAX_PER_ADDRESS
from lms.web.account import forms as account_forms
from lms.web.texts.language_switch import FIELD, NEVER_SENT_BACK
from tests.integration.accounts import pages

SWITCH = re.compile(r'<form class="switch" method="post" action="([^"]*)">(.*?)</form>', re.DOTALL)
CONTACT = "ratna.dewi@contoh.id"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def switch_of(page):
    """Where the switch of a page posts to, and its fields with the button's."""
    address, inside = SWITCH.search(page.text).groups()
    fields = [(unescape(name), unescape(value)) for name, value in HIDDEN.findall(inside)]
    name, value = re.search(r'<button[^>]* name="([^"]+)" value="([^"]+)"', inside).groups()
    return unescape(address), [*fields, (name, value)]


def press_switch(client, page):
    address, fields = switch_of(page)
    return client.post(
        address, data={key: [v for k, v in fields if k == key] for key, _v in fields}
    )


@pytest.fixture
def learner(sign_in, make_person):
    return sign_in(make_person(name="Ratna"))


def sent_profile(client, **changes):
    page = client.get("/account/profile").text
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    return client.post("/account/profile", data=fields | changes)


def test_what_was_typed_stays_and_the_errors_speak_the_other_language(client):
    typed = {"name": "", "contact": 'Ratna "R" <x>\r\nBandung', "audience": "teacher"}
    refused = client.post("/sign-up", data=typed | {"password": "short"})
    assert (refused.status_code, '<html lang="id">' in refused.text) == (422, True)

    page = press_switch(client, refused)

    assert page.status_code == 422
    assert '<html lang="en">' in page.text
    assert "<title>Error: " in page.text
    assert 'value="Ratna &#34;R&#34; &lt;x&gt;' in page.text
    back = press_switch(client, page)
    assert (back.status_code, '<html lang="id">' in back.text) == (422, True)
    assert client.get("/sign-up").text.count('<html lang="id">') == 1  # the choice is remembered


def test_no_password_comes_back(client):
    typed = {"name": "Ratna", "contact": "bukan alamat", "password": "rahasia-sekali-7"}
    refused = client.post("/sign-up", data=typed)
    assert refused.status_code == 422
    assert "rahasia-sekali-7" not in refused.text
    assert "password" not in dict(switch_of(refused)[1])


def test_every_field_for_a_password_is_one_that_is_not_sent_back():
    classes = [value for value in vars(account_forms).values() if isinstance(value, type)]
    names = {
        name
        for made in classes
        for name, field in vars(made).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert names
    assert names <= NEVER_SENT_BACK


def test_a_page_without_errors_has_a_plain_link(client, learner):
    for page in (client.get("/sign-up"), learner.get("/account/profile")):
        assert SWITCH.search(page.text) is None
        assert 'class="lang" href="/language/en?' in page.text


def test_the_switch_never_stores_what_is_no_longer_refused(learner, new_session):
    refused = sent_profile(learner, name="")
    assert refused.status_code == 422
    address, fields = switch_of(refused)

    answer = learner.post(address, data=dict(fields) | {"name": "Ratna Dewi"})

    assert (answer.status_code, answer.location) == (303, "/account/profile")
    page = learner.get("/account/profile").text
    assert '<html lang="en">' in page
    assert "Ratna Dewi" not in page
    with new_session() as session:
        assert session.scalar(select(func.count()).where(Person.name == "Ratna Dewi")) == 0
    assert 'role="status"' not in page  # nor does it say that it did


def test_an_unknown_language_changes_nothing(client):
    refused = client.post("/sign-up", data={"name": ""})
    address, fields = switch_of(refused)
    page = client.post(address, data=dict(fields) | {FIELD: "xx"})
    assert '<html lang="id">' in page.text


def test_a_file_has_to_be_chosen_again_and_the_texts_beside_it_stay(sign_in, make_person):
    administrator = sign_in(make_person(roles=["administrator"]))
    texts = {"name": "Wulan", "title_id": "Ketua", "title_en": "Chair"}
    typed = {f"signatory_1_{part}": text for part, text in texts.items()}
    choices = {"template": "payung", "language": "id"}
    file = {"signatory_1_picture": (io.BytesIO(b"no picture"), "l.png")}
    path = "/admin/certificates/templates/design"
    refused = administrator.post(path, data=typed | choices | file)
    assert refused.status_code == 422

    page = press_switch(administrator, refused)

    assert page.status_code == 422
    assert '<html lang="en">' in page.text
    assert 'value="Wulan"' in page.text
    assert "Choose the file once more." in page.text
    assert "l.png" not in page.text
    again = administrator.post(path, data=typed | choices)
    assert again.status_code == 303  # no file is missed where none was sent


def test_guesses_with_the_switch_count_like_others(client, app):
    pages.sign_up(app.test_client())
    statuses = [
        client.post("/sign-in", data={"contact": CONTACT, "password": guess, FIELD: "en"})
        for guess in [f"kuda lumping {number}" for number in range(MAX_PER_ACCOUNT_AND_ADDRESS + 1)]
    ]
    assert [page.status_code for page in statuses] == [422] * MAX_PER_ACCOUNT_AND_ADDRESS + [429]
    assert pages.sign_in(client).status_code == 429  # the right password neither


def test_guessed_codes_with_the_switch_count_like_others(client):
    codes = [f"ABCD-{number:04d}" for number in range(2, MAX_PER_ADDRESS + 3)]
    statuses = {
        client.post("/join", data={"code": code, FIELD: "en"}).status_code for code in codes
    }
    assert statuses == {422, 429}
