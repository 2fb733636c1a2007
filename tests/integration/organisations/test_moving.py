"""An organisation moves once whoever may approve where it stands and where it goes has agreed: one
person for both, or the two in turn.
"""

import re

import pytest

from lms.accounts.roles.queries import open_grants
from lms.accounts.roles.service import end_role, grant_role
from lms.kernel.audit import AuditEvent
from lms.organisations import queries
from lms.organisations.errors import OrganisationInItself
from lms.organisations.moves.errors import MoveEnded, MoveNotFound
from lms.organisations.moves.queries import get_move, latest_move
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.organisations.move_organisation import (
    answer_move,
    move_or_request,
    withdraw_move,
)


@pytest.fixture
def tree(found):
    """Two offices below a programme, a school below the first, and an office of its own."""
    top = found("Program", kind="programme")
    first = found("Dinas A", kind="office", parent_id=top)
    return {
        "top": top,
        "first": first,
        "second": found("Dinas B", kind="office", parent_id=top),
        "school": found("SDN", npsn="20301234", parent_id=first),
        "alone": found("Dinas C", kind="office"),
    }


@pytest.fixture
def coordinates(make_person, act):
    """The id of somebody who coordinates these."""

    def coordinates(*scope_ids, role="coordinator", scope_type="organisation"):
        person_id = make_person()
        for scope_id in scope_ids:
            scope = {"scope_type": scope_type, "scope_id": scope_id}
            act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        return person_id

    return coordinates


@pytest.fixture
def holder(coordinates, sign_in):
    """A client of somebody with a role in some of these, who reads English."""

    def holder(*scope_ids, **role):
        client = sign_in(coordinates(*scope_ids, **role))
        client.set_cookie("language", "en")
        return client

    return holder


@pytest.fixture
def staff(holder):
    return holder(None, role="administrator", scope_type="platform")


@pytest.fixture
def parent_of(new_session):
    def parent_of(organisation_id):
        with new_session() as session:
            return queries.organisation(session, organisation_id).parent_id

    return parent_of


@pytest.fixture
def state_of(new_session):
    """How the last move that was asked for stands."""

    def state_of(organisation_id):
        with new_session() as session:
            latest = latest_move(session, organisation_id)
            return latest and latest.state

    return state_of


def moved(client, organisation_id, parent):
    return client.post(f"/organisations/{organisation_id}/move", data={"parent": parent})


def answer(client, given):
    """To the only move that waits for this person; None where none does."""
    waiting = re.findall(r'action="(/organisations/requests/moves/[^"]+)"', waits_for(client))
    return client.post(waiting[0], data={"answer": given}) if waiting else None


def waits_for(client):
    return client.get("/organisations/requests").text


def test_who_coordinates_above_both_moves_it(tree, holder, parent_of):
    client = holder(tree["top"])
    assert "NPSN" in client.get(f"/organisations/{tree['school']}/move").text
    assert moved(client, tree["school"], "dinas  b").status_code == 303
    assert parent_of(tree["school"]) == tree["second"]


def test_who_coordinates_each_of_the_two_moves_it_too(tree, holder, parent_of):
    client = holder(tree["first"], tree["alone"])
    assert moved(client, tree["school"], str(tree["alone"])).status_code == 303
    assert parent_of(tree["school"]) == tree["alone"]


def test_the_two_sides_agree_in_turn(tree, holder, parent_of, new_session):
    """The school asks; the office above it gives it, the other one takes it."""
    school, giver, taker = (holder(tree[name]) for name in ("school", "first", "alone"))
    page = moved(school, tree["school"], "Dinas C")
    assert page.location == f"/organisations/{tree['school']}/move"
    assert school.get(page.location).text.count("Has to agree") == 2
    assert answer(school, "agreed") is None
    assert answer(holder(tree["second"]), "agreed") is None
    assert answer(giver, "agreed").status_code == 303
    assert "once the other place agrees" in giver.get("/organisations/requests").text
    assert answer(giver, "agreed") is None  # nothing more is asked of them
    assert parent_of(tree["school"]) == tree["first"]
    assert "Has agreed" in waits_for(taker)
    assert answer(taker, "agreed").status_code == 303
    assert "Moved, with all organisations below it." in taker.get("/organisations/requests").text
    assert parent_of(tree["school"]) == tree["alone"]
    assert "both places had agreed" in school.get(page.location).text
    with new_session() as session:
        actions = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    told = [action for action in actions if action.startswith("organisation.move")]
    assert told == [
        "organisation.move-asked",
        "organisation.move-agreed",
        "organisation.move-agreed",
        "organisation.moved",
    ]


@pytest.mark.parametrize(("asks", "answers"), [("first", "alone"), ("top", "alone")])
def test_who_asks_has_agreed_for_their_side(tree, holder, parent_of, asks, answers):
    asker = holder(tree[asks])
    assert moved(asker, tree["school"], "Dinas C").status_code == 303
    assert answer(asker, "agreed") is None
    assert answer(holder(tree[answers]), "agreed").status_code == 303
    assert parent_of(tree["school"]) == tree["alone"]


@pytest.mark.parametrize("side", ["first", "alone"])
def test_either_side_refuses(tree, holder, parent_of, state_of, side):
    asker = holder(tree["school"])
    moved(asker, tree["school"], "Dinas C")
    assert answer(holder(tree[side]), "refused").status_code == 303
    assert (parent_of(tree["school"]), state_of(tree["school"])) == (tree["first"], "refused")
    assert "was refused" in asker.get(f"/organisations/{tree['school']}/move").text
    assert moved(asker, tree["school"], "Dinas B").status_code == 303  # another one may be asked


