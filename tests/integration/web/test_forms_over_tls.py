"""Forms over https: the browser must say that they are of this site, in one of its ways."""

import re

import pytest

from lms.app import create_app
from lms.settings import Settings

HERE = "https://payung.example"
SAID = {"account": "Nama di kertas lain dari pada di layar."}


@pytest.fixture
def client(database_url, tmp_path):
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, public_url=HERE)
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=False)
    return app.test_client()


@pytest.fixture
def report(client):
    """Sends the form of a suspect certificate with its token and what a browser says."""

    def report(headers, **changes):
        page = client.get("/verify/report", base_url=HERE)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
        data = SAID | {"csrf_token": token} | changes
        return client.post("/verify/report", base_url=HERE, data=data, headers=headers)

    return report


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": HERE},
        {"Referer": f"{HERE}/verify/report"},
        {"Origin": "null", "Referer": f"{HERE}/verify/report"},
    ],
    ids=str,
)
def test_a_report_of_our_own_page_is_taken(report, headers):
    assert report(headers).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://lain.payung.example"},
        {"Origin": "https://jahat.example", "Referer": f"{HERE}/verify/report"},
        {"Origin": "http://payung.example"},
        {"Origin": "null"},
        {"Referer": "https://jahat.example/?https://payung.example/"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(report, headers):
    assert report(headers).status_code == 400
    assert report({"Origin": HERE}).status_code == 303


def test_the_token_is_asked_for_all_the_same(report):
    assert report({"Sec-Fetch-Site": "same-origin"}, csrf_token="other").status_code == 400


def test_the_page_of_the_form_lets_the_browser_say_where_it_stands(client):
    page = client.get("/verify/report", base_url=HERE)
    assert page.headers["Referrer-Policy"] == "same-origin"
    elsewhere = client.get("/v/0000-0000-0000-0000", base_url=HERE)
    assert elsewhere.headers["Referrer-Policy"] == "no-referrer"
