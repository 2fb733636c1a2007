"""The host under which a certificate is published, and which of them are public."""

import pytest

from certificates.issuer_host import parse_host


@pytest.mark.parametrize(
    ("url", "authority", "is_public"),
    [
        ("https://Payung.Example", "payung.example", True),
        ("https://payung.example:443/", "payung.example", True),
        ("https://payung.example:8443", "payung.example:8443", True),
        ("https://bücher.example", "xn--bcher-kva.example", True),
        ("https://localhost", "localhost", False),
        ("http://payung.example", "payung.example", False),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://[::1]:8000", "[::1]:8000", False),
    ],
)
def test_a_host_is_small_and_only_https_elsewhere_is_public(url, authority, is_public):
    host = parse_host(url)
    assert (host.authority, host.is_public) == (authority, is_public)


@pytest.mark.parametrize(
    "url", ["https://payung.example/kursus", "https://a@payung.example", "ftp://a", "payung"]
)
def test_a_url_with_more_than_a_host_is_refused(url):
    with pytest.raises(ValueError, match="public URL"):
        parse_host(url)
