"""Dynamic Registration: a platform registers by a one-time address, and waits for approval."""

import json
import re
from datetime import timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from lms.accounts.lti import registrations
from lms.accounts.lti.errors import LtiRegistrationInUse, LtiRegistrationUnknown
from lms.accounts.lti.models import LtiKey, LtiPlatform, LtiRegistration
from lms.accounts.lti.platforms import PlatformDetails, add_platform
from lms.accounts.lti.queries import deployment_ids
from lms.app import create_app
from lms.extensions import db, limiter, transaction
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import new_id, utc_now
from lms.lti.registration import configuration
from lms.lti.registration.configuration import TOOL
from tests.integration.lti.conftest import FRAME
from tests.lti_platform import LtiPlatform as Server
from tests.shared_apps import TEST_CONFIG
from tests.slow_site import shows_busy, waiting_threads


class RegistrationService:
    """The addresses of a platform that registers tools; `changes` are those of its answers."""

    def __init__(self, server):
        self.server, self.sent, self.headers = server, [], []
        self.configuration, self.registered, self.status = {}, {}, 200

    def answer(self, request):
        origin = self.server.origin
        if request.path == "/openid":
            values = {
                "issuer": origin,
                "authorization_endpoint": f"{origin}/auth",
                "token_endpoint": f"{origin}/token",
                "jwks_uri": f"{origin}/keys",
                "registration_endpoint": f"{origin}/register",
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": [
                    "openid",
                    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
                ],
            } | self.configuration
            return Response(json.dumps(values))
        assert (request.path, request.method) == ("/register", "POST")
        self.headers.append(request.headers.get("Authorization"))
        self.sent.append(json.loads(request.get_data()))
        values = {"client_id": "client-9", TOOL: {"deployment_id": "d-1"}} | self.registered
        return Response(json.dumps(values), self.status)


@pytest.fixture(scope="module")
def other_server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def service(other_server):
    service = RegistrationService(other_server)
    other_server.answer = service.answer
    return service


@pytest.fixture
def token(administrator):
    page = administrator.post("/admin/platforms/register", data={"name": "Sekolah Contoh"}).text
    return re.search(r"/lti/register\?t=([\w-]+)</textarea>", page)[1]


@pytest.fixture
def values(token, service):
    """What the platform adds to the address."""
    return {
        "t": token,
        "openid_configuration": f"{service.server.origin}/openid",
        "registration_token": "secret-7",
    }


