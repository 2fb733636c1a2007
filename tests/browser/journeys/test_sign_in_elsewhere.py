"""A teacher signs in with an account at a provider on another site."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from lms.accounts.oidc.providers import ProviderDetails, add_provider, switch_provider
from lms.kernel.clock import utc_now
from tests.browser.navigation import follow
from tests.oidc_provider import OidcProvider


@pytest.fixture(scope="module")
def provider(site):
    provider = OidcProvider(host="localhost")  # another site than 127.0.0.1
    details = ProviderDetails(
        "Sekolah Contoh", provider.issuer, provider.client_id, provider.secret, ("*.belajar.id",)
    )
    with site.writing() as session:
        provider_id = add_provider(session, details, added_by=None, now=utc_now())
    yield provider
    provider.stop()
    with site.writing() as session:  # others look at the page of sign-in, too
        switch_provider(session, provider_id, active=False, changed_by=None, now=utc_now())


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(browser, request):
    context = browser.new_context(locale="en-GB", java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def sign_in(page, site):
    page.goto(f"{site.origin}/sign-in?next=/account")
    page.get_by_role("button", name="Sign in with Sekolah Contoh").click()


def test_first_sign_in_and_the_next(page, provider, site, request):
    assert urlsplit(provider.origin).hostname != urlsplit(site.origin).hostname
    provider.subject = request.node.name
    sign_in(page, site)
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    page.get_by_label("Teacher or school staff").check()
    page.get_by_label("Province", exact=True).select_option("53")
    page.get_by_label("Learning and certificate").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert [c for c in page.context.cookies() if "oidc-" in c["name"]] == []
    follow(page.get_by_role("button", name="Sign out"))
    sign_in(page, site)
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.get_by_role("link", name="Accounts elsewhere").click()
    account = page.get_by_role("listitem").filter(has_text="Last used on")
    expect(account).to_contain_text("Sekolah Contoh")


def test_account_of_a_private_person_is_explained(page, provider, site):
    provider.subject, provider.domain = "private", None
    try:
        sign_in(page, site)
        expect(page.get_by_role("heading", name="Signing in did not work")).to_be_visible()
    finally:
        provider.domain = "guru.sd.belajar.id"
