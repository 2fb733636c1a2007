"""Every route of the two areas, from the URL map: what a stranger, a learner and staff may do."""

from uuid import UUID

import pytest

from lms.web.access.public_routes import PUBLIC_ROUTES

NOBODY = UUID(int=1)  # for whatever an address names that is not below
VALUES = {
    "token": "unknown",
    "purpose": "evaluation",
    "deed": "give",
    "form": "pdf",
}


@pytest.fixture
def routes(app):
    """Endpoint, method and address of each route of the two areas."""
    with app.test_request_context():
        adapter = app.url_map.bind("127.0.0.1")
        return [
            (rule.endpoint, method, adapter.build(rule.endpoint, values_for(rule)))
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith(("account.", "admin."))
            for method in sorted(rule.methods & {"GET", "POST"})
        ]


def values_for(rule):
    return {name: value_for(rule, name) for name in rule.arguments}


def value_for(rule, name):
    """Where an address takes one of a few words, the first of them."""
    words = getattr(rule._converters[name], "items", None)
    return min(words) if words else VALUES.get(name, NOBODY)


def test_stranger_is_asked_to_sign_in_everywhere_but_on_public_pages(client, routes):
    html = {"Accept": "text/html"}
    for endpoint, method, address in routes:
        response = client.open(address, method=method, headers=html)
        if endpoint in PUBLIC_ROUTES:
            assert response.status_code not in (401, 403), (method, address)
        elif method == "GET":
            assert response.status_code == 303, (method, address)
            assert response.location.startswith("/sign-in"), (method, address)
        else:
            assert response.status_code == 401, (method, address)


def test_learner_is_refused_everywhere_in_the_administration(routes, make_person, sign_in):
    learner = sign_in(make_person())
    administration = [route for route in routes if route[0].startswith("admin.")]
    for endpoint, method, address in administration:
        if endpoint not in PUBLIC_ROUTES:
            response = learner.open(address, method=method)
            assert response.status_code == 403, (method, address)


def test_administrator_and_owner_are_not_refused(routes, make_person, sign_in):
    person_id = make_person(roles=["administrator"])
    for _endpoint, method, address in routes:
        response = sign_in(person_id).open(address, method=method)
        assert response.status_code not in (401, 403, 500), (method, address)
