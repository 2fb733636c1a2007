"""Landing, notes and the language switch."""

import re

import pytest

from lms.accounts.platform.queries import SAFEGUARDING
from lms.accounts.platform.service import set_platform_setting
from lms.kernel.clock import utc_now

HTML = {"Accept": "text/html"}


def test_the_landing_page_says_what_payung_is_before_a_course_is_loaded(client):
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert 'href="/sign-up"' in page.text


@pytest.mark.parametrize(("address", "word"), [("/catatan", "Belanja"), ("/notes", "Shopping")])
def test_the_notes_have_neither_brand_nor_cookie_nor_link_back(client, address, word):
    response = client.get(address)
    assert word in response.text
    assert "payung" not in response.text.lower().replace("/static/", "")
    assert 'href="/"' not in response.text
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize(("language", "notes"), [("id", "/catatan"), ("en", "/notes")])
def test_quick_exit_leads_to_notes_in_the_language_of_the_page(client, language, notes):
    client.set_cookie("language", language)
    assert f'href="{notes}" rel="noreferrer"' in client.get("/accessibility").text


def test_every_page_leads_to_whom_one_tells_a_concern(client, make_person, sign_in, new_session):
    client.set_cookie("language", "en")
    for address in ("/", "/sign-in", "/no-such-page"):
        assert 'href="/concern"' in client.get(address, headers=HTML).text
    assert "has not named anybody yet" in client.get("/concern").text
    contact = {"name": "Bu Sari", "phone": "0812", "email": ""}
    with new_session() as session, session.begin():
        set_platform_setting(session, SAFEGUARDING, contact, set_by=make_person(), now=utc_now())
    page = client.get("/concern").text
    assert "Bu Sari" in page
    assert 'href="tel:0812"' in page
    assert "<form" not in page


def test_administration_stands_in_the_navigation_of_those_to_whom_it_is_open(make_person, sign_in):
    nav = 'href="/admin"'
    learner = sign_in(make_person())
    staff = {role: sign_in(make_person(roles=[role])) for role in ("administrator", "coordinator")}
    assert nav not in learner.get("/home").text
    for client in staff.values():
        assert nav in client.get("/home").text
        assert client.get("/admin").location == "/admin/people"
    author = sign_in(make_person(roles=["author"]))
    assert author.get("/admin").location == "/admin/courses"
    assert learner.get("/admin").status_code == 403


def test_every_page_of_ours_offers_the_quick_exit_and_the_helplines(client):
    for address in ("/", "/accessibility", "/no-such-page"):
        text = client.get(address, headers=HTML).text
        assert 'href="/catatan" rel="noreferrer"' in text
        assert text.index("tel:129") < text.index("tel:110") < text.index("tel:119")


def test_a_page_is_in_indonesian_unless_the_reader_asks_for_english(client):
    assert '<html lang="id">' in client.get("/").text
    assert '<html lang="id">' in client.get("/", headers={"Accept-Language": "de, fr"}).text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB"}).text


def test_the_switch_keeps_the_choice_and_comes_back_to_the_page(client):
    page = client.get("/accessibility?x=1")
    link = re.search(r'class="lang" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    answer = client.get(link)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/accessibility?x=1"
    assert '<html lang="en">' in client.get("/accessibility").text


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_switch_leads_to_no_other_site(client, address):
    answer = client.get("/language/en", query_string={"next": address})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_not_found(client):
    assert client.get("/language/xx", headers=HTML).status_code == 404
    assert client.get("/language/en", headers=HTML).status_code == 303


def test_a_missing_page_says_so_calmly_and_in_the_title_too(client):
    page = client.get("/no-such-page", headers=HTML | {"Accept-Language": "en"})
    assert page.status_code == 404
    assert "<title>This page is not here · Payung</title>" in page.text
    assert "This page is not here" in page.text
