"""Renders one step of a lesson: its units, the navigation between steps, what remains."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from courses.block_host.runtime.units import UnitPage
from courses.block_host.state import queries as units
from courses.block_toolkit.markup import linked_facts
from courses.json_types import JsonMapping
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.recall_again import shows_earlier_recall
from courses.lessons.steps import (
    LessonStep,
    StepProgress,
    lesson_steps,
    remaining_steps,
    step_of_unit,
)
from lms.extensions import db
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import learner_viewer
from lms.web.blocks.rendering import Contexts, RejectedForm, render_each_unit
from lms.web.learning.lesson_parts import step_sources
from lms.web.learning.recall_again import RecallAgain, recall_again
from lms.web.texts.language import current_language
from lms.workflows.completion.step_progress import step_progress

if TYPE_CHECKING:
    from courses.block_host.runtime.fragments import RenderedUnit

TEXT, PICTURE = "payung_text", "payung_picture"
MIN_SHARE = 0.6  # of a practice, below which another round is offered
NOT_LETTERS = re.compile(r"\W")
DONE, NOW, NOT_YET = "done", "now", ""
BETTER_WAY = 'class="result"'  # markup of a result with a better way; a good one has a class more
MAIN_PARTS = ('class="pick"', 'class="btn main')  # what one does before the way on
REPEAT = re.compile(r'action="[^"]*/again"')
OPEN_QUESTIONS = ('class="pick"', 'name="after"')  # of an activity whose round is not over


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step in the navigation; `state` is "done", "now" or "" if it is still to do."""

    id: str
    kind: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class StepFrame:
    """A step with its neighbours, its number from 1, and all steps of the lesson."""

    step: LessonStep
    number: int
    links: tuple[StepLink, ...]
    before: LessonStep | None
    after: LessonStep | None


def steps_of(lesson: LearnerLesson) -> tuple[LessonStep, ...]:
    """The steps of a lesson in the reader's language; empty for a lesson without steps."""
    return lesson_steps(lesson.content, current_language())


def step_page(
    person: SignedInPerson,
    lesson: LearnerLesson,
    step: LessonStep,
    contexts: Contexts | None = None,
    not_taken: RejectedForm | None = None,
    *,
    is_finish_refused: bool = False,
    progress: StepProgress | None = None,
) -> str:
    """Render a step; `contexts` and `not_taken` show rejected input of a block again.

    `is_finish_refused` says at the top that the lesson cannot be finished yet. `progress` replaces
    that of the learner.
    """
    from courses.block_host.runtime.fragments import merge_plain_units

    session = db.session()
    steps = steps_of(lesson)
    viewer = learner_viewer(
        session,
        person,
        enrolment_id=lesson.enrolment_id,
        course_version_id=lesson.course_version_id,
        course_code=lesson.course_code,
        language=current_language(),
    )
    page = units.get_lesson_page(
        session, lesson.id, person_id=person.id, course_code=lesson.course_code
    )
    case = case_before(steps, step)
    shown = units_of(page, steps, (step, case) if case else (step,))
    recap = set(case.unit_keys) if case else set()
    rendered = render_each_unit(shown, viewer, person, contexts or {})
    own = [unit for unit in rendered if unit.key not in recap]
    progress = progress or step_progress(
        session,
        lesson.enrolment_id,
        lesson.id,
        opened={*lesson.steps_opened, step.id},
        skipped=lesson.steps_skipped,
    )
    is_last = step == steps[-1]
    is_waiting = step.is_required and not is_behind(progress, step)
    html = "".join(unit.html for unit in own)
    again = None
    if shows_earlier_recall(steps, step):
        again = recall_again(
            person,
            lesson,
            step,
            viewer,
            contexts or {},
            is_offered=not (is_waiting or asks(html)),
        )
    return render_template(
        "learning/step.html",
        lesson=lesson,
        frame=step_frame(steps, step, progress),
        scene=merge_plain_units(unit for unit in own if unit.block_type == PICTURE),
        reading=merge_plain_units(unit for unit in own if unit.block_type == TEXT),
        doing=merge_plain_units(unit for unit in own if unit.block_type not in (TEXT, PICTURE)),
        case=case,
        again=again,
        case_text=[unit for unit in rendered if unit.key in recap and unit.block_type == TEXT],
        is_waiting=is_waiting,
        may_skip=step.is_skippable and not is_behind(progress, step),
        is_below=step.kind == "practise"
        and progress.is_below(step, MIN_SHARE)
        and is_worth_a_round(html),
        has_repeat=bool(REPEAT.search(html)),
        has_main=any(part in f"{html}{html_of(again)}" for part in MAIN_PARTS),
        sources=step_sources(shown_facts(lesson, html, again, is_last=is_last)),
        keys=key_messages(lesson, own) if is_last else (),
        remaining=remaining_steps(steps, progress) if is_last else (),
        has_errors=bool(contexts) or is_finish_refused,
        is_finish_refused=is_finish_refused,
        not_taken=not_taken,
        is_draft=lesson.opening.is_draft,
        helplines_url=f"/courses/{lesson.course_code}/helplines",
    )


