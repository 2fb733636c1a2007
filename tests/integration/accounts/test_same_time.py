"""Where a message answers, the time of the page says nothing about who has an account."""

from time import monotonic

import pytest

from lms.web.account.constant_time import MIN_SECONDS
from tests.integration.accounts.pages import sign_up


@pytest.fixture
def settings(settings):
    mail = {"mail_url": "smtp://mail.example", "mail_from": "payung@payung.example"}
    return settings.model_copy(update=mail)


def seconds(do):
    began = monotonic()
    assert do().status_code == 303
    return monotonic() - began


@pytest.mark.parametrize("contact", ["sri@contoh.id", "nobody@contoh.id"])
def test_no_answer_comes_sooner_than_another(client, make_person, contact):
    make_person(contact="sri@contoh.id")
    assert seconds(lambda: client.post("/reset", data={"contact": contact})) >= MIN_SECONDS
    assert seconds(lambda: sign_up(client, contact=contact)) >= MIN_SECONDS
