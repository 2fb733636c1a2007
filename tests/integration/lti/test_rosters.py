"""Members of a course at a platform: compared first, then stored; nobody is created."""

import json
import re
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from werkzeug.wrappers import Response

from courses.enrolment.models import Enrolment
from lms.accounts.lti import rosters
from lms.accounts.lti.models import LtiAccount, LtiMember, LtiRoster
from lms.accounts.models import Consent, Person
from lms.adapters.database.erasure_traces import scrub_erased
from lms.extensions import db
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job, add_job, claim_job, note_problem
from lms.kernel.sealing.sealing import DataKey
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE
from lms.lti.launch_token import MEMBERSHIPS
from lms.lti.rosters import application, membership_service
from lms.tasks import sweep
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.tidy_accounts import delete_stale_rows
from tests.conftest import ON_POSTGRESQL
from tests.lti_platform import CLAIM
from tests.slow_site import shows_busy, waiting_threads
from tests.statements import statements_of
from tests.visible_text import visible_text

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


def member(subject, name, *roles, status="Active"):
    return {"user_id": subject, "name": name, "roles": list(roles or ["Learner"]), "status": status}


class MembershipService:
    """Token and member addresses of the platform, a few members a page."""

    def __init__(self, platform):
        self.platform, self.members, self.forms, self.next = platform, [], [], None
        self.token_status, self.status, self.container, self.body = 200, 200, {}, None
        self.page_size = 2

    def answer(self, request):
        if request.path == "/keys":
            return Response(json.dumps({"keys": [self.platform.key.as_dict(private=False)]}))
        if request.path == "/token":
            self.forms.append(parse_qs(request.get_data(as_text=True)))
            return Response(json.dumps({"access_token": "secret-1"}), self.token_status)
        assert request.headers["Authorization"] == "Bearer secret-1"
        assert request.headers["Accept"].startswith("application/vnd.ims.lti-nrps.v2")
        start = int(request.args.get("from", 0))
        end = start + self.page_size
        page = {"id": "x", "context": {"id": "ctx-1"}, "members": self.members[start:end]}
        response = Response(self.body or json.dumps(page | self.container), self.status)
        if end < len(self.members):
            address = self.next or f"{self.platform.origin}/Course/Members?from={end}"
            response.headers.add("Link", '<https://other.example/x>; rel="differences"')
            response.headers.add("Link", f'<{address}>; rel="next"')
        return response


@pytest.fixture
def service(platform):
    service = MembershipService(platform)
    platform.answer = service.answer
    return service


@pytest.fixture
def claims(platform):
    return {
        f"{CLAIM}context": {"id": "ctx-1", "title": "Kelas  7A"},
        MEMBERSHIPS: {
            "context_memberships_url": f"{platform.origin}/Course/Members",
            "service_versions": ["2.0"],
        },
    }


@pytest.fixture
def address(browser, platform, service, course, claims, new_session):
    """The page of the roster, after the first launch of the course."""
    platform.custom = {"target": "/courses/POESA-EL"}
    assert browser.first_launch(**claims).location == "/courses/POESA-EL"
    with new_session() as session:
        row = session.scalars(select(LtiRoster)).one()
        assert (row.title, row.course_code, row.compared_at) == ("Kelas 7A", "POESA-EL", None)
        return f"/admin/platforms/{platform.id}/rosters/{row.id}"


@pytest.fixture
def synchronise(administrator, address, app):
    """Compare and store; gives the page with the differences."""

    def synchronise():
        shown = administrator.post(f"{address}/compare")
        assert shown.status_code == 200, shown.text
        response = administrator.post(f"{address}/apply", data={"digest": digest_of(shown.text)})
        assert response.location == address, response.text
        sweep(app)
        return shown.text

    return synchronise


