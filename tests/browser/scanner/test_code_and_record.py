"""The page that a telephone opens from a code: what is signed behind the # against the record."""

import pytest
from sqlalchemy import update

from certificates.models import Certificate, SigningKey
from certificates.qr import base41
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from tests.browser.scanner.test_without_a_network import forged

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(secure_site, telephone):
    """The page of a code, as a telephone opens it; gives what the server was asked for, too."""
    with telephone(secure_site.codes["genuine"]) as context:

        def opened(code):
            page = context.new_page()
            asked = []
            page.on("request", lambda request: asked.append(request))
            page.goto(code.replace("HTTPS://PAYUNG.EXAMPLE/V/", "https://payung.example/V/"))
            page.locator("[data-code]").wait_for()
            return page, asked

        yield opened


def result(page):
    card = page.locator("[data-code]")
    return card.get_attribute("data-code"), card.locator(".verdict").get_attribute("data-verdict")


def test_a_genuine_code_agrees_with_the_record(opened, secure_site):
    page, _asked = opened(secure_site.codes["genuine"])
    assert result(page) == ("genuine", "valid")
    assert page.locator("main .note.good").is_visible()


def test_the_signed_part_never_reaches_the_server(opened, secure_site):
    code = secure_site.codes["genuine"]
    _page, asked = opened(code)
    payload = code.partition("#")[2]
    assert len(asked) > 5
    for request in asked:
        assert payload not in request.url.partition("#")[0]
        assert payload not in str(request.all_headers())
        assert request.post_data is None


def test_a_forged_code_is_refused_however_good_the_number_is(opened, secure_site):
    page, _asked = opened(forged(secure_site.codes["genuine"]))
    assert result(page) == ("forged", "forged")
    assert not page.locator(".verdict", has_text="sah").count()


def test_a_code_cut_short_is_refused(opened, secure_site):
    page, _asked = opened(secure_site.codes["genuine"][:-9])
    assert result(page) == ("unreadable", "forged")


def test_a_genuine_code_of_another_number_is_refused(opened, secure_site):
    other = secure_site.codes["suspended"].partition("#")[2]
    page, _asked = opened(secure_site.codes["genuine"].partition("#")[0] + "#" + other)
    assert result(page) == ("forged", "forged")


def test_a_record_that_says_something_else_is_shown_beside_the_code(opened, secure_site):
    with secure_site.app.app_context(), transaction() as session:
        session.execute(
            update(Certificate)
            .where(Certificate.number == secure_site.numbers["genuine"])
            .values(level=1)
        )
    page, _asked = opened(secure_site.codes["genuine"])
    assert result(page) == ("differs", "differs")
    assert "Tuntas / Completed" in page.locator("[data-field=level] .tag").inner_text()


def test_what_a_leaked_key_signed_is_checked_online_only(opened, secure_site):
    now = utc_now()
    with secure_site.app.app_context(), transaction() as session:
        session.execute(
            update(SigningKey)
            .where(SigningKey.algorithm == "Ed25519", SigningKey.is_specimen.is_(False))
            .values(retired_at=now, compromised_at=now)
        )
    page, _asked = opened(secure_site.codes["genuine"])
    assert result(page) == ("online-only", "online-only")
    changed = base41.encode(base41.decode(secure_site.codes["genuine"].partition("#")[2])[:-1])
    page, _asked = opened(secure_site.codes["genuine"].partition("#")[0] + "#" + changed)
    assert result(page) == ("unreadable", "forged")


def test_the_skip_link_is_not_taken_for_a_code(opened, secure_site, telephone):
    page, _asked = opened(secure_site.codes["genuine"])
    page.goto(f"/v/{secure_site.numbers['genuine']}#content")
    page.reload()
    assert page.locator(".verdict").get_attribute("data-verdict") == "valid"
    assert page.locator("[data-code]").count() == 0
