"""The import page: a look first, then drafts, all of them or none."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from assessments.exchange.examples import EXAMPLES
from assessments.exchange.registry import write_items
from assessments.items.models import ItemDraft

from .conftest import fields_of, objective_of


@pytest.fixture
def send(author, course):
    def send(content, name="gift", do="import"):
        data = {"file": (BytesIO(content), "soal.txt"), "format": name, "language": "id", "do": do}
        return author.post(f"{course.path}/import", data=data)

    return send


@pytest.fixture
def count(new_session):
    def count():
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(ItemDraft))

    return count


def test_a_look_writes_nothing(send, count):
    page = send(b"::A::Ya?{T}\n", do="check")
    assert (page.status_code, count()) == (200, 0)
    assert "A</span>" in page.get_data(as_text=True)


def test_one_refused_item_keeps_all_out(send, count):
    page = send(b"::A::Ya?{T}\n\n::B::Tulis.{}\n")
    assert (page.status_code, count()) == (422, 0)
    assert '<b class="code">B</b>' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "gift"),
        (b"<!DOCTYPE a><quiz/>", "moodle-xml"),
        (b"\x89PNG\x00", "csv"),
        (b"x", "nonsense"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(send, count, content, name):
    page = send(content, name)
    assert (page.status_code, count()) == (422, 0)
    assert 'class="errsum"' in page.get_data(as_text=True)


def test_the_kind_is_told_from_the_file_where_none_was_chosen(send, count):
    page = send(b"::A::Ya?{T}\n", "", do="check").text
    assert ("GIFT." in page, count()) == (True, 0)
    assert send(b"::A::Ya?{T}\n", "").status_code == 303
    unclear = send(b"Hanya kalimat.", "")
    assert (unclear.status_code, count()) == (422, 1)
    assert "Pilih jenisnya." in unclear.text
    assert 'name="format" aria-invalid="true"' in unclear.text


def test_drafts_are_taken_up_in_the_form_of_their_type(send, count, author, course):
    assert send(write_items(EXAMPLES, "csv", language="id").content, "csv").status_code == 303
    for example in EXAMPLES:
        page = author.get(f"{course.path}/drafts/{example.code}")
        assert (page.status_code, example.stem.id in page.get_data(as_text=True)) == (200, True)
        assert fields_of(page)["type_code"]
    before = count()
    gone = author.post(f"{course.path}/drafts/{EXAMPLES[0].code}/remove")
    assert (gone.status_code, count()) == (303, before - 1)


def test_a_draft_that_is_saved_is_an_item_and_no_draft(send, count, author, course, versions):
    send(write_items(EXAMPLES, "csv", language="id").content, "csv")
    example = next(one for one in EXAMPLES if one.kind == "true-false")
    fields = fields_of(author.get(f"{course.path}/drafts/{example.code}"))
    fields["objective"] = objective_of(author, course)
    fields |= {name: fields[name] or "Alasan" for name in ("rationale_id", "rationale_en")}
    sent = author.post(f"{course.path}/new", data=fields | {"code": example.code})
    assert (sent.status_code, len(versions(example.code)), count()) == (303, 1, len(EXAMPLES) - 1)
