"""The item bank is taken in once; a later course version shares what is unchanged."""

from copy import deepcopy

from sqlalchemy import func, select

from assessments import service
from assessments.items.bank import read_bank
from assessments.items.models import Assessment, AssessmentForm, FormSlot, Item, ItemVersion

from .conftest import START, add_version


def counts(session):
    models = (Item, ItemVersion, Assessment, AssessmentForm, FormSlot)
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


def import_bank(session, bank, context_id):
    service.import_bank(session, bank, context_id=context_id, bank_code="POESA-EL", now=START)


def test_whole_bank_is_taken_in_once(course, bank, write, read):
    assert read(counts) == [151, 151, 7, 5, 151]
    write(import_bank, bank, course.context_id)
    assert read(counts) == [151, 151, 7, 5, 151]


def test_next_course_version_uses_known_versions_and_adds_changed_ones(
    course, document, write, read
):
    changed = deepcopy(document)
    changed["single_best"][0]["stem_en"] += " (new)"
    version_id = write(lambda session: add_version(session, course.id, number=2).id)
    write(import_bank, read_bank(changed), version_id)
    assert read(counts) == [151, 152, 14, 10, 302]


def test_a_bank_without_a_scale_has_none_to_answer(course, document, write, new_session):
    """A learner would be led to a scale that has no statements."""
    bank = read_bank({**document, "self_efficacy": None})
    version_id = write(lambda session: add_version(session, course.id, number=2).id)
    write(import_bank, bank, version_id)
    with new_session() as session:
        made = session.execute(
            select(Assessment.kind, Assessment.purpose).where(Assessment.context_id == version_id)
        )
        assert {tuple(row) for row in made} == {
            ("knowledge", purpose) for purpose in ("pre", "post", "practice", "follow-up")
        }


def test_content_that_pages_may_show_holds_no_key(course, new_session):
    with new_session() as session:
        rows = session.execute(select(ItemVersion.content, ItemVersion.answer_key)).all()
    words = {word for content, _ in rows for word in key_words(content)}
    assert not words & {"correct", "rationale", "rationales", "key", "order", "pairs"}
    assert any("rationales" in key for _, key in rows)


def key_words(value):
    if isinstance(value, dict):
        return set(value).union(*map(key_words, value.values()))
    return set().union(*map(key_words, value)) if isinstance(value, list) else set()
