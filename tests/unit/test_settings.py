"""An address is refused while the settings are read, not by what would use it."""

import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from lms.settings import EXAMPLES, Settings


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite:////srv/payung/payung.db",
        "postgresql://payung@localhost/payung",
        "postgresql+psycopg://payung:a%20b/c?d@[::1]:5432/payung?sslmode=require",
        "postgresql:///payung?host=/run/postgresql",
        "postgresql://",
    ],
)
def test_an_address_of_one_of_the_two_databases_is_taken(address):
    settings = Settings(database_url=address)
    assert make_url(settings.database_uri).get_backend_name() in {"sqlite", "postgresql"}


@pytest.mark.parametrize(
    "address",
    [
        "payung.db",
        "://",
        "mysql://payung@localhost/payung",
        "postgresql+asyncpg://payung@localhost/payung",
        "postgresql://localhost:port/payung",
        "https://payung.example",
    ],
)
def test_any_other_is_refused(address):
    with pytest.raises(ValidationError, match="must be an address such as postgresql://"):
        Settings(database_url=address)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_our_own_examples_of_addresses_are_taken_and_others_refused(name):
    for example in EXAMPLES[name]:
        assert getattr(Settings(**{name: example, "mail_from": "a@payung.example"}), name)
    for wrong in ("xx", "javascript:alert(1)", "ftp://payung.example", "https://", "smtp://a:b"):
        with pytest.raises(ValidationError, match=name):
            Settings(**{name: wrong, "mail_from": "a@payung.example"})


@pytest.mark.parametrize("name", ["public_url", "content_url"])
@pytest.mark.parametrize("wrong", ["https://payung.example:port", "payung.example", "https://[::1"])
def test_an_origin_that_is_none_is_refused(name, wrong):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: wrong})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_local_trial_listens_to_its_own_computer_only(host):
    assert Settings(host=host, public_url="http://127.0.0.1:8000").has_loopback_origin
    for wider in ("0.0.0.0", "::", "192.0.2.7", "payung.example"):  # noqa: S104  what is refused
        with pytest.raises(ValidationError, match="PAYUNG_HOST"):
            Settings(host=wider, public_url="http://127.0.0.1:8000")
        assert Settings(host=wider, public_url="https://payung.example").host == wider


def test_a_local_trial_trusts_no_proxy():
    assert Settings(public_url="https://payung.example", trusted_proxies=1).trusted_proxies == 1
    for origin in ({}, {"public_url": "http://127.0.0.1:8000"}, {"public_url": "https://[::1]"}):
        with pytest.raises(ValidationError, match=r"PAYUNG_TRUSTED_PROXIES .+ PAYUNG_PUBLIC_URL"):
            Settings(trusted_proxies=1, **origin)


def test_files_of_courses_come_as_safely_as_the_pages():
    for origin, other in (("https://payung.example", "http"), ("http://localhost:8000", "https")):
        scheme = origin.partition(":")[0]
        files = f"{scheme}://files.example"
        assert Settings(public_url=origin, content_url=files).content_url == files
        with pytest.raises(ValidationError, match="PAYUNG_CONTENT_URL must be"):
            Settings(public_url=origin, content_url=f"{other}://files.example")


def test_a_password_with_a_slash_is_not_repeated():
    with pytest.raises(ValidationError) as refused:
        Settings(mail_url="smtp://payung:geheim/1@mail.example", mail_from="a@payung.example")
    assert [("geheim" in one["msg"]) for one in refused.value.errors()] == [False]


def test_former_hosts_have_no_scheme():
    hosts = ("lama.example", "lama.example:8443", "[::1]:8000", "localhost")
    assert Settings(former_hosts=",".join(hosts)).former_hosts == hosts
    for wrong in ("https://lama.example", "lama.example/x", "a b"):
        with pytest.raises(ValidationError, match="former_hosts"):
            Settings(former_hosts=wrong)
