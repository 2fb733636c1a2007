"""Launches of Open edX's consumer that Payung refuses in the frame, each for one reason."""

import json
from base64 import urlsafe_b64decode
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from urllib.parse import parse_qsl, urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import expect
from sqlalchemy import select, update
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from lms.accounts.lti.models import LtiAccount, LtiPlatform, LtiScore
from lms.accounts.service import suspend_person
from lms.kernel.clock import utc_now
from lms.lti.scores import GONE
from lms.tasks import sweep
from tests.browser.lti.first_page import agree
from tests.lti_platform import CLAIM
from tests.runner.postgres import free_port

LESSON = "/courses/POESA-EL/lessons/M01-L1"
CHANGES = {  # of the claims of the consumer's own token, which is then signed again with its key
    "lti-token-expired": lambda claims: {"iat": claims["iat"] - 700, "exp": claims["iat"] - 100},
    "lti-token-from-future": lambda claims: {"iat": claims["iat"] + 700},
    "lti-audience-wrong": lambda claims: {"aud": "another-tool"},
    "lti-nonce-wrong": lambda claims: {"nonce": "another-nonce"},
    "lti-deployment-unknown": lambda claims: {f"{CLAIM}deployment_id": "2"},
    "lti-user-missing": lambda claims: {"sub": ""},
}
POST_IN_A_FRAME = """([address, fields]) => {
  const form = document.createElement("form");
  [form.method, form.action, form.target] = ["post", address, "again"];
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    [input.name, input.value] = [name, value];
    form.append(input);
  }
  const frame = document.createElement("iframe");
  frame.name = "again";
  document.body.replaceChildren(form, frame);
  form.submit();
}"""


@pytest.fixture
def key(consumer):
    """The private key with which the consumer signs."""
    ((pem, kid),) = consumer.rows(
        "SELECT lti_1p3_internal_private_key, lti_1p3_internal_private_key_id"
        " FROM lti_consumer_lti1p3passport"
    )
    return RSAKey.import_key(pem, {"kid": kid})


@pytest.fixture
def sent_forms(page, payung):
    """What the consumer's page sends to Payung; `sent_forms.change` replaces fields of it."""

    def send_on(route):
        forms.append(dict(parse_qsl(route.request.post_data)))
        route.continue_(post_data=urlencode(forms.change(forms[-1])))

    class Forms(list):
        change = staticmethod(lambda form: form)

    forms = Forms()
    page.route(f"{payung.origin}/lti/launch", send_on)
    return forms


@contextmanager
def changed_platform(payung, **columns):
    """Payung has other values for the platform while the block runs."""
    with payung.writing() as session:
        before = session.execute(select(*(getattr(LtiPlatform, name) for name in columns))).one()
        session.execute(update(LtiPlatform).values(columns))
    try:
        yield
    finally:
        with payung.writing() as session:
            session.execute(update(LtiPlatform).values(dict(zip(columns, before, strict=True))))


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def expect_refusal(frame, code):
    expect(frame.locator("h1")).to_have_text("Payung tidak dapat dibuka")
    expect(frame.locator("main")).to_contain_text(code)


def accounts(payung, consumer, username):
    """The accounts in Payung of a user of the platform."""
    subject = consumer.external_id(username)
    with payung.writing() as session:
        return session.scalars(
            select(LtiAccount.person_id).where(LtiAccount.subject == subject)
        ).all()


@pytest.mark.parametrize("code", CHANGES)
def test_changed_claim(code, sent_forms, key, open_unit, payung, consumer):
    def change(form):
        claims = claims_of(form["id_token"])
        header = {"alg": "RS256", "kid": key.kid}
        return form | {"id_token": jwt.encode(header, claims | CHANGES[code](claims), key)}

    sent_forms.change = change
    expect_refusal(open_unit("dewi", "lesson"), code)
    assert accounts(payung, consumer, "dewi") == []


def test_signature_of_another_key(sent_forms, key, open_unit, payung, consumer):
    another = RSAKey.generate_key(2048)

    def change(form):
        header = {"alg": "RS256", "kid": key.kid}
        return form | {"id_token": jwt.encode(header, claims_of(form["id_token"]), another)}

    sent_forms.change = change
    expect_refusal(open_unit("dewi", "lesson"), "lti-signature-wrong")
    assert accounts(payung, consumer, "dewi") == []


