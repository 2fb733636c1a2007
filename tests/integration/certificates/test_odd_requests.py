"""Requests that nobody sends by accident: they find nothing, change nothing and cost little."""

import pytest

from certificates.numbers import format_number

TRICKS = (
    ".PDF",
    ".html",
    ".json.json",
    ".json/",
    ".json;x=1",
    "%00.json",
    "%2f..%2f..%2fkeys.json",
    "/../7K4M2Q9XHT3WP8DR.json",
    ".json%0d%0aX-Injected: 1",
)
ONLY_READ = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def path(certificate):
    return f"/credentials/{certificate.number}"


@pytest.mark.parametrize("trick", TRICKS)
def test_another_ending_or_path_finds_nothing(client, path, learner, trick):
    assert client.get(f"{path}.json").status_code == 200
    answer = client.get(f"{path}{trick}")
    assert (answer.status_code, learner.name in answer.text) == (404, False)
    assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("method", ONLY_READ)
def test_files_and_lists_are_only_read(client, path, method):
    for address in (f"{path}.json", "/status/1/revocation", "/.well-known/did.json"):
        assert client.open(address, method=method).status_code == 405


def test_headers_that_name_another_host_or_method_are_not_believed(client, path):
    plain = client.get(f"{path}.json").data
    tricks = {"X-Forwarded-Host": "jahat.example", "X-HTTP-Method-Override": "DELETE"}
    assert client.get(f"{path}.json", headers=tricks).data == plain
    assert client.get(f"{path}.json", base_url="https://jahat.example").status_code == 421


@pytest.mark.parametrize("accept", ["*/*;q=0, nonsense", "a/b," * 3_000, "application/pdf;q=abc,,"])
def test_strange_wishes_get_one_of_the_forms(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")


def test_many_ranges_get_the_whole_file_at_most(client, path):
    whole = len(client.get(f"{path}.pdf").data)
    ranges = ",".join(f"{place}-{place}" for place in range(2_000))
    assert len(client.get(f"{path}.pdf", headers={"Range": f"bytes={ranges}"}).data) <= whole


def test_another_person_on_the_same_phone_gets_no_copy_of_the_picture(
    owner, certificate, make_person, sign_in
):
    picture = f"/certificates/{format_number(certificate.number)}/preview.webp"
    answer = owner.get(picture)
    assert (answer.status_code, "Cookie" in answer.headers["Vary"]) == (200, True)
    assert answer.headers["Cache-Control"].startswith("private")
    assert sign_in(make_person(name="Orang Lain")).get(picture).status_code == 404