def digest_of(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def counts_of(page):
    facts = re.search(r'<dl class="facts">(.*?)</dl>', page)[1]
    return {name: int(count) for name, count in re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", facts)}


def states(new_session):
    with new_session() as session:
        return {row.subject: row.state for row in session.scalars(select(LtiMember))}


@contextmanager
def rows_of_transactions(app, table):
    """How many rows of a table each transaction has written, in the order of the commits."""
    rows, written = [], Counter()

    def count(_connection, cursor, statement, *_more):
        if statement.startswith((f"INSERT INTO {table} ", f"UPDATE {table} ")):
            written["rows"] += max(cursor.rowcount, 1)  # SQLite counts none if rows are returned

    def commit(_connection):
        rows.append(written.pop("rows", 0))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", count)
    event.listen(engine, "commit", commit)
    try:
        yield rows
    finally:
        event.remove(engine, "after_cursor_execute", count)
        event.remove(engine, "commit", commit)


def test_differences_are_shown_and_nothing_is_stored(
    administrator, address, service, new_session, synchronise
):
    service.members = [
        member("user-7", "Ratna Dewi", LEARNER),
        member("user-8", "Budi Santoso"),
        member("user-9", "Guru", TEACHER),
        member("user-10", "Sari", f"{LEARNER.replace('#', '/')}#NonCreditLearner"),
        member("user-11", "Tono", status="Inactive"),
    ]
    page = administrator.post(f"{address}/compare").text
    assert counts_of(page) == {"new": 3, "other name": 0, "inactive": 1, "left": 0, "unchanged": 0}
    assert "Budi Santoso" in page
    assert "Guru" not in visible_text(page)
    assert "1 other member" in page
    assert states(new_session) == {}
    (form,) = service.forms
    assert form["scope"] == [membership_service.SCOPE]
    assert form["client_assertion"][0].count(".") == 2


def test_platform_that_withholds_names_is_told_from_people_without_one(
    administrator, address, service
):
    withheld = "The platform withholds the names of its members."
    service.members = [{"user_id": f"user-{n}", "roles": [LEARNER]} for n in (7, 8)]
    assert withheld in administrator.post(f"{address}/compare").text
    service.members.append(member("user-9", "Sari"))
    assert withheld not in administrator.post(f"{address}/compare").text
    service.members = []
    assert withheld not in administrator.post(f"{address}/compare").text


def test_names_are_shown_without_hidden_marks(administrator, address, service):
    service.members = [
        member("user-7", "Ratna\u202e Dewi"),
        member("user-8", "Budi\x00\nSantoso"),
        member("user-9", "Sari" + "x" * 1_000),
    ]
    page = administrator.post(f"{address}/compare").text
    assert '<li dir="auto">Ratna Dewi</li>' in page
    assert '<li dir="auto">Budi Santoso</li>' in page
    assert f'<li dir="auto">Sari{"x" * 251}</li>' in page


def test_apply_stores_members_creates_nobody_and_shows_who_came(
    administrator, address, service, new_session, synchronise, platform
):
    service.members = [member("user-7", "Ratna Dewi"), member("user-8", "Budi Santoso")]
    with new_session() as session:
        before = len(session.scalars(select(Person)).all())
    synchronise()
    assert states(new_session) == {"user-7": "active", "user-8": "active"}
    with new_session() as session:
        assert len(session.scalars(select(Person)).all()) == before
        sealed = b"".join(row.name for row in session.scalars(select(LtiMember)))
        assert b"Budi" not in sealed
        actions = session.scalars(select(AuditEvent.action)).all()
        assert {"lti.roster-read", "lti.roster-applied"} <= set(actions)
    page = administrator.get(address).text
    assert re.search(r"Ratna Dewi</b>\s*<span.*?Has an account here", page)
    assert re.search(r"Budi Santoso</b>\s*<span.*?Not opened yet", page)
    assert "Kelas 7A" in administrator.get(f"/admin/platforms/{platform.id}").text


def test_comparison_while_slow_sites_hold_the_threads(administrator, address, service, app):
    with waiting_threads(app):
        response = administrator.post(f"{address}/compare")
    assert shows_busy(response), response.text
    assert administrator.post(f"{address}/compare").status_code == 200


def test_changed_name_inactive_left_and_back(service, new_session, synchronise):
    service.members = [member(f"user-{n}", f"Orang {n}") for n in (7, 8, 9)]
    synchronise()
    service.members = [
        member("user-7", "Ratna Dewi Lestari"),
        member("user-8", "Orang 8", status="Inactive"),
    ]
    page = synchronise()
    assert counts_of(page) == {"new": 0, "other name": 1, "inactive": 1, "left": 1, "unchanged": 0}
    assert "Orang 7 → Ratna Dewi Lestari" in page
    assert states(new_session) == {"user-7": "active", "user-8": "inactive", "user-9": "left"}
    with new_session() as session:  # the account and the name on certificates stay
        account = session.scalars(select(LtiAccount)).one()
        assert session.get(Person, account.person_id).name == "Ratna Dewi"
    service.members = [member(f"user-{n}", "Ratna Dewi Lestari") for n in (7, 8, 9)]
    assert counts_of(synchronise())["new"] == 2
    assert set(states(new_session).values()) == {"active"}


def test_only_what_was_shown_is_stored(administrator, address, service, new_session, app):
    service.members = [member("user-7", "Ratna Dewi")]
    digest = digest_of(administrator.post(f"{address}/compare").text)
    service.members.append(member("user-8", "Budi Santoso"))
    for sent in ({"digest": digest}, {"digest": "0" * 64}, {}):
        assert administrator.post(f"{address}/apply", data=sent).status_code == 303
        sweep(app)
        page = administrator.get(address).text
        assert "have changed since this page" in page
        assert "Compare with the platform" in page
        assert states(new_session) == {}
    service.members.pop()
    assert administrator.post(f"{address}/apply", data={"digest": digest}).status_code == 303
    sweep(app)
    assert "have changed since this page" not in administrator.get(address).text
    assert states(new_session) == {"user-7": "active"}


def test_page_says_how_far_the_list_is_stored(administrator, address, service, app, new_session):
    service.members = [member("user-8", "Budi Santoso")]
    digest = digest_of(administrator.post(f"{address}/compare").text)
    for _click in range(2):
        administrator.post(f"{address}/apply", data={"digest": digest})
    with new_session() as session:
        (job,) = session.scalars(select(Job).where(Job.kind == application.JOB))
    page = administrator.get(address).text
    assert "The list is being stored: 0 %" in page
    assert "Compare with the platform" not in page
    sweep(app)
    assert "being stored" not in administrator.get(address).text
    with new_session() as session:
        assert session.get(Job, job.id).progress == 100


def test_list_whose_worker_was_killed_is_stored_whole(
    administrator, address, service, app, new_session
):
    """The first worker stores one batch; the second finds the list begun, and ends it."""
    service.members = [member(f"user-{n}", f"Orang {n}") for n in range(300)]
    service.page_size = 1_000
    digest = digest_of(administrator.post(f"{address}/compare").text)
    administrator.post(f"{address}/apply", data={"digest": digest})
    with new_session() as session:
        (job,) = session.scalars(select(Job).where(Job.kind == application.JOB))
    with app.app_context():
        arguments = job.arguments | {"job_id": str(job.id), "job_attempt": 1}
        assert next(application.apply_in_batches(arguments)) == 50
    assert len(states(new_session)) == 250
    sweep(app)
    assert Counter(states(new_session).values()) == {"active": 300}


def test_page_says_that_a_part_was_stored(administrator, address, service, app, new_session):
    """The first worker is killed after a batch; the second one does not reach the platform."""
    service.members = [member(f"user-{n}", f"Orang {n}") for n in range(300)]
    service.page_size = 1_000
    digest = digest_of(administrator.post(f"{address}/compare").text)
    administrator.post(f"{address}/apply", data={"digest": digest})
    with new_session() as session:
        (job,) = session.scalars(select(Job).where(Job.kind == application.JOB))
    with app.app_context():
        arguments = job.arguments | {"job_id": str(job.id), "job_attempt": 1}
        next(application.apply_in_batches(arguments))
    service.status = 500
    sweep(app)
    page = administrator.get(address).text
    assert "Nothing has changed" not in page
    assert "The list was not stored whole." in page
    assert "members-500" in page
    service.status = 403  # a new comparison fails for a reason of its own
    assert "does not give its members" in administrator.post(f"{address}/compare").text
    service.status = 200
    digest = digest_of(administrator.post(f"{address}/compare").text)
    administrator.post(f"{address}/apply", data={"digest": digest})
    sweep(app)
    assert "not stored whole" not in administrator.get(address).text


def test_newer_list_is_not_dropped_in_silence(administrator, address, service):
    service.members = [member("user-8", "Budi Santoso")]
    older = digest_of(administrator.post(f"{address}/compare").text)
    administrator.post(f"{address}/apply", data={"digest": older})
    administrator.post(f"{address}/apply", data={"digest": older})
    assert "An older list is still being stored" not in administrator.get(address).text
    service.members.append(member("user-9", "Citra"))
    newer = digest_of(administrator.post(f"{address}/compare").text)
    administrator.post(f"{address}/apply", data={"digest": newer})
    assert "An older list is still being stored" in administrator.get(address).text


def test_late_worker_notes_nothing_on_the_attempt_of_another(new_session):
    now = utc_now()
    with new_session() as session:
        job_id = add_job(session, kind="apply-lti-roster", key="x", arguments={}, now=now)
        late = claim_job(session, now=now)
        current = claim_job(session, now=now + timedelta(hours=1))
        assert (late.id, current.id) == (job_id, job_id)
        note_problem(session, job_id, "late", attempt=late.attempts)
        assert session.get(Job, job_id, populate_existing=True).problem is None
        note_problem(session, job_id, "current", attempt=current.attempts)
        assert session.get(Job, job_id, populate_existing=True).problem == "current"


def test_enrolments_of_a_large_list_are_many_transactions(
    app, service, synchronise, make_person, platform, new_session
):
    people = [make_person(name=f"Orang {n}") for n in range(60)]
    with new_session() as session, session.begin():
        for number, person_id in enumerate(people):
            session.add(
                LtiAccount(
                    issuer=platform.issuer,
                    subject=f"user-{number + 100}",
                    person_id=person_id,
                    created_at=utc_now(),
                )
            )
    service.members = [member(f"user-{n + 100}", f"Orang {n}") for n in range(60)]
    service.page_size = 100
    with rows_of_transactions(app, "enrolment") as rows:
        synchronise()
    assert (sum(rows), max(rows)) == (60, 50)


def test_member_with_an_account_is_enrolled_only_with_consent(
    service, new_session, synchronise, make_person, platform
):
    willing, silent, suspended = (make_person(name=name) for name in ("Adi", "Bela", "Candra"))
    with new_session() as session, session.begin():
        for subject, person in (("a", willing), ("b", silent), ("c", suspended)):
            session.add(
                LtiAccount(
                    issuer=platform.issuer,
                    subject=subject,
                    person_id=person,
                    created_at=utc_now(),
                )
            )
        session.get(Person, suspended).active = False
        consents = session.scalars(select(Consent).where(Consent.person_id == silent))
        for consent in consents:
            session.delete(consent)
    service.members = [member("a", "Adi"), member("b", "Bela"), member("c", "Candra")]
    synchronise()
    with new_session() as session:
        enrolled = set(session.scalars(select(Enrolment.person_id)))
    assert willing in enrolled
    assert not {silent, suspended} & enrolled


def test_large_list_is_stored_in_many_short_transactions(app, service, new_session, synchronise):
    service.members = [member(f"user-{n}", f"Orang {n}") for n in range(600)]
    service.page_size = 1_000
    with rows_of_transactions(app, "lti_member") as rows:
        synchronise()
    assert sum(rows) >= 600
    assert max(rows) <= 250
    assert set(states(new_session).values()) == {"active"}
    service.members = service.members[:50]
    with rows_of_transactions(app, "lti_member") as rows:
        synchronise()
    assert max(rows) <= 250
    assert Counter(states(new_session).values()) == {"active": 50, "left": 550}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token_status": 401}, "token-401"),
        ({"status": 403}, "members-403"),
        ({"body": "not json"}, "not-a-roster"),
        ({"body": "[]"}, "not-a-roster"),
        ({"body": '{"members": {}}'}, "not-a-roster"),
        ({"body": '{"members": [{"name": "x"}]}'}, "not-a-roster"),
        ({"body": '{"members": [' + '{"user_id": ""}]}'}, "not-a-roster"),
        ({"body": " " * 2_100_000}, "too-large"),
        ({"container": {"context": {"id": "ctx-2"}}}, "another-course"),
        ({"next": "https://other.example/members"}, "next-page-elsewhere"),
        ({"next": "http://127.0.0.1:1/members"}, "next-page-elsewhere"),
        ({"next": "?from=0"}, "too-many-pages"),
    ],
)
def test_list_that_is_rejected(changes, code, administrator, address, service, new_session, app):
    service.members = [member(f"user-{n}", f"Orang {n}") for n in range(5)]
    for name, value in changes.items():
        setattr(service, name, value)
    response = administrator.post(f"{address}/compare")
    assert response.status_code == 502
    assert code in response.text
    administrator.post(f"{address}/apply", data={"digest": "0" * 64})
    sweep(app)
    assert code in administrator.get(address).text
    assert states(new_session) == {}


