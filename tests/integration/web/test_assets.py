"""Files and pages over HTTP: compressed for who takes it, kept by who may keep it."""

import gzip

import pytest

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def style_sheet(app):
    return app.jinja_env.globals["asset_url"]("payung.css")


def test_an_asset_with_its_hash_is_kept_for_good(client, style_sheet):
    response = client.get(style_sheet)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"


def test_an_asset_without_its_hash_is_kept_for_an_hour(client):
    assert client.get("/static/favicon.svg").headers["Cache-Control"] == "public, max-age=3600"


def test_an_asset_carries_no_cookie(client, style_sheet):
    response = client.get(style_sheet)
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "address", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/none.css"]
)
def test_what_is_no_asset_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_asset_goes_compressed_to_who_takes_gzip(client, style_sheet):
    packed, plain = client.get(style_sheet, headers=GZIP), client.get(style_sheet)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_page_goes_compressed_to_who_takes_gzip(client):
    packed, plain = client.get("/", headers=GZIP), client.get("/")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert gzip.decompress(packed.data) == plain.data


def test_a_page_goes_plain_to_who_refuses_gzip(client):
    assert (
        "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers
    )


def test_a_short_answer_is_not_worth_compressing(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
