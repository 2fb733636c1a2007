"""Invented learners who use the served program, as pages without script and as scripts do."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor
from uuid import UUID

from lms.cli.demo_learner import COURSE, DemoLearner
from lms.cli.form_browser import FormBrowser, Page
from tests.factories import course_files

PASSWORD = "empat kuda di bukit hijau"
PATIENCE = 40.0


def sign_up(server, name: str, contact: str) -> tuple[FormBrowser, Page]:
    browser = FormBrowser(f"http://127.0.0.1:{server.port}")
    form = browser.get("/sign-up").form("/sign-up")
    values = {
        "name": name,
        "contact": contact,
        "password": PASSWORD,
        "audience": "teacher",
        "province": form.values_of("province")[-1],
        **{name: "y" for name in form.names() if name.startswith("consent_")},
    }
    return browser, browser.submit(form, values)


@cache
def course_items():
    return course_files().items


@dataclass
class Sitting:
    """An attempt that is open, and the values that each of its pages offers."""

    attempt_id: UUID
    choices: list[list[str]]


class Learner(DemoLearner):
    """The learner of the demo, who can also save many answers at the same moment."""

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}", course_items())
        self.port = port
        self.token = ""

    def arrive(self) -> None:
        self.sign_up()
        self.join()
        form = self.browser.get(f"{COURSE}/assessments/pre").form("/assessments/")
        self.token = dict(form.fields)["csrf_token"]

    def begin(self, task: str) -> Sitting:
        attempt_id = UUID(urlsplit(self._begin(task).url).path.split("/")[2])
        pages = [
            self.browser.get(f"/attempts/{attempt_id}/items/{place}") for place in range(1, 21)
        ]
        return Sitting(attempt_id, [page.form("/items/").values_of("answer") for page in pages])

    def save(self, attempt_id: UUID, position: int, value: str, response_id: UUID) -> bool:
        """As the page's script does. True when a receipt came back."""
        body = json.dumps({"position": position, "fields": {"answer": [value]}})
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": self.token,
            "Cookie": self._cookies(),
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                "PUT", f"/attempts/{attempt_id}/responses/{response_id}", body, headers
            )
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        return response.status == 200 and json.loads(content)["response_id"] == str(response_id)

    def _cookies(self) -> str:
        handlers = self.browser._opener.handlers
        (jar,) = (one.cookiejar for one in handlers if isinstance(one, HTTPCookieProcessor))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def until_answered(do: Callable[[], bool]) -> None:
    """Repeat the same request until it is acknowledged, as a browser with a bad network does."""
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        try:
            if do():
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.05)
    raise AssertionError("no answer was acknowledged in time")