def test_own_data_have_what_the_platform_says_of_the_person(
    service, synchronise, new_session, sign_in
):
    service.members = [member("user-7", "Ratna Dewi, S.Pd."), member("user-8", "Budi Santoso")]
    synchronise()
    with new_session() as session:
        person_id = session.scalars(select(LtiAccount.person_id)).one()
    data = sign_in(person_id).get("/account/data.json").json
    (row,) = data["lti_member"]
    assert row.pop("changed_at")
    assert row == {
        "platform": "Sekolah Contoh",
        "title": "Kelas 7A",
        "course_code": "POESA-EL",
        "subject": "user-7",
        "name": "Ratna Dewi, S.Pd.",
        "state": "active",
    }
    assert "Budi" not in str(data)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite overwrites what is deleted")
def test_erased_member_leaves_no_pages_behind(app, service, synchronise, new_session):
    service.members = [member("user-7", "Ratna Dewi")]
    synchronise()
    with new_session() as session, session.begin():
        person_id = session.scalars(select(LtiAccount.person_id)).one()
        erase_person(session, person_id, certificate_choices={}, now=utc_now())
    with app.app_context():
        scrub_erased({"person_id": str(person_id)})
    with new_session() as session:
        sizes = [
            session.scalar(text(f"SELECT pg_relation_size('{table}')"))
            for table in ("lti_account", "lti_member", "lti_score")
        ]
    assert sizes == [0, 0, 0]


