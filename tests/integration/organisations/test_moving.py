"""An organisation moves only by somebody who may approve where it stood and where it goes."""

import pytest

from lms.accounts.roles.service import grant_role
from lms.organisations import queries


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
def holder(make_person, act, sign_in):
    """A client of somebody with a role in some of these, who reads English."""

    def holder(*scope_ids, role="coordinator", scope_type="organisation"):
        person_id = make_person()
        for scope_id in scope_ids:
            scope = {"scope_type": scope_type, "scope_id": scope_id}
            act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        return client

    return holder


@pytest.fixture
def parent_of(new_session):
    def parent_of(organisation_id):
        with new_session() as session:
            return queries.organisation(session, organisation_id).parent_id

    return parent_of


def moved(client, organisation_id, parent):
    return client.post(f"/organisations/{organisation_id}/move", data={"parent": parent})


def test_who_coordinates_above_both_moves_it(tree, holder, parent_of):
    client = holder(tree["top"])
    assert "NPSN" in client.get(f"/organisations/{tree['school']}/move").text
    assert moved(client, tree["school"], "dinas  b").status_code == 303
    assert parent_of(tree["school"]) == tree["second"]


def test_who_coordinates_each_of_the_two_moves_it_too(tree, holder, parent_of):
    client = holder(tree["first"], tree["alone"])
    assert moved(client, tree["school"], str(tree["alone"])).status_code == 303
    assert parent_of(tree["school"]) == tree["alone"]


@pytest.mark.parametrize(
    ("held", "to"), [("first", "Dinas B"), ("school", "Dinas B"), ("top", "Dinas C"), ("top", "")]
)
def test_who_stands_on_one_side_only_does_not(tree, holder, parent_of, held, to):
    answer = moved(holder(tree[held]), tree["school"], to)
    assert answer.status_code == 422
    assert "only one of the two places" in answer.text
    assert parent_of(tree["school"]) == tree["first"]


def test_administrator_moves_it_anywhere(tree, holder, parent_of):
    client = holder(None, role="administrator", scope_type="platform")
    assert moved(client, tree["school"], "").status_code == 303
    assert parent_of(tree["school"]) is None
    assert moved(client, tree["school"], "Dinas C").status_code == 303
    assert parent_of(tree["school"]) == tree["alone"]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("Dinas Z", "Take its NPSN"),
        ("20301234", "cannot stand below itself"),
        ("SDN", "cannot stand below itself"),
        ("x" * 500, "characters"),
    ],
)
def test_place_that_cannot_be_is_told_and_nothing_moves(tree, holder, parent_of, to, told):
    client = holder(None, role="administrator", scope_type="platform")
    answer = moved(client, tree["school"], to)
    assert answer.status_code == 422
    assert told in answer.text
    assert parent_of(tree["school"]) == tree["first"]


def test_roles_above_follow_the_move(tree, holder):
    above = holder(tree["first"])
    place = f"/organisations/{tree['school']}"
    assert above.get(place).status_code == 200
    moved(holder(tree["top"]), tree["school"], "Dinas B")
    assert above.get(place).status_code == 404
    assert moved(above, tree["school"], "Dinas A").status_code == 404