def shown_facts(
    lesson: LearnerLesson, html: str, again: RecallAgain | None, *, is_last: bool
) -> list[JsonMapping]:
    """Facts that a step and an earlier recall on its page cite; on the last step all others too."""
    own, cited = lesson.content["sources"], set(linked_facts(f"{html}{html_of(again)}"))
    facts = {fact["id"]: fact for fact in (*own, *(again.recall.sources if again else ()))}
    shown = cited | {fact["id"] for fact in own} if is_last else cited
    return [fact for code, fact in facts.items() if code in shown]


def key_messages(lesson: LearnerLesson, shown: "Iterable[RenderedUnit]") -> list[str]:
    """The key messages of a lesson that the shown units do not say word for word."""
    page = letters("".join(unit.html for unit in shown))
    english = current_language() == "en"
    messages = lesson.content["key_messages_en" if english else "key_messages_id"]
    return [message for message in messages if letters(message) not in page]


def is_worth_a_round(html: str) -> bool:
    """Whether the activities of a step ask nothing more and show a result with a better way.

    A choice that was changed to the best one shows none, although its grade stays.
    """
    return BETTER_WAY in html and not asks(html)


def html_of(again: RecallAgain | None) -> str:
    """What an earlier recall shows on the page."""
    return "".join(unit.html for unit in again.units) if again else ""


def asks(html: str) -> bool:
    """Whether the activities of a step have an open question."""
    return any(mark in html for mark in OPEN_QUESTIONS)


def letters(text: str) -> str:
    """Letters and digits of a text."""
    return NOT_LETTERS.sub("", text)


def case_before(steps: Sequence[LessonStep], step: LessonStep) -> LessonStep | None:
    """The case that a first decision is about, which can be read again beside it."""
    position = steps.index(step)
    before = steps[position - 1] if position else None
    return before if before and (before.kind, step.kind) == ("case", "try") else None


def units_of(
    page: UnitPage, steps: Sequence[LessonStep], shown_steps: Sequence[LessonStep]
) -> UnitPage:
    """The page with the top-level units of these steps only."""
    shown = {
        unit_id: unit
        for unit_id, unit in page.units.items()
        if unit.parent_id is not None or step_of_unit(steps, unit.key) in shown_steps
    }
    return UnitPage(shown, page.learner_state, page.shared_state)


def is_behind(progress: StepProgress, step: LessonStep) -> bool:
    """Whether a step is done, or was skipped, which looks the same."""
    return progress.is_done(step) or progress.is_skipped(step)


def step_frame(steps: Sequence[LessonStep], step: LessonStep, progress: StepProgress) -> StepFrame:
    """The position of a step among the steps of its lesson."""
    position = steps.index(step)
    links = (
        StepLink(
            entry.id,
            entry.kind,
            entry.title,
            NOW if entry == step else DONE if is_behind(progress, entry) else NOT_YET,
        )
        for entry in steps
    )
    return StepFrame(
        step=step,
        number=position + 1,
        links=tuple(links),
        before=steps[position - 1] if position else None,
        after=steps[position + 1] if position + 1 < len(steps) else None,
    )
