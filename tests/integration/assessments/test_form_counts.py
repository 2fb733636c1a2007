"""Released counts of the forms equal an item analysis of the rows of the same people."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from assessments.analysis.contributions import Contribution
from assessments.analysis.form_counter import FormCounter
from assessments.analysis.item_analysis import analyse_counts, analyse_items
from assessments.analysis.response_tables.item_table import ItemColumn, ItemTable
from assessments.analysis.response_tables.keys import ItemKey
from assessments.attempts.models import Attempt, AttemptSlot, ResponseLogEntry, Score
from assessments.evaluation.forms import get_role_counts, get_waiting_roles
from assessments.evaluation.models import EvaluationMember
from assessments.evaluation.queries import get_group_summaries, get_test_summaries
from assessments.items.models import Assessment, AssessmentForm, Item, ItemVersion
from lms.workflows.evaluation.example_programme import fill_with_learners
from tests.integration.assessments.conftest import START
from tests.integration.assessments.evaluation_world import evaluate

NOW = START + timedelta(days=300)


def read_table(session, people, purpose, form):
    """The rows of the people who took a form, from the log of answers and the scores."""
    attempts = session.execute(
        select(Attempt.id, Attempt.learner_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(AssessmentForm, AssessmentForm.id == Attempt.form_id)
        .where(
            Assessment.purpose == purpose,
            Assessment.kind == "knowledge",
            AssessmentForm.code == form,
            Attempt.learner_id.in_(people),
        )
    ).all()
    rows = [read_row(session, attempt_id) for attempt_id, _learner in attempts]
    keys = sorted({key for row in rows for key in row}, key=lambda key: key.item)
    return ItemTable(
        tuple(str(learner) for _id, learner in attempts),
        tuple(
            ItemColumn(
                key,
                tuple(row[key][1] for row in rows),
                tuple(not row[key][0] for row in rows),
                tuple(row[key][0] for row in rows),
            )
            for key in keys
        ),
    )


def read_row(session, attempt_id):
    score = session.scalar(select(Score).where(Score.attempt_id == attempt_id))
    row = {}
    for slot, version, item in session.execute(
        select(AttemptSlot, ItemVersion, Item)
        .options(undefer(ItemVersion.answer_key))
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AttemptSlot.attempt_id == attempt_id)
    ):
        answers = session.scalars(
            select(ResponseLogEntry.response)
            .where(
                ResponseLogEntry.attempt_id == attempt_id,
                ResponseLogEntry.position == slot.position,
            )
            .order_by(ResponseLogEntry.sequence)
        ).all()
        key = ItemKey(item.code, tuple(version.answer_key["correct"]), 1.0, version.objective_code)
        option = answers[-1]["option"] if answers else ""
        row[key] = (option, score.slot_points[str(slot.position)])
    return row


def test_counts_equal_an_analysis_of_rows(app, write, new_session, course):
    write(fill_with_learners, course_version_id=course.context_id, count=130, seed=3, now=NOW)
    outcome = evaluate(app, new_session, course.context_id, now=NOW + timedelta(days=40))
    assert outcome.is_released
    with new_session() as session:
        counted = session.scalars(
            select(EvaluationMember.learner_id).where(EvaluationMember.counted.is_not(None))
        ).all()
        both = {
            learner
            for learner in counted
            if session.scalars(
                select(Attempt.id)
                .join(Assessment, Assessment.id == Attempt.assessment_id)
                .where(
                    Attempt.learner_id == learner,
                    Assessment.kind == "knowledge",
                    Assessment.purpose == "post",
                )
            ).all()
        }
        summaries = get_test_summaries(session, course.context_id)
        assert summaries.keys() == {("pre", "A"), ("pre", "B"), ("post", "A"), ("post", "B")}
        for (purpose, form), summary in summaries.items():
            table = read_table(session, both, purpose, form)
            expected = analyse_items(table)
            assert expected.learners > 20
            keys = [column.key for column in table.items]
            assert analyse_counts(summary.counts, keys) == expected, (purpose, form)
        everyone = get_group_summaries(session, course.context_id)[""]
    for purpose in ("pre", "post"):
        people = sum(s.counts.n for (of, _form), s in summaries.items() if of == purpose)
        assert people == sum(everyone.counts.pairs.values()) == len(both)


@pytest.mark.slow
def test_roles_of_a_first_release_are_counted_from_the_answers(app, new_session, write, course):
    """All roles of a hundred people in each form; a person more or less would show."""
    write(fill_with_learners, course_version_id=course.context_id, count=2_400, seed=7, now=NOW)
    assert evaluate(app, new_session, course.context_id, now=NOW).is_released
    with new_session() as session:
        people = [
            (row.cells[0], Contribution.from_text(row.counted))
            for row in session.scalars(
                select(EvaluationMember).where(EvaluationMember.counted.is_not(None))
            )
        ]
        for purpose in ("pre", "post"):
            released = get_role_counts(session, course.context_id, purpose)
            assert released.keys() == {"A", "B"}
            roles = {
                form: {row.role: row.counts for row in rows} for form, rows in released.items()
            }
            assert roles["A"].keys() == roles["B"].keys()
            assert len(roles["A"]) > 1
            for form, counts in roles.items():
                for role, of_role in counts.items():
                    counter = FormCounter()
                    for own, person in people:
                        answers = person.forms.get(purpose)
                        if own == role and answers and answers.form == form:
                            counter.add(answers)
                    assert of_role.n == counter.counts().n >= 100
                    assert of_role.points == counter.counts().points
        assert set(map(str, get_waiting_roles(session, course.context_id).values())) == {"{}"}
