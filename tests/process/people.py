"""Invented learners who use the served program, as pages without script and as scripts do."""

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException
from threading import Barrier
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor
from uuid import UUID, uuid4

from courses.course_files.reader import read_course
from lms.cli.demo.form_browser import Form, FormBrowser, Page
from lms.cli.demo.learner import COURSE, DemoLearner
from tests.factories import SHIPPED_COURSE

PASSWORD = "empat kuda di bukit hijau"
PATIENCE = 40.0


def sign_up(server, name: str, contact: str) -> tuple[FormBrowser, Page]:
    browser, form, values = open_sign_up(server, name, contact)
    return browser, browser.submit(form, values)


def open_sign_up(server, name: str, contact: str) -> tuple[FormBrowser, Form, dict[str, str]]:
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
    return browser, form, values


@cache
def served_course():
    """The course that a served program imports at its start."""
    return read_course(SHIPPED_COURSE)


@dataclass
class Sitting:
    """An attempt that is open, and what each of its pages offers."""

    attempt_id: UUID
    choices: list[list[str]] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


class Learner(DemoLearner):
    """The learner of the demo, who can also do many things at the same moment."""

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}", served_course())
        self.port = port
        self.token = ""

    def arrive(self) -> None:
        self.sign_up()
        self.join()
        form = self.browser.get(f"{COURSE}/assessments/pre").form("/assessments/")
        self.token = dict(form.fields)["csrf_token"]

    def do_all_but_the_post_test(self) -> None:
        self.rate_confidence("before", level=2)
        self.take_test("pre")
        self.read_lessons()
        self.play_scenarios()
        self.submit_plan()

    def begin(self, task: str) -> Sitting:
        """Open the attempt, or start one."""
        page = self.browser.get(f"{COURSE}/assessments/{task}")
        starts = [form for form in page.forms if "/assessments/" in form.action]
        url = self.browser.submit(starts[0], {}).url if starts else page.link("/attempts/")
        sitting = Sitting(UUID(urlsplit(url).path.split("/")[2]))
        for place in range(1, 21):
            page = self.browser.get(f"/attempts/{sitting.attempt_id}/items/{place}")
            form = page.form("/items/")
            sitting.choices.append(form.values_of("answer"))
            sitting.right.append(self._answer(form, page))
        return sitting

    def start(self, task: str) -> int:
        """Press the button that starts an assessment, on a page of its own."""
        body = {"csrf_token": self.token, "attempt_id": str(uuid4())}
        return self._post(f"{COURSE}/assessments/{task}", body)

    def save(self, attempt_id: UUID, position: int, value: str, response_id: UUID) -> bool:
        """As the page's script does. True when a receipt came back."""
        body = {"position": position, "fields": {"answer": [value]}}
        path = f"/attempts/{attempt_id}/responses/{response_id}"
        status, content = self._send_json("PUT", path, body)
        return status == 200 and json.loads(content)["response_id"] == str(response_id)

    def save_together(self, attempt_id: UUID, values: Mapping[UUID, str]) -> bool:
        """Answers to the first questions in one request, by their ids. True with all receipts."""
        responses = [
            {"id": str(response_id), "position": number, "fields": {"answer": [value]}}
            for number, (response_id, value) in enumerate(values.items(), start=1)
        ]
        path = f"/attempts/{attempt_id}/responses"
        status, content = self._send_json("POST", path, {"responses": responses})
        receipts = json.loads(content)["receipts"] if status == 200 else []
        return [one["response_id"] for one in receipts] == [one["id"] for one in responses]

    def submit(self, attempt_id: UUID) -> int:
        return self._post(f"/attempts/{attempt_id}/submit", {"csrf_token": self.token})

    def _post(self, path: str, body: dict[str, str]) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(body), headers)[0]

    def _send_json(self, method: str, path: str, body: dict[str, object]) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return self._send(method, path, json.dumps(body), headers)

    def _send(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {**headers, "Cookie": self._cookies()})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

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


def at_once(count, do):
    """Call `do(number)` from that many threads, all let go at the same moment."""
    barrier = Barrier(count)

    def one(number):
        barrier.wait()
        return do(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))
