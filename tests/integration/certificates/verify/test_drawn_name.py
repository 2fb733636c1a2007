"""The name as a drawing: for letters that telephones lack, while the page names somebody."""

from io import BytesIO

import pytest

from certificates.issue_data import Holder
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import service

NAME = "ꦫꦠꦤ ꦢꦺꦮꦶ"
PAGE, DRAWING = "/v/{}", "/v/{}/name.svg"


@pytest.fixture
def person(enrol):
    return enrol(name=NAME)


@pytest.fixture
def drawn(issuer, issue, person, read):
    """The row of a genuine certificate whose name has Javanese letters."""
    certificate_id = issue(person)
    return read(lambda session: session.get_one(Certificate, certificate_id))


@pytest.fixture
def look(client):
    """Page or drawing of a number; options go to the client."""

    def look(form, number, **options):
        return client.get(form.format(number), **options)

    return look


def test_the_page_shows_the_drawing_with_the_name_as_its_text(look, drawn):
    number = format_number(drawn.number)
    page = look(PAGE, number)
    assert f'src="/v/{number}/name.svg" alt="{NAME}"' in page.text
    answer = look(DRAWING, number)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data.startswith(b"<svg")
    assert NAME.encode() not in answer.data


def test_its_file_and_its_holder_see_the_drawing_too(client, form_of, drawn, sign_in, person):
    data = BytesIO(form_of(drawn.id, "json"))
    told = client.post("/verify/file", data={"file": (data, "a.json")}).text
    holder = sign_in(person.person_id)
    own = holder.get(f"/certificates/{drawn.number}").text
    correction = holder.get(f"/certificates/{drawn.number}/correction").text
    for page in (told, own, correction):
        assert f'src="/v/{format_number(drawn.number)}/name.svg" alt="{NAME}"' in page


def test_a_name_in_latin_letters_stays_text(look, certificate, learner, drawn):
    assert look(DRAWING, drawn.number).status_code == 200
    page = look(PAGE, certificate.number)
    assert f"<bdi>{learner.name}</bdi>" in page.text
    assert "name.svg" not in page.text
    assert look(DRAWING, certificate.number).status_code == 404


def test_the_number_is_read_in_either_case_with_or_without_hyphens(look, drawn):
    answers = {
        look(DRAWING, number).data
        for number in (drawn.number, format_number(drawn.number), drawn.number.lower())
    }
    assert len(answers) == 1


def test_it_is_kept_by_the_browser_alone_and_asked_for_each_time(look, drawn):
    answer = look(DRAWING, drawn.number)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "Set-Cookie" not in answer.headers
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = look(DRAWING, drawn.number, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    other = look(DRAWING, drawn.number, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.data) == (200, answer.data)


def test_policy_of_the_page_is_that_of_any_other(look, drawn, certificate):
    pages = [look(PAGE, one.number) for one in (drawn, certificate)]
    policies = {page.headers["Content-Security-Policy"] for page in pages}
    assert len(policies) == 1


def same_answer(look, number):
    """Whether a number has no drawing, and is answered like one that nobody has."""
    unknown, answer = (look(DRAWING, one) for one in ("0000000000000000", number))
    assert unknown.status_code == 404
    return (answer.status_code, answer.data) == (404, unknown.data)


def test_unknown_and_malformed_numbers_have_the_same_answer(look, drawn, certificate):
    assert not same_answer(look, drawn.number)
    for number in ("0000-0000-0000-0001", "x", "-", "a/b", "%00", "A" * 500, certificate.number):
        assert same_answer(look, number), number
    assert look(DRAWING, "x").data == look(PAGE, "x").data


@pytest.mark.parametrize("state", ["revoked", "suspended", "superseded", "withdrawn"])
def test_whoever_is_not_named_on_the_page_is_not_drawn(look, drawn, store, now, state, person):
    tag = {"If-None-Match": look(DRAWING, drawn.number).headers["ETag"]}
    changes = {
        "revoked": lambda: store(
            service.revoke, drawn.number, reason="misconduct", revoked_by=None, now=now
        ),
        "suspended": lambda: store(
            service.suspend, drawn.number, reason="under-review", suspended_by=None, now=now
        ),
        "superseded": lambda: store(
            service.supersede,
            drawn.id,
            holder=Holder("Ratna Dewi", "teacher", "53"),
            person_key_id=person.key_id,
            superseded_by=None,
            now=now,
        ),
        "withdrawn": lambda: store(service.erase_holder, drawn.id, now=now),
    }
    changes[state]()
    assert NAME not in look(PAGE, drawn.number).text
    assert same_answer(look, drawn.number)
    assert look(DRAWING, drawn.number, headers=tag).status_code == 404
