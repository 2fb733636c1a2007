"""A site with a public name; browsers with a camera of ours."""

from contextlib import contextmanager

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.scanner.camera_film import film_of
from tests.browser.secure_site import HOST, ORIGIN, SecureSite

NAMES = {
    "genuine": "Ratna Dewi Kusumaningtyas",
    "revoked": "Petrus Lamba",
    "suspended": "Made Wirasatya",
}


@pytest.fixture
def secure_site(tmp_path):
    site = SecureSite(tmp_path)
    site.open()
    for what, name in NAMES.items():
        site.issue(what, name)
    site.revoke("revoked")
    site.suspend("suspended")
    yield site
    site.stop()


@pytest.fixture
def telephone(playwright, secure_site, tmp_path):
    """Opens a browser whose camera sees codes beside each other; gives its context."""

    @contextmanager
    def telephone(*codes):
        film = tmp_path / "film.y4m"
        film.write_bytes(film_of(*codes))
        arguments = [
            *CHROMIUM,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
            f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{secure_site.server.port}",
            f"--ignore-certificate-errors-spki-list={secure_site.pin}",
        ]
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield chromium.new_context(
            viewport={"width": 360, "height": 740}, locale="id-ID", base_url=ORIGIN
        )
        chromium.close()

    return telephone