def test_launch_that_is_sent_twice(page, sent_forms, open_unit, payung):
    expect(open_unit("dewi", "lesson").locator("[name=province]")).to_be_visible()
    page.evaluate(POST_IN_A_FRAME, [f"{payung.origin}/lti/launch", sent_forms[0]])
    expect_refusal(page.frame_locator("[name=again]"), "lti-launch-unknown")


def test_launch_that_another_browser_has_begun(browser, page, open_unit, payung, consumer):
    forms = []

    def hold_back(route):
        forms.append(dict(parse_qsl(route.request.post_data)))
        route.abort()

    page.route(f"{payung.origin}/lti/launch", hold_back)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/lti/launch")):
        open_unit("dewi", "lesson")
    context = browser.new_context(locale="id-ID")
    other = context.new_page()
    other.goto(f"{consumer.origin}/sign-in/guru")
    other.evaluate(POST_IN_A_FRAME, [f"{payung.origin}/lti/launch", forms[0]])
    expect_refusal(other.frame_locator("[name=again]"), "lti-cookie-missing")
    context.close()
    assert accounts(payung, consumer, "dewi") == []


def test_platform_whose_key_set_cannot_be_read(open_unit, payung):
    closed = f"http://127.0.0.1:{free_port()}/keys"
    with changed_platform(payung, key_set_url=closed):
        expect_refusal(open_unit("dewi", "lesson"), "lti-keys-unavailable")


@pytest.fixture
def hostile_keys():
    """Serves key sets that nobody should read to the end."""
    stopping = Event()

    @Request.application
    def answer(request):
        if request.path == "/large":
            return Response("x" * 10_000_000)
        if request.path == "/inside":
            return Response("", 302, {"Location": "http://10.0.0.1/keys"})
        stopping.wait(30)
        return Response("late")

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    stopping.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/hangs", "/large", "/inside"])
def test_platform_with_a_hostile_key_set(
    path, hostile_keys, open_unit, payung, consumer, monkeypatch
):
    monkeypatch.setattr("lms.lti.platform_keys.SECONDS", 1.0)
    began = monotonic()
    with changed_platform(payung, key_set_url=f"{hostile_keys}{path}"):
        expect_refusal(open_unit("dewi", "lesson"), "lti-keys-unavailable")
    assert monotonic() - began < 20
    assert accounts(payung, consumer, "dewi") == []
    open_unit("dewi", "lesson").locator("[name=province]").wait_for()  # other launches go on


def test_platform_whose_key_set_is_inside_the_network(open_unit, payung, consumer):
    with changed_platform(payung, key_set_url="http://10.0.0.1/keys"):
        expect_refusal(open_unit("dewi", "lesson"), "lti-keys-unavailable")
    assert accounts(payung, consumer, "dewi") == []


def test_platform_whose_launches_are_stopped(open_unit, payung):
    with changed_platform(payung, active=False):
        expect_refusal(open_unit("dewi", "lesson"), "lti-platform-stopped")


def test_suspended_person(open_unit, payung, consumer):
    frame = open_unit("komang", "lesson")
    agree(frame)
    frame.wait_for_url(payung.origin + LESSON)
    (person_id,) = accounts(payung, consumer, "komang")
    with payung.writing() as session:
        administrator = payung.people["administrator"]
        suspend_person(session, person_id, suspended_by=administrator, now=utc_now())
    expect_refusal(open_unit("komang", "lesson"), "lti-person-suspended")


def test_score_of_a_link_that_was_deleted_at_the_platform(open_unit, payung, consumer):
    frame = open_unit("made", "lesson")
    agree(frame)
    frame.wait_for_url(payung.origin + LESSON)
    consumer.rows("DELETE FROM lti_consumer_ltiagsscore")
    consumer.rows("DELETE FROM lti_consumer_ltiagslineitem")
    sweep(payung.app)
    own = select(LtiScore).where(LtiScore.subject == consumer.external_id("made"))
    with payung.writing() as session:
        score = session.scalars(own).one()
        assert (score.problem, score.due_at, score.sent_at) == (GONE, None, None)
    assert consumer.scores("made") == []