@pytest.fixture
def opened(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def app_with_limits(app):
    """With limits, which other tests leave out."""
    settings = app.extensions["settings"]
    limited = create_app(settings, **(TEST_CONFIG | {"RATELIMIT_ENABLED": True}))
    yield limited
    with limited.app_context():
        limiter.reset()
        db.session.remove()
        db.engine.dispose()
    limiter.enabled = False


def stored(new_session):
    with new_session() as session:
        return session.scalars(select(LtiPlatform)).all()


def test_platform_registers_and_waits_for_approval(
    opened, values, service, new_session, administrator
):
    page = opened.get("/lti/register", query_string=values, headers=FRAME)
    assert page.status_code == 200
    origin = service.server.origin
    assert f"frame-ancestors {origin}" in page.headers["Content-Security-Policy"]
    assert page.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert (stored(new_session), service.sent) == ([], [])
    done = opened.post("/lti/register", data=values, headers=FRAME)
    assert done.status_code == 201
    assert re.search(r'<script src="/static/lti/close[^"]*\.js" defer>', done.text)
    assert "You may close this window" in done.text
    assert service.headers == ["Bearer secret-7"]
    (sent,) = service.sent
    assert re.fullmatch(r"http://127.0.0.1:\d+/lti/launch", sent["redirect_uris"][0])
    assert sent["initiate_login_uri"].endswith("/lti/login")
    assert sent["jwks_uri"].endswith("/lti/jwks.json")
    assert sent["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert "email" not in json.dumps(sent)
    assert {message["type"] for message in sent[TOOL]["messages"]} >= {
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    }
    (platform,) = stored(new_session)
    assert (platform.name, platform.issuer, platform.client_id) == (
        "Sekolah Contoh",
        origin,
        "client-9",
    )
    assert (platform.active, platform.frame_origins) == (False, origin)
    with new_session() as session:
        assert deployment_ids(session, platform.id) == ["d-1"]
        assert session.scalars(select(LtiKey)).all() != []
        actions = set(session.scalars(select(AuditEvent.action)))
        assert {"lti.registration-created", "lti.platform-added"} <= actions


def test_launches_begin_with_the_approval(opened, values, service, new_session, administrator):
    opened.post("/lti/register", data=values)
    login = {"iss": service.server.origin, "client_id": "client-9", "login_hint": "x"}
    assert opened.get("/lti/login", query_string=login).status_code == 403
    assert "Waits for you" in administrator.get("/admin/platforms/").text
    (platform,) = stored(new_session)
    assert administrator.post(f"/admin/platforms/{platform.id}/start").status_code == 303
    assert opened.get("/lti/login", query_string=login).status_code == 303
    assert "Waits for you" not in administrator.get("/admin/platforms/").text
    administrator.post(f"/admin/platforms/{platform.id}/stop")
    assert "Waits for you" not in administrator.get("/admin/platforms/").text  # it was approved


def test_used_address_is_refused(opened, values, service, new_session):
    assert opened.post("/lti/register", data=values).status_code == 201
    for response in (
        opened.post("/lti/register", data=values),
        opened.get("/lti/register", query_string=values),
    ):
        assert response.status_code == 403
        assert "has expired or was used" in response.text
    assert len(stored(new_session)) == len(service.sent) == 1


def test_expired_and_forged_addresses_are_refused(opened, values, service, new_session):
    assert opened.post("/lti/register", data=values | {"t": "x" * 32}).status_code == 403
    assert opened.post("/lti/register", data=values | {"t": ""}).status_code == 403
    with new_session() as session, session.begin():
        past = utc_now() - timedelta(seconds=1)
        session.execute(update(LtiRegistration).values(expires_at=past))
    assert opened.post("/lti/register", data=values).status_code == 403
    assert (stored(new_session), service.sent) == ([], [])


@pytest.mark.parametrize(
    "address", ["", "https://", "ftp://x/", "http://moodle.example/openid", "https://u:p@x/o"]
)
def test_address_that_a_person_opens_stays_usable(address, opened, values, new_session):
    wrong = values | {"openid_configuration": address}
    assert opened.get("/lti/register", query_string=wrong).status_code == 400
    assert opened.post("/lti/register", data=wrong).status_code == 400
    assert opened.post("/lti/register", data=values).status_code == 201


@pytest.mark.parametrize(
    ("part", "changes", "code"),
    [
        ("configuration", {"issuer": None}, "configuration-incomplete"),
        ("configuration", {"registration_endpoint": ""}, "configuration-incomplete"),
        ("configuration", {"id_token_signing_alg_values_supported": ["ES256"]}, "no-rs256"),
        ("configuration", {"registration_endpoint": "http://10.0.0.1/"}, "inside-network"),
        ("configuration", {"registration_endpoint": "file:///etc/passwd"}, "url"),
        ("configuration", {"jwks_uri": "http://moodle.example/keys"}, "key_set_url"),
        ("registered", {"client_id": ""}, "no-client-id"),
        ("registered", {"client_id": {}}, "no-client-id"),
        ("status", 400, "registration-400"),
    ],
)
def test_failed_registration_stores_nothing_and_may_be_tried_again(
    part, changes, code, opened, values, service, new_session
):
    good = getattr(service, part)
    setattr(service, part, changes)
    response = opened.post("/lti/register", data=values)
    assert response.status_code == 502
    assert code in response.text
    assert stored(new_session) == []
    setattr(service, part, good)
    assert opened.post("/lti/register", data=values).status_code == 201


def test_answers_that_cannot_be_read(opened, values, service, new_session):
    for body in ("", "[]", "[" * 100_000, " " * 300_000):
        service.server.answer = lambda _request, body=body: Response(body)
        assert opened.post("/lti/register", data=values).status_code == 502
    assert stored(new_session) == []


def test_both_requests_share_one_short_deadline(opened, values, service, monkeypatch):
    monkeypatch.setattr(configuration, "SECONDS", 1.5)
    answer = service.answer

    def slow(request):
        sleep(1)
        return answer(request)

    service.server.answer = slow
    began = monotonic()
    response = opened.post("/lti/register", data=values)
    assert (response.status_code, "timeout" in response.text) == (502, True)
    assert monotonic() - began < 6


def test_slow_sites_leave_a_thread_to_others(opened, values, service, app, new_session):
    with waiting_threads(app) as ended:
        response = opened.post("/lti/register", data=values)
        assert shows_busy(response), response.text
        assert service.sent == []
        ended.set()
    assert opened.post("/lti/register", data=values).status_code == 201  # the address is free again


def test_no_connection_waits_for_the_platform(opened, values, service, app):
    answer, counts = service.answer, []

    def count(request):
        with app.app_context():
            counts.append(db.engine.pool.checkedout())
        return answer(request)

    service.server.answer = count
    assert opened.post("/lti/register", data=values).status_code == 201
    assert counts == [0, 0]


def test_killed_registration_holds_its_address_for_a_minute(
    administrator, opened, values, new_session
):
    """A process that is killed between taking the address and releasing it leaves `used_at`."""

    def leave_taken(age):
        with new_session() as session, session.begin():
            session.execute(update(LtiRegistration).values(used_at=utc_now() - age))

    leave_taken(timedelta(seconds=20))
    response = opened.post("/lti/register", data=values)
    assert (response.status_code, response.headers.get("Retry-After")) == (503, "10")
    assert "under way" in response.text
    leave_taken(timedelta(seconds=61))
    assert "Sekolah Contoh" in administrator.get("/admin/platforms/register").text
    assert opened.get("/lti/register", query_string=values).status_code == 200
    assert opened.post("/lti/register", data=values).status_code == 201
    leave_taken(timedelta(seconds=61))  # one that has finished stays used
    assert opened.post("/lti/register", data=values).status_code == 403


def test_late_registration_does_not_end_the_lease_of_another(new_session, values):
    """It was suspended for longer than its lease, and the address was taken again meanwhile."""
    late, current = utc_now() - timedelta(minutes=2), utc_now()
    with new_session() as session:
        registration = registrations.open_registration(session, values["t"], now=current)
        registrations.take_registration(session, registration.id, now=late)
        registrations.take_registration(session, registration.id, now=current)
        registrations.release_registration(session, registration.id, taken_at=late)
        with pytest.raises(LtiRegistrationInUse):
            registrations.open_registration(session, values["t"], now=current)
        with pytest.raises(LtiRegistrationUnknown):
            registrations.finish_registration(session, registration.id, new_id(), taken_at=late)


def test_address_may_be_tried_a_few_times(app_with_limits, values, service):
    service.status = 400
    client = app_with_limits.test_client()
    statuses = [client.post("/lti/register", data=values).status_code for _try in range(11)]
    assert statuses == [502] * 10 + [429]
    refused = client.post("/lti/register", data=values)
    assert "Coba lagi satu jam lagi" in refused.text
    assert client.get("/lti/register", query_string=values).status_code == 200


def test_busy_moment_is_no_try(app_with_limits, values):
    client = app_with_limits.test_client()
    with waiting_threads(app_with_limits):
        for _try in range(11):
            assert client.post("/lti/register", data=values).status_code == 503
    assert client.post("/lti/register", data=values).status_code == 201


def test_address_is_withdrawn(administrator, values, opened, service, new_session):
    page = administrator.get("/admin/platforms/register").text
    assert "Sekolah Contoh" in page
    (address,) = re.findall(r'action="(/admin/platforms/register/[^"]+/withdraw)"', page)
    assert opened.post(address).status_code == 401
    assert administrator.post(address).status_code == 303
    assert "Sekolah Contoh" not in administrator.get("/admin/platforms/register").text
    assert administrator.post(address).status_code == 404
    assert opened.post("/lti/register", data=values).status_code == 403
    assert (stored(new_session), service.sent) == ([], [])
    with new_session() as session:
        assert "lti.registration-withdrawn" in session.scalars(select(AuditEvent.action)).all()


def test_address_that_is_withdrawn_while_its_platform_registers(
    administrator, values, opened, service, new_session
):
    page = administrator.get("/admin/platforms/register").text
    (address,) = re.findall(r'action="(/admin/platforms/register/[^"]+/withdraw)"', page)
    answer = service.answer

    def withdraw(request):
        if request.path == "/register":
            assert administrator.post(address).status_code == 303
        return answer(request)

    service.server.answer = withdraw
    assert opened.post("/lti/register", data=values).status_code == 403
    assert stored(new_session) == []


def test_used_and_expired_addresses_are_not_listed(administrator, values, opened, new_session):
    assert opened.post("/lti/register", data=values).status_code == 201
    administrator.post("/admin/platforms/register", data={"name": "Sekolah Lain"})
    page = administrator.get("/admin/platforms/register").text
    assert ("Sekolah Lain" in page, "Sekolah Contoh" in page) == (True, False)
    with new_session() as session, session.begin():
        past = utc_now() - timedelta(seconds=1)
        session.execute(update(LtiRegistration).values(expires_at=past))
    assert "Sekolah Lain" not in administrator.get("/admin/platforms/register").text


def test_approval_warns_of_an_issuer_that_another_platform_has(
    administrator, values, opened, service, new_session
):
    for name in ("Sekolah Contoh", "Sekolah Kedua"):
        service.registered = {"client_id": name.replace(" ", "-")}
        page = administrator.post("/admin/platforms/register", data={"name": name}).text
        token = re.search(r"/lti/register\?t=([\w-]+)</textarea>", page)[1]
        assert opened.post("/lti/register", data=values | {"t": token}).status_code == 201
    first, second = stored(new_session)
    address = f"/admin/platforms/{second.id}"
    page = administrator.get(address).text
    assert "their keys come from the same site" in page  # as with the blocks of one Open edX
    assert f"{first.name}: {first.client_id}" in page
    with new_session() as session, session.begin():
        session.get(LtiPlatform, first.id).key_set_url = "https://other.example/keys"
    page = administrator.get(address).text
    assert f"{first.name} has the same issuer" in page
    assert "their keys come from the same site" not in page
    with new_session() as session, session.begin():
        session.get(LtiPlatform, first.id).issuer = "https://other.example"
    page = administrator.get(address).text
    assert "has the same issuer" not in page
    assert "have the same issuer" not in page


def test_only_administrators_create_addresses(make_person, sign_in, client):
    learner = sign_in(make_person())
    assert learner.get("/admin/platforms/register").status_code == 403
    assert learner.post("/admin/platforms/register", data={"name": "x"}).status_code == 403
    assert client.post("/admin/platforms/register", data={"name": "x"}).status_code == 401


def test_name_is_required(administrator, new_session):
    response = administrator.post("/admin/platforms/register", data={"name": ""})
    assert response.status_code == 422
    with new_session() as session:
        assert session.scalars(select(LtiRegistration)).all() == []


@pytest.mark.parametrize(
    ("stored_values", "field"),
    [
        ({"key_set_url": "https://other.example/keys"}, "issuer"),
        ({"issuer": "https://other.example"}, "token_url"),
    ],
)
def test_platform_that_acts_for_another_is_refused(
    opened, values, service, new_session, app, stored_values, field
):
    """Else its launches would sign in people of the other, or its scores bring tokens of it."""
    origin = service.server.origin
    own = {"issuer": origin, "token_url": f"{origin}/token", "key_set_url": f"{origin}/keys"}
    details = PlatformDetails(
        name="Other",
        client_id="client-1",
        authorization_url=f"{origin}/auth",
        frame_origins=(),
        deployment_ids=(),
        **own | stored_values,
    )
    with app.app_context(), transaction() as session:
        add_platform(session, details, added_by=None, now=utc_now())
    refused = opened.post("/lti/register", data=values, headers=FRAME)
    assert refused.status_code == 502
    assert field in refused.text
    assert [platform.name for platform in stored(new_session)] == ["Other"]