def test_member_who_is_erased_and_one_who_left_are_forgotten(service, new_session, synchronise):
    service.members = [member("user-7", "Ratna Dewi"), member("user-8", "Budi Santoso")]
    synchronise()
    with new_session() as session, session.begin():
        person_id = session.scalars(select(LtiAccount.person_id)).one()
        erase_person(session, person_id, certificate_choices={}, now=utc_now())
    assert states(new_session) == {"user-8": "active"}
    service.members = []
    synchronise()
    assert states(new_session) == {"user-8": "left"}
    with new_session() as session, session.begin():
        delete_stale_rows(session, now=utc_now() + timedelta(days=29))
    assert states(new_session) == {"user-8": "left"}
    with new_session() as session, session.begin():
        delete_stale_rows(session, now=utc_now() + timedelta(days=31))
    assert states(new_session) == {}


def test_roster_without_comparison_for_long_is_forgotten_with_its_key(
    service, new_session, synchronise
):
    service.members = [member("user-8", "Budi Santoso")]
    synchronise()
    with new_session() as session, session.begin():
        key_id = session.scalars(select(LtiRoster.key_id)).one()
        rosters.forget_members(session, now=utc_now() + timedelta(days=181))
    assert states(new_session) == {}
    with new_session() as session:
        assert session.get(DataKey, key_id).wrapped is None
        assert session.scalars(select(LtiRoster.compared_at)).one() is None