def test_administrators_answer_for_the_top(tree, holder, staff, parent_of):
    moved(holder(tree["top"]), tree["school"], "")
    assert answer(holder(tree["first"]), "agreed") is None
    assert answer(staff, "agreed").status_code == 303
    assert parent_of(tree["school"]) is None


def test_one_move_waits_at_a_time_and_may_be_taken_back(tree, holder, state_of):
    asker = holder(tree["school"])
    moved(asker, tree["school"], "Dinas C")
    again = moved(asker, tree["school"], "Dinas B")
    assert again.status_code == 422
    assert "Take it back first" in again.text
    (link,) = re.findall(r'action="([^"]+/withdraw)"', again.text)
    assert holder(tree["alone"]).post(link).status_code == 404
    assert asker.post(link).status_code == 303
    assert state_of(tree["school"]) == "withdrawn"
    assert asker.post(link).status_code == 409
    assert answer(holder(tree["first"]), "agreed") is None


def test_a_move_at_once_overtakes_one_that_waits(
    tree, holder, staff, act, coordinates, state_of, new_session
):
    moved(holder(tree["school"]), tree["school"], "Dinas C")
    with new_session() as session:
        waiting = latest_move(session, tree["school"])
    assert moved(staff, tree["school"], "Dinas B").status_code == 303
    assert state_of(tree["school"]) == "overtaken"
    with pytest.raises(MoveEnded):
        act(answer_move, waiting.id, answer="agreed", answered_by=coordinates(tree["alone"]))


def test_agreement_ends_with_the_role(tree, coordinates, act, parent_of, new_session):
    """Who agreed and lost the role since is asked no more: somebody else has to agree for them."""
    giver, taker = coordinates(tree["first"]), coordinates(tree["alone"])
    place = {"parent_id": tree["alone"], "requested_by": giver}
    waiting = act(move_or_request, tree["school"], **place)
    with new_session() as session:
        (grant,) = open_grants(session, giver)
    act(end_role, grant.id, ended_by=None)
    act(answer_move, waiting, answer="agreed", answered_by=taker)
    assert parent_of(tree["school"]) == tree["first"]
    with pytest.raises(MoveNotFound):
        act(answer_move, waiting, answer="agreed", answered_by=giver)
    act(answer_move, waiting, answer="agreed", answered_by=coordinates(tree["first"]))
    assert parent_of(tree["school"]) == tree["alone"]


def test_what_an_erased_person_asked_for_or_agreed_to_is_over(tree, coordinates, act, new_session):
    asker, giver = coordinates(tree["school"]), coordinates(tree["first"])
    waiting = act(move_or_request, tree["school"], parent_id=tree["alone"], requested_by=asker)
    act(answer_move, waiting, answer="agreed", answered_by=giver)
    found = []
    for person_id in (giver, asker):
        act(erase_person, person_id, certificate_choices={})
        with new_session() as session:
            asked = get_move(session, waiting)
        found.append((asked.state, asked.given_by))
    assert found == [("open", None), ("withdrawn", None)]


def test_move_is_taken_back_at_its_own_organisation_only(tree, coordinates, act):
    asker = coordinates(tree["school"], tree["alone"])
    waiting = act(move_or_request, tree["school"], parent_id=tree["second"], requested_by=asker)
    with pytest.raises(MoveNotFound):
        act(withdraw_move, waiting, organisation_id=tree["alone"], withdrawn_by=asker)
    act(withdraw_move, waiting, organisation_id=tree["school"], withdrawn_by=asker)


def test_administrator_moves_it_anywhere(tree, staff, parent_of):
    assert moved(staff, tree["school"], "").status_code == 303
    assert parent_of(tree["school"]) is None
    assert moved(staff, tree["school"], "Dinas C").status_code == 303
    assert parent_of(tree["school"]) == tree["alone"]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("Dinas Z", "Take its NPSN"),
        ("Dinas A", "is below that organisation already"),
        ("20301234", "cannot stand below itself"),
        ("SDN", "cannot stand below itself"),
        ("x" * 500, "characters"),
    ],
)
def test_place_that_cannot_be_is_told_and_nothing_moves(tree, staff, parent_of, to, told):
    refused = moved(staff, tree["school"], to)
    assert refused.status_code == 422
    assert told in refused.text
    assert parent_of(tree["school"]) == tree["first"]


def test_place_that_came_to_stand_below_is_refused_when_agreed(
    tree, act, coordinates, parent_of, state_of
):
    """While the school waited to go below an office, that office was put below the school."""
    giver, taker = coordinates(tree["first"]), coordinates(tree["alone"])
    waiting = act(move_or_request, tree["school"], parent_id=tree["alone"], requested_by=giver)
    staff = coordinates(None, role="administrator", scope_type="platform")
    act(move_or_request, tree["alone"], parent_id=tree["school"], requested_by=staff)
    with pytest.raises(OrganisationInItself):
        act(answer_move, waiting, answer="agreed", answered_by=taker)
    assert parent_of(tree["school"]) == tree["first"]
    act(answer_move, waiting, answer="refused", answered_by=taker)  # nobody is left with it
    assert state_of(tree["school"]) == "refused"


def test_roles_above_follow_the_move(tree, holder):
    above = holder(tree["first"])
    place = f"/organisations/{tree['school']}"
    assert above.get(place).status_code == 200
    moved(holder(tree["top"]), tree["school"], "Dinas B")
    assert above.get(place).status_code == 404
    assert moved(above, tree["school"], "Dinas A").status_code == 404
