"""Organisations stand in a tree: what is below belongs to it, and no circle can be made."""

import pytest

from lms.kernel.texts.texts import TextMissing
from lms.organisations import queries
from lms.organisations.errors import (
    NpsnOfSchoolsOnly,
    NpsnTaken,
    NpsnUnreadable,
    OrganisationInItself,
    OrganisationKindUnknown,
    OrganisationNotApproved,
    OrganisationNotFound,
)
from lms.organisations.service import decide_on_organisation, move_organisation


@pytest.fixture
def tree(found):
    """An office, a smaller one below it, and a school below that; and another school."""
    office = found("Dinas Pendidikan", kind="office")
    district = found("Dinas Kabupaten", kind="office", parent_id=office)
    school = found("SDN Harapan 01", parent_id=district)
    return {"office": office, "district": district, "school": school, "other": found("SMP Lain")}


def names_below(new_session, *tops):
    with new_session() as session:
        return [one.name for one in queries.organisations_below(session, tops)]


def test_line_leads_from_the_school_to_the_top(new_session, tree):
    with new_session() as session:
        line = queries.ancestor_ids(session, tree["school"])
        assert line == (tree["school"], tree["district"], tree["office"])
        view = queries.organisation(session, tree["school"])
        assert queries.organisation_with_ancestors(session, tree["school"]) == (view, line)
        with pytest.raises(OrganisationNotFound):
            queries.ancestor_ids(session, type(tree["school"])(int=1))
        with pytest.raises(OrganisationNotFound):
            queries.organisation_with_ancestors(session, type(tree["school"])(int=1))


def test_organisation_sees_itself_and_those_below(new_session, tree):
    below = names_below(new_session, tree["office"])
    assert below == ["Dinas Kabupaten", "Dinas Pendidikan", "SDN Harapan 01"]
    assert names_below(new_session, tree["school"]) == ["SDN Harapan 01"]
    assert names_below(new_session) == []


@pytest.mark.parametrize("below", ["office", "district", "school"])
def test_organisation_cannot_stand_below_itself(act, tree, make_person, below):
    mover = make_person()
    with pytest.raises(OrganisationInItself):
        act(move_organisation, tree["office"], parent_id=tree[below], moved_by=mover)
    act(move_organisation, tree["office"], parent_id=tree["other"], moved_by=mover)


def test_what_stands_below_moves_along(act, new_session, tree, make_person):
    act(move_organisation, tree["district"], parent_id=tree["other"], moved_by=make_person())
    assert names_below(new_session, tree["office"]) == ["Dinas Pendidikan"]
    assert "SDN Harapan 01" in names_below(new_session, tree["other"])


def test_npsn_is_taken_once_and_free_again_after_a_refusal(act, found, make_person):
    first = found("SDN A", npsn="2030 1234", is_approved=False)
    with pytest.raises(NpsnTaken):
        found("SDN B", npsn="20301234")
    act(decide_on_organisation, first, decision="refused", decided_by=make_person())
    found("SDN B", npsn="20301234")


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"npsn": "123"}, NpsnUnreadable),
        ({"npsn": "20301234", "kind": "cso"}, NpsnOfSchoolsOnly),
        ({"kind": "bank"}, OrganisationKindUnknown),
        ({"name": " "}, TextMissing),
    ],
)
def test_facts_that_cannot_be_are_refused(found, facts, refusal):
    with pytest.raises(refusal):
        found(**facts)
    found(**{"npsn": "p9301234", "kind": "school", "name": "SDN"})


def test_nothing_stands_below_what_is_not_approved(found):
    applied = found("Dinas", kind="office", is_approved=False)
    with pytest.raises(OrganisationNotApproved):
        found(parent_id=applied)


def test_school_is_found_whatever_the_capitals(new_session, found):
    wanted = found("École Ångström")
    with new_session() as session:
        for text in ("École", "éCOLE", "ångström"):
            assert [one.id for one in queries.search_organisations(session, text)] == [wanted], text
        assert queries.find_organisation(session, "école ångström").id == wanted


def test_school_is_found_by_number_and_by_part_of_its_name(new_session, found):
    found("SDN 1 Sukamaju", npsn="20301234")
    found("SDN 100% Maju")
    with new_session() as session:
        names = [
            [one.name for one in queries.search_organisations(session, text)]
            for text in ("20301234", "sukaMAJU", "100%", "0%0", "su", "")
        ]
    assert names == [["SDN 1 Sukamaju"], ["SDN 1 Sukamaju"], ["SDN 100% Maju"], [], [], []]
