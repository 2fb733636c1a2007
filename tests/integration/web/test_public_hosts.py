"""Pages answer to the host as browsers send it, however the settings write it."""

import pytest

from lms.app import create_app
from lms.settings import Settings


@pytest.fixture
def status(database_url, tmp_path):
    """Of a page that a browser asks for at that origin, with these settings."""

    def status(asked, **hosts):
        settings = Settings(data_dir=tmp_path / "data", database_url=database_url, **hosts)
        app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=False)
        return app.test_client().get("/verify", base_url=asked).status_code

    return status


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://payung.example:443", "https://payung.example"),
        ("https://payung.example.", "https://payung.example"),
        ("https://päyung.example", "https://xn--pyung-gra.example"),
    ],
)
def test_a_public_url_and_a_former_host_answer_in_any_writing(status, written, asked):
    assert status(asked, public_url=written) == 200
    former = written.removeprefix("https://")
    assert status(asked, public_url="https://belajar.example", former_hosts=former) == 200
    assert status("https://lain.example", public_url=written) == 421


def test_a_local_address_at_the_port_of_http_answers(status):
    assert status("http://127.0.0.2", host="127.0.0.2", port=80) == 200
