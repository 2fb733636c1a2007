"""Every route of the URL map refuses a stranger, but for those in the one list of public routes."""

from uuid import UUID

from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from lms.web.access.public_routes import PUBLIC_ROUTES

HTML = {"Accept": "text/html"}
VALUES = {UUIDConverter: UUID(int=1), IntegerConverter: 1}


def value_for(converter):
    """Something that fits the place in the address; that nothing has this id comes second."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return VALUES.get(type(converter), "unknown")


def calls(app):
    """Endpoint, method and address of each route, methods that Flask adds itself left out."""
    adapter = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        values = {name: value_for(place) for name, place in rule._converters.items()}
        address = adapter.build(rule.endpoint, {**(rule.defaults or {}), **values})
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}) or ["OPTIONS"]:
            yield rule.endpoint, method, address


def is_refused(client, method, address):
    answer = client.open(address, method=method, headers=HTML)
    is_led = answer.status_code == 303 and answer.location.startswith("/sign-in")
    return is_led or answer.status_code == 401


def routes_that_let_strangers_in(app):
    client = app.test_client()
    return {call[0] for call in calls(app) if not is_refused(client, *call[1:])}


def test_stranger_is_asked_to_sign_in_on_all_routes_but_the_public_ones(app):
    assert routes_that_let_strangers_in(app) == set(PUBLIC_ROUTES)


def test_no_method_of_another_route_lets_a_stranger_in(app, client):
    closed = [call for call in calls(app) if call[0] not in PUBLIC_ROUTES]
    assert [call for call in closed if not is_refused(client, *call[1:])] == []
    assert len(closed) > len(PUBLIC_ROUTES)


def test_new_route_without_an_entry_is_noticed(new_app):
    new_app.add_url_rule("/new", "new", lambda: "open to all")
    assert routes_that_let_strangers_in(new_app) - set(PUBLIC_ROUTES) == {"new"}


def test_person_who_is_signed_in_is_let_in_everywhere(app, make_person, sign_in):
    """The control: it is the missing session that is refused, and nothing else."""
    administrator = make_person(roles=["administrator"])
    pages = [call for call in calls(app) if not call[0].startswith("api.")]  # programs have tokens
    asked = [call[0] for call in pages if is_refused(sign_in(administrator), *call[1:])]
    assert asked == ["account.sign_out_everywhere"]  # which ends at the sign-in


def test_each_public_route_says_why(app):
    assert all(reason.strip() for reason in PUBLIC_ROUTES.values())
