"""Live sessions: made, moved, cancelled; shown to the class, in its calendar; nobody else's."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from courses.cohorts.live_sessions.models import LiveSession
from lms.kernel.audit import AuditEvent

NEW = {
    "title": "Pelatihan, hari 1",
    "day": "2098-01-04",
    "begins": "08:00",
    "ends": "16.00",
    "place": "Aula SDN Harapan",
    "province": "53",
    "modules": ["M01", "M02", "M03", "M07"],
}


@pytest.fixture
def make(coordinator, board):
    """Makes a session and gives its address."""

    def make(client=coordinator, **facts):
        answer = client.post(f"{board}/sessions/new", data=NEW | facts)
        assert answer.status_code == 303
        return answer.location

    return make


def stored(new_session):
    with new_session() as session:
        return session.scalars(select(LiveSession)).all()


def test_session_is_made_in_the_zone_of_its_place_and_shown_to_the_class(
    make, learner, sign_in, new_session
):
    make()
    (live,) = stored(new_session)
    assert live.begins_at.isoformat() == "2098-01-04T00:00:00+00:00"  # eight o'clock WITA
    assert live.ends_at - live.begins_at == timedelta(hours=8)
    client = sign_in(learner("Ani"))
    client.set_cookie("language", "en")
    for page in ("/home", "/courses/POESA-EL", "/courses/POESA-EL/class"):
        text = client.get(page).text
        assert "4 January 2098, 08:00 \N{EN DASH} 16:00 WITA" in text, page
        assert "Aula SDN Harapan" in text, page
    assert "Modules 1 to 3, 7" in client.get("/courses/POESA-EL/class").text


def test_session_in_another_zone_is_read_in_that_zone(make, learner, sign_in):
    make(province="91", begins="08.00")
    assert (
        "08.00 \N{EN DASH} 16.00 WIT<"
        in sign_in(learner("Ani")).get("/courses/POESA-EL/class").text
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "title"),
        ({"place": " "}, "place"),
        ({"day": ""}, "Give the day"),
        ({"day": "0001-01-01"}, "Check the year"),
        ({"day": "kemarin"}, "Give the day"),
        ({"begins": "25:00"}, "hours and minutes"),
        ({"ends": "07:59"}, "ends before it begins"),
        ({"ends": "08:00"}, "ends before it begins"),
        ({"province": "00"}, "rovince"),
        ({"modules": ["M01", "M99"]}, "no such module"),
        ({"title": "x" * 200}, "title"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_nothing_is_lost(
    coordinator, board, new_session, wrong, words
):
    answer = coordinator.post(f"{board}/sessions/new", data=NEW | wrong)
    assert answer.status_code == 422
    assert 'class="err"' in answer.text
    assert words in answer.text
    assert "Aula SDN Harapan" in answer.text or "place" in wrong
    assert stored(new_session) == []


def test_session_is_moved_and_cancelled(make, coordinator, board, learner, sign_in, new_session):
    address = make()
    client = sign_in(learner("Ani"))
    client.set_cookie("language", "en")
    moved = NEW | {"day": "2098-01-05", "modules": ["M02"]}
    assert "2098-01-04" in coordinator.get(f"{address}/edit").text
    assert coordinator.post(f"{address}/edit", data=moved).status_code == 303
    assert "5 January 2098" in client.get("/home").text
    assert "Module 2<" in client.get("/courses/POESA-EL/class").text
    for _twice in range(2):
        assert coordinator.post(f"{address}/cancel").status_code == 303
    assert "5 January" not in client.get("/home").text
    assert "Cancelled" in client.get("/courses/POESA-EL/class").text
    assert coordinator.post(f"{address}/edit", data=moved).status_code == 409
    with new_session() as session:
        about = AuditEvent.subject_type == "live-session"
        actions = session.scalars(select(AuditEvent.action).where(about)).all()
    assert sorted(actions) == [f"live-session.{what}" for what in ("cancelled", "changed", "made")]


def test_calendar_has_all_sessions_and_counts_their_changes(make, coordinator, learner, sign_in):
    address = make()
    make(title="Hari, 2", day="2098-01-05")
    coordinator.post(f"{address}/cancel")
    answer = sign_in(learner("Ani")).get("/courses/POESA-EL/class.ics")
    assert answer.content_type.startswith("text/calendar")
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Hari\\, 2" in lines
    assert lines.index("SEQUENCE:1") < lines.index("STATUS:CANCELLED")
    assert not [line for line in lines if "POESA" in line and not line.startswith("DESCRIPTION")]


def test_who_learns_alone_or_not_at_all_has_no_class(make, make_person, sign_in, act):
    make()
    client = sign_in(make_person())
    assert client.get("/courses/POESA-EL/class").status_code == 404
    client.post("/courses/POESA-EL/join")
    for page in ("class", "class.ics"):
        assert client.get(f"/courses/POESA-EL/{page}").status_code == 404
    assert "Aula SDN" not in client.get("/home").text


def test_session_of_another_class_is_not_found(make, coordinator, board, other_board):
    address = make()
    elsewhere = address.replace(board, other_board)
    assert elsewhere != address
    for method, path in (("GET", ""), ("GET", "/edit"), ("POST", "/cancel"), ("GET", "/check-in")):
        answer = coordinator.open(elsewhere + path, method=method)
        assert answer.status_code == 404
    assert coordinator.get(address).status_code == 200


def test_facilitator_makes_sessions_but_invites_nobody(make, holder, cohort, new_session, board):
    facilitator = holder("facilitator", "cohort", cohort)
    page = facilitator.get(f"{board}/sessions/new").text
    assert 'name="lets_join"' not in page
    make(facilitator, lets_join="y")
    assert [live.lets_join for live in stored(new_session)] == [False]


def test_facilitators_change_keeps_what_the_coordinator_allowed(make, holder, cohort, new_session):
    address = make(lets_join="y")
    facilitator = holder("facilitator", "cohort", cohort)
    assert facilitator.post(f"{address}/edit", data=NEW).status_code == 303
    (live,) = stored(new_session)
    assert live.lets_join
    assert isinstance(live.id, UUID)
