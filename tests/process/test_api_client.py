"""A typed client, generated from the OpenAPI document of a served program, does the main job."""

import json
import re
import subprocess
import sys
from http.client import HTTPConnection
from importlib import import_module
from uuid import uuid4

import pytest

from tests.process.people import Learner, served_course

PACKAGE = "payung_client"
COURSE = "POESA-EL"
SCOPES = ("learning:read", "learning:write")
TOKEN = re.compile("payung_[0-9a-f]{48}")
BODIES = {
    "enrol": "EnrolmentWanted",
    "start_attempt": "AttemptWanted",
    "save_answers": "AnswersSent",
    "submit_attempt": "NoContent",
}


class Client:
    """The generated package with a token: `call` returns the model of a successful answer."""

    def __init__(self, port, token):
        package = import_module(PACKAGE)
        self.client = package.AuthenticatedClient(f"http://127.0.0.1:{port}", token=token)
        self.models = import_module(f"{PACKAGE}.models")

    def __enter__(self):
        self.client.__enter__()
        return self

    def __exit__(self, *error):
        self.client.__exit__(*error)

    def call(self, tag, operation, *path, **facts):
        module = import_module(f"{PACKAGE}.api.{tag}.{operation}")
        answer = module.sync_detailed(*path, client=self.client, **facts)
        assert answer.status_code == 200, answer.content
        return answer.parsed

    def write(self, operation, *path, **body):
        """Call an operation on own learning with the model of its body and a new key."""
        model = getattr(self.models, BODIES[operation]).from_dict(body)
        key = str(uuid4())
        return self.call("own_learning", operation, *path, body=model, idempotency_key=key)


@pytest.fixture
def port(started_once):
    started_once.start()
    return started_once.port


@pytest.fixture
def package(port, tmp_path, monkeypatch):
    """The folder of the generated package, which can be imported."""
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(document_of(port)))
    folder = tmp_path / "generated" / PACKAGE
    generate = [sys.executable, "-m", "openapi_python_client", "generate"]
    options = ["--path", document, "--output-path", folder, "--meta", "none"]
    settings = tmp_path / "client.yaml"
    settings.write_text("post_hooks: []\n")  # the code need not be formatted
    subprocess.run(
        [*generate, *options, "--config", settings, "--fail-on-warning"],
        check=True,
        capture_output=True,
        text=True,
    )
    folder.parent.joinpath(PACKAGE, "py.typed").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def document_of(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=40)
    connection.request("GET", "/api/v1/openapi.json")
    text = connection.getresponse().read()
    connection.close()
    return json.loads(text)


def test_generated_client_has_types_that_hold(package):
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", package],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_generated_client_does_the_main_job(port, package):
    learner = Learner(port)
    learner.sign_up()
    with Client(port, own_token(learner)) as client:
        do_main_job(client, learner)


def test_generated_client_reads_lists_of_coordinators(started_once, port, package):
    """With a token of a service, which reaches all organisations: none has been entered."""
    with Client(port, service_token(started_once)) as client:
        assert client.call("rosters", "organisations").organisations == []
        answer = client.call("evaluation", "evaluation_versions")
        assert answer.groups is None
        (version,) = answer.versions
        assert (version.course, version.has_figures) == (COURSE, False)
        figures = client.call("evaluation", "evaluation", version.version_id)
        assert (figures.released_at, figures.stages) == (None, [])


def do_main_job(client, learner):
    (course,) = client.call("courses", "courses").courses
    assert (course.code, course.is_open) == (COURSE, True)
    assert client.call("courses", "course", COURSE).modules
    enrolment_id = client.write("enrol", course=COURSE).id
    learner.rate_confidence("before", level=2)
    before = take_test(client, enrolment_id, "pre")
    assert (before.percent, before.unanswered) == (None, [])
    learner.read_lessons()  # lessons, scenarios and the plan are done on pages
    learner.play_scenarios()
    learner.submit_plan()
    progress = client.call("own_learning", "own_enrolment", enrolment_id)
    assert progress.lessons_done == progress.lessons_total
    assert progress.completed_at is None
    after = take_test(client, enrolment_id, "post")
    assert (after.percent, after.has_passed, after.next_attempt) == (100, True, "passed")
    attempts = client.call("own_learning", "own_attempts", enrolment_id).attempts
    tests = [attempt for attempt in attempts if attempt.task in ("pre", "post")]
    assert [(test.task, test.percent) for test in tests] == [("pre", 100), ("post", 100)]
    (certificate,) = client.call("own_learning", "own_certificates").certificates
    checked = client.call("certificates", "certificate", certificate.number)
    assert checked.outcome == certificate.outcome == "specimen"
    assert checked.course_code == COURSE


def own_token(learner):
    """Create a token on the page of tokens, as its owner does."""
    form = learner.browser.get("/account/tokens").form("/account/tokens")
    values = {"name": "Skrip", "scopes": list(SCOPES), "days": "30"}
    return TOKEN.search(learner.browser.submit(form, values).text)[0]


def service_token(served):
    """Create a token of a service with the command of the server."""
    scopes = ["--scope", "rosters:read", "--scope", "evaluation:read"]
    made = subprocess.run(
        [served.command, "token", "create", "--name", "Dinas", *scopes],
        env=served.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return TOKEN.search(made.stdout)[0]


def take_test(client, enrolment_id, task):
    """Answer each question with what the course files call right, and submit."""
    attempt = client.write("start_attempt", enrolment_id, task=task)
    assert attempt.questions
    answers = [
        {
            "position": question.position,
            "fields": {"answer": [right_value(question)]},
        }
        for question in attempt.questions
    ]
    receipts = client.write("save_answers", attempt.id, answers=answers).receipts
    assert [receipt.position for receipt in receipts] == [
        question.position for question in attempt.questions
    ]
    return client.write("submit_attempt", attempt.id)


def right_value(question):
    (control,) = question.controls
    right = {
        option["text_id"].strip()
        for item in served_course().items["single_best"]
        if item["stem_id"].strip() == question.text
        for option in item["options"]
        if option["correct"]
    }
    return next(choice.value for choice in control.choices if choice.text in right)
