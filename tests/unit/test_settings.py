"""An address is refused while the settings are read, not by what would use it."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from certificates.issuer_host import parse_host
from lms.adapters.database.migrations import (
    create_read_only_engine,
    database_version,
    latest_version,
    upgrade,
)
from lms.settings import ADDRESS_EXAMPLES, Settings, usable_cores

SERVERS = {
    "database_url": "postgresql://payung@localhost/payung",
    "redis_url": "redis://localhost:6379/0",
}


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


@pytest.mark.parametrize("name", sorted(ADDRESS_EXAMPLES))
def test_our_own_examples_of_addresses_are_taken_and_others_refused(name):
    for example in ADDRESS_EXAMPLES[name]:
        assert getattr(Settings(**{name: example, "mail_from": "a@payung.example"}), name)
    for wrong in ("xx", "javascript:alert(1)", "ftp://payung.example", "https://", "smtp://a:b"):
        with pytest.raises(ValidationError, match=name):
            Settings(**{name: wrong, "mail_from": "a@payung.example"})


@pytest.mark.parametrize("name", ["public_url", "content_url"])
@pytest.mark.parametrize(
    "wrong",
    [
        "https://payung.example:port",
        "https://payung.example:0",
        "payung.example",
        "https:payung.example",
        "https://[::1",
        "https://payung..example",
        f"https://{'a' * 64}.example",
        "https://payung.example#",
        "https://payung.example?",
        "https://:@payung.example",
        "https://@payung.example",
        "https://payung.example/a",
        "https://payung.example\\",
        "https://pay\nung.example",
        "https://pay\x01ung.example",
        "https://a b",
        "https://x;y",
        "https://*.example",
        "https://.",
        "http://127.0.0.2; script-src *",
    ],
)
def test_an_origin_that_is_none_is_refused(name, wrong):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: wrong})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_local_trial_listens_to_its_own_computer_only(host):
    assert Settings(host=host, public_url="http://127.0.0.1:8000").has_loopback_origin
    for wider in ("0.0.0.0", "::", "192.0.2.7"):  # noqa: S104  what is refused
        with pytest.raises(ValidationError, match="PAYUNG_HOST"):
            Settings(host=wider, public_url="http://127.0.0.1:8000")
        assert Settings(host=wider, public_url="https://payung.example").host == wider


@pytest.mark.parametrize(
    ("written", "host"),
    [("localhost", "127.0.0.1"), ("LocalHost", "127.0.0.1"), ("[::1]", "::1"), ("0:0::1", "::1")],
)
def test_what_listens_gets_an_address_without_a_name(written, host):
    assert Settings(host=written).host == host


@pytest.mark.parametrize("wrong", ["127.0.0.256", "payung.example", "[::1", "[127", "::1%lo", " "])
def test_what_is_no_address_to_listen_on_is_refused(wrong):
    for public_url in ("http://127.0.0.1:8000", "https://payung.example"):
        with pytest.raises(ValidationError, match="must be an address to listen on") as refused:
            Settings(host=wrong, public_url=public_url)
        assert refused.value.errors()[0]["loc"] == ("host",)


ORIGINS = {  # as written: as browsers name it
    "https://payung.example:443": "https://payung.example",
    "https://payung.example:": "https://payung.example",
    "https://payung.example.": "https://payung.example",
    "https://payung.example.:8443/": "https://payung.example:8443",
    "HTTPS://Payung.Example/": "https://payung.example",
    "https://päyung.example": "https://xn--pyung-gra.example",
    "https://[2001:DB8::1]:443": "https://[2001:db8::1]",
    "http://localhost:80": "http://localhost",
}


@pytest.mark.parametrize("written", ORIGINS)
def test_an_origin_is_that_of_browsers_and_of_certificates(written):
    origin = Settings(public_url=written).origin
    assert origin == ORIGINS[written] == parse_host(origin).origin


@pytest.mark.parametrize("written", [one for one in ORIGINS if one.startswith("https")])
def test_other_hosts_are_too(written):
    files = Settings(public_url="https://belajar.example", content_url=written)
    assert files.content_url == ORIGINS[written]
    moved = Settings(former_hosts=written.partition("://")[2])
    assert moved.former_hosts == (parse_host(ORIGINS[written]).authority,)


def test_a_default_port_stands_in_no_origin():
    assert Settings(host="127.0.0.2", port=80).origin == "http://127.0.0.2"


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
    for wrong in ("https://lama.example", "lama.example/x", "a b", "a..b", "a:0", "*.b", "a@b"):
        with pytest.raises(ValidationError, match="former_hosts"):
            Settings(former_hosts=wrong)


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    for name in ("DATA_DIR", "HOST", "PORT", "TIME_ZONE"):
        monkeypatch.setenv(f"PAYUNG_{name}", "")
    settings = Settings()
    assert settings.data_dir == Path("instance").absolute()
    assert settings.origin == "http://127.0.0.1:8000"


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["a?b", "a%41", "a%3Fb", "a#b c", "ä"])
def test_the_database_stands_in_the_data_folder_whatever_its_name(tmp_path, folder):
    settings = Settings(data_dir=tmp_path / folder, database_url="")
    settings.data_dir.mkdir()
    upgrade(settings.database_uri)
    assert {path.parent for path in tmp_path.rglob("*.db")} == {settings.data_dir}
    engine = create_read_only_engine(settings.database_uri)
    assert database_version(engine) == latest_version()
    engine.dispose()


@pytest.mark.parametrize("wrong", ["Asia", "Asia/", "a" * 300, "../Asia/Jakarta"])
def test_a_time_zone_that_is_none_is_refused(wrong):
    with pytest.raises(ValidationError, match="is not a time zone"):
        Settings(time_zone=wrong)


@pytest.mark.parametrize(
    "sender",
    [
        "a@payung.example",
        "Payung <a@payung.example>",
        '"Payung, Aceh" <a@localhost>',
        "Päyung <a@b>",
    ],
)
def test_a_sender_has_an_address_and_may_have_a_name(sender):
    assert Settings(mail_from=sender).mail_from == sender


@pytest.mark.parametrize(
    "wrong",
    ["payung", "payung@", "@payung.example", "Payung, Aceh <a@b>", "a@b\nBcc: c@d", '"', "<", "<>"],
)
def test_a_sender_without_an_address_is_refused(wrong):
    with pytest.raises(ValidationError, match="must be a mail address") as refused:
        Settings(mail_from=wrong)
    assert refused.value.errors()[0]["loc"] == ("mail_from",)


@pytest.mark.parametrize("wrong", ["geheim\n", "geheim\r\nX: y", "rahasiä", "a\x00b"])
def test_a_token_that_fits_into_no_header_is_refused_and_not_repeated(wrong):
    assert Settings(message_gateway_token="a-token.of~signs+/=").message_gateway_token
    with pytest.raises(ValidationError, match="one line of ASCII") as refused:
        Settings(message_gateway_token=wrong)
    assert wrong not in refused.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("given", "processes"),
    [
        ({}, 1),
        ({"database_url": "postgresql://payung@localhost/payung"}, 1),
        ({"redis_url": "redis://localhost:6379/0"}, 1),
        (SERVERS, min(usable_cores(), 8)),
        (SERVERS | {"workers": 3}, 3),
        ({"workers": 2}, 2),
    ],
)
def test_all_cores_answer_where_database_and_limits_are_shared(given, processes):
    assert Settings(**given).processes == processes
