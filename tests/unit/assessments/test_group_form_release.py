"""Counts of forms by group are released only if all groups and the rest are protected."""

from assessments.analysis.group_form_release import GroupPeople, shown_groups


def people(**groups):
    return {name.replace("pool", "~"): GroupPeople(*of) for name, of in groups.items()}


def test_groups_of_a_hundred_protected_people_are_shown():
    assert shown_groups(people(a=(100, 10), b=(300, 40))) == {"a", "b"}


def test_a_group_of_ninety_nine_joins_the_others():
    assert shown_groups(people(a=(100, 10), b=(300, 40), c=(99, 10))) == {"a", "b"}


def test_one_group_alone_is_not_shown():
    assert shown_groups(people(a=(100, 10), b=(99, 40))) == frozenset()


def test_the_smallest_group_joins_others_that_are_not_protected():
    assert shown_groups(people(a=(900, 10), b=(300, 40), c=(200, 30), d=(9, 9))) == {"a", "b"}
    assert shown_groups(people(a=(900, 10), b=(300, 40), c=(200, 30), d=(9, 10))) == {
        *("a", "b", "c")
    }


def test_a_group_with_nine_new_people_waits():
    assert shown_groups(people(a=(900, 9), b=(300, 40), c=(200, 30))) == frozenset()
    assert shown_groups(people(a=(900, 9), b=(300, 40), c=(200, 30), d=(150, 12))) == {"b", "c"}


def test_the_pool_and_people_without_a_role_are_never_shown():
    assert shown_groups(people(a=(900, 90), b=(300, 40), pool=(500, 50))) == {"a", "b"}
    assert shown_groups({"-": GroupPeople(900, 90), **people(a=(900, 90))}) == frozenset()
