"""The steps of a learner through the frozen course, up to the certificate."""

from types import SimpleNamespace
from uuid import uuid4

from sqlalchemy import select

from assessments import service as assessments
from assessments.attempts.models import AttemptSlot
from assessments.items.models import ItemVersion
from courses.action_plans.service import save_draft
from courses.catalogue.content_models import Lesson, Scenario
from lms.accounts.models import Person
from lms.workflows.attempts import take_assessment
from lms.workflows.completion import finish_lesson, submit_plan


def learner_path(store, read, *, person_id, enrolment_id, version_id, now):
    """The steps by name; `store` and `read` run a function in a transaction."""
    own = {"person_id": person_id, "enrolment_id": enrolment_id}

    def finish_lessons():
        def finish_all(session):
            for lesson_id in ids(session, Lesson, version_id):
                facts = {"lesson_id": lesson_id, "state": "done", "now": now}
                finish_lesson.finish_lesson(session, **facts, **own)

        store(finish_all)

    def finish_a_scenario():
        scenario_id = read(ids, Scenario, version_id)[0]
        facts = {"scenario_id": scenario_id, "score": 0, "max_score": 10}
        store(finish_lesson.finish_scenario, now=now, **facts, **own)

    def hand_in_the_plan():
        key_id = read(lambda session: session.get_one(Person, person_id).data_key_id)
        store(save_draft, person_key_id=key_id, content={}, now=now, **own)
        store(submit_plan.submit_plan, now=now, **own)

    def pass_the_test(correct=20, meanwhile=lambda: None):
        attempt_id = store(take_assessment.start_attempt, purpose="post", now=now, **own)

        def answer_all(session):
            for position, (right, wrong) in enumerate(keyed_values(session, attempt_id), start=1):
                value = right if position <= correct else wrong
                assessments.save_response(
                    session,
                    attempt_id=attempt_id,
                    learner_id=person_id,
                    position=position,
                    response_id=uuid4(),
                    response=assessments.Answer({"answer": [value]}),
                    now=now,
                )

        store(answer_all)
        meanwhile()
        store(take_assessment.finish_attempt, attempt_id, person_id=person_id, now=now)

    steps = (finish_lessons, finish_a_scenario, hand_in_the_plan, pass_the_test)
    return SimpleNamespace(
        person_id=person_id,
        enrolment_id=enrolment_id,
        steps={step.__name__: step for step in steps},
    )


def ids(session, model, version_id):
    return session.scalars(
        select(model.id).where(model.course_version_id == version_id).order_by(model.position)
    ).all()


def keyed_values(session, attempt_id):
    """A right and a wrong value for each place of an attempt."""
    rows = session.execute(
        select(AttemptSlot.options, ItemVersion.answer_key)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    )
    return [
        (
            next(value for value, option in options if option in key["correct"]),
            next(value for value, option in options if option not in key["correct"]),
        )
        for options, key in rows
    ]
