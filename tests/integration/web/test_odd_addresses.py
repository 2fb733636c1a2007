"""Addresses that nobody is given by us: an answer, never a fault."""

import pytest

ADDRESSES = [
    "/courses/%00",
    "/courses/POESA-EL%00/lessons/M01-L1",
    "/courses/POESA-EL/kits/%00",
    "/courses/POESA-EL/glossary?x=%00",
    "/courses/POESA-EL/assessments/%00",
    "/certificates/%00",
    "/v/%00",
    "/verify?number=%00",
    "/link/%00",
    "/admin/first/%00",
    "/admin/people?q=%00",
    "/admin/people?q=a%00b",
    "/sign-in?next=/%00",
    "/language/id?next=/%00",
    "/static/%00",
    "/blocks/%00/x",
    "/blocks/resources/%00/%00",
    "/courses/%ED%A0%80",
    "/admin/people?q=%ED%A0%80",
]


@pytest.fixture
def administrator(make_person, sign_in):
    return sign_in(make_person(roles=["administrator"]))


@pytest.mark.parametrize("address", ADDRESSES)
def test_odd_address_is_answered(address, administrator):
    assert administrator.get(address).status_code < 500