def test_strangers_are_refused(address, make_person, sign_in, client, administrator, service):
    learner = sign_in(make_person())
    for visitor, status in ((learner, 403), (client, 401)):
        assert visitor.get(address).status_code == (303 if visitor is client else status)
        assert visitor.post(f"{address}/compare").status_code == status
        assert visitor.post(f"{address}/apply", data={"digest": ""}).status_code == status
    assert service.forms == []


def test_roster_of_another_platform(administrator, address):
    other = re.sub(r"platforms/[^/]+", f"platforms/{UUID(int=0)}", address)
    assert administrator.get(other).status_code == 404
    assert administrator.post(f"{other}/compare").status_code == 404


def test_launch_without_members_notes_no_roster(browser, course, new_session, platform):
    browser.first_launch(**{f"{CLAIM}context": {"id": "ctx-1"}})
    with new_session() as session:
        assert session.scalars(select(LtiRoster)).all() == []


def test_launch_with_all_services_takes_at_most_ten_statements(address, browser, app, claims):
    line_item = {"scope": [SCORE_SCOPE], "lineitem": f"{browser.platform.origin}/lineitems/9"}
    claims |= {ENDPOINT: line_item}
    browser.launch(**claims)
    sent = browser.start()
    token = browser.platform.token(nonce=sent["nonce"], **claims)
    with statements_of(app) as statements:
        assert browser.launch(sent=sent, token=token).location == "/courses/POESA-EL"
    queries = [s for s in statements if not s.startswith(("PRAGMA", "SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 10, "\n".join(" ".join(query.split())[:90] for query in queries)


def test_roster_gets_its_new_title_and_back(address, browser, claims, new_session):
    for title in ("Kelas 8A", "Kelas 7A", "Kelas 8A"):
        claims[f"{CLAIM}context"] = {"id": "ctx-1", "title": title}
        browser.launch(**claims)
        with new_session() as session:
            assert session.scalars(select(LtiRoster.title)).one() == title
