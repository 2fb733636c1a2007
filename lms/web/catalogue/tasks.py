"""The tasks of a course for the home page: done, under way, still to do."""

from collections.abc import Iterable
from typing import NamedTuple

from assessments.queries import AssessmentState, AssessmentStates
from courses.lessons.course_map import LearnerCourse
from courses.progress.course_progress import CourseProgress, ModuleProgress
from lms.kernel.clock import utc_now
from lms.web.texts.times import local_time
from lms.web.texts.translation import gettext as _
from lms.web.texts.translation import ngettext

DONE, NOW, NOT_YET = "done", "now", ""
PLAN_STATES = {"": NOT_YET, "draft": NOW, "submitted": DONE, "returned": NOW, "approved": DONE}


class Task(NamedTuple):
    """A task. `state` is "done", "now", or "" if not begun.

    `is_wanted` is true if the certificate requires it and the learner can do it now.
    """

    title: str
    hint: str
    state: str
    word: str
    href: str
    is_wanted: bool = False

    @property
    def icon(self) -> str:
        return {DONE: "check", NOW: "half"}.get(self.state, "todo")


def tasks_of(
    course: LearnerCourse, progress: CourseProgress, states: AssessmentStates
) -> tuple[Task, ...]:
    """The tasks of a course in order."""
    base = f"/courses/{course.code}"
    before = _before(states, base, has_begun=progress.is_started)
    return (
        *((before,) if before else ()),
        *_days(progress, base),
        *((_scenario(course, base),) if course.scenarios_required else ()),
        *((_plan(course, base),) if course.is_plan_required else ()),
        _after(course, states, base, to_read=len(progress.to_read_again)),
    )


def grade_task(course: LearnerCourse) -> Task:
    """The task shown if all lessons are done but grades are missing for the certificate."""
    hint = _("The certificate asks for more in some activities. See which.")
    return _wanted(_task(_("Your grade"), hint, NOW, f"/courses/{course.code}/grades"))


def next_task(tasks: Iterable[Task]) -> Task | None:
    """The first task that the learner can do now, or None."""
    return next((task for task in tasks if task.is_wanted), None)


def _state_label(state: str) -> str:
    return _("Done") if state == DONE else _("Under way") if state == NOW else _("Not started")


def _task(title: str, hint: str, state: str, href: str, word: str | None = None) -> Task:
    return Task(title, hint, state, word or _state_label(state), href)


def _wanted(task: Task) -> Task:
    return task._replace(is_wanted=task.state != DONE)


def _before(states: AssessmentStates, base: str, *, has_begun: bool) -> Task | None:
    """The pre-test closes when lessons begin; both it and the scale do with the post-test."""
    if states.pre is None:
        return None
    scale = states.self_efficacy_before
    title = _("Pre-test and confidence")
    if states.pre.state == "not-started" and (has_begun or states.is_too_late(states.pre)):
        hint = _("It was open until the post-test.")
        if has_begun:
            hint = _("It was open until the first lesson.")
        return _task(title, hint, NOT_YET, base, word=_("Not taken"))
    if states.pre.state != "done":
        state = NOW if states.pre.state == "open" else NOT_YET
        return _task(title, _("Before the first lesson"), state, f"{base}/assessments/pre")
    if scale is not None and states.is_too_late(scale):
        hint = _("The pre-test is done; the confidence scale was open until the post-test.")
        return _task(title, hint, DONE, base)
    if _is_open(scale):
        hint = _("The confidence scale is still to be done.")
        return _task(title, hint, NOW, f"{base}/assessments/self-efficacy-before")
    return _task(title, _("Both are done."), DONE, base)


def _days(progress: CourseProgress, base: str) -> list[Task]:
    days: dict[int, list[ModuleProgress]] = {}
    for module in progress.modules:
        days.setdefault(module.day, []).append(module)
    return [_day(day, modules, base) for day, modules in days.items()]


def _day(day: int, modules: list[ModuleProgress], base: str) -> Task:
    lessons = [lesson for module in modules for lesson in module.lessons]
    remaining = sum(not lesson.is_finished for lesson in lessons)
    first, last = modules[0].number, modules[-1].number
    hint = _("Modules %(first)s to %(last)s", first=first, last=last)
    if not remaining:
        return _task(_("Day %(day)s", day=day), hint, DONE, base)
    rest = ngettext("%(num)d lesson to go", "%(num)d lessons to go", remaining)
    state = NOW if any(lesson.state for lesson in lessons) else NOT_YET
    return _task(_("Day %(day)s", day=day), f"{hint}, {rest}", state, base)


def _scenario(course: LearnerCourse, base: str) -> Task:
    state = DONE if course.has_scenarios else NOW if course.scenarios_done else NOT_YET
    count = course.scenarios_required
    title = ngettext("%(num)d scenario to practise", "%(num)d scenarios to practise", count)
    return _wanted(_task(title, _scenario_hint(course), state, f"{base}#scenarios"))


def _scenario_hint(course: LearnerCourse) -> str:
    percent = course.scenario_min_percent
    if course.has_scenarios and not percent:
        return _("Finished; it counts at any score.")
    if course.has_scenarios:
        return _("Finished, each with %(percent)s per cent or more.", percent=percent)
    if course.scenarios_done >= course.scenarios_required:
        return _("One that is marked as a core scenario is still to be played.")
    if course.scenarios_done:
        return _(
            "%(done)s of %(all)s so far", done=course.scenarios_done, all=course.scenarios_required
        )
    if not percent:
        return _("Choose what fits your role")
    return _first_scenario_hint(course)


def _first_scenario_hint(course: LearnerCourse) -> str:
    if course.core_scenarios:
        return _(
            "At least one core scenario; you need %(percent)s per cent of the points in one go.",
            percent=course.scenario_min_percent,
        )
    return _(
        "Choose what fits your role; you need %(percent)s per cent of the points in one go.",
        percent=course.scenario_min_percent,
    )


def _plan(course: LearnerCourse, base: str) -> Task:
    words = {
        "": _("Write it when you are ready"),
        "draft": _("Saved, not handed in yet"),
        "submitted": _("Handed in"),
        "returned": _("Returned for improvement"),
        "approved": _("Approved"),
    }
    state = PLAN_STATES[course.plan_state]
    task = _task(_("Your action plan"), words[course.plan_state], state, f"{base}/plan")
    if course.plan_state == "submitted" and not course.has_plan:
        return task._replace(state=NOW, word=_state_label(NOW))  # a reviewer has it
    return _wanted(task)


def _after(course: LearnerCourse, states: AssessmentStates, base: str, *, to_read: int) -> Task:
    post = states.post
    title = _("Post-test and confidence")
    if post.has_passed and _is_open(states.self_efficacy_after):
        hint = _("Passed. The confidence scale is still to be done.")
        return _task(title, hint, NOW, f"{base}/assessments/self-efficacy-after")
    if post.has_passed:
        return _task(title, _("Passed"), DONE, f"{base}/assessments/post")
    return _to_pass(course, post, title, f"{base}/assessments/post", to_read=to_read)


def _to_pass(
    course: LearnerCourse, post: AssessmentState, title: str, href: str, *, to_read: int
) -> Task:
    if post.state == "open":
        return _wanted(_task(title, _("Your answers so far are saved."), NOW, href))
    if post.state == "done":
        task = _task(title, _retake_hint(post, to_read), NOW, href, word=_("Repeat"))
        return _wanted(task) if post.attempts_remaining and not _must_wait(post) else task
    hint = _("%(score)s out of 100 or more", score=course.post_test_min)
    return _wanted(_task(title, hint, NOT_YET, href))


def _retake_hint(post: AssessmentState, to_read: int) -> str:
    """When and whether a post-test that fell short may be taken once more, and what helps."""
    if to_read and post.attempts_remaining:
        lessons = ngettext(
            "%(num)d lesson to read again.", "%(num)d lessons to read again.", to_read
        )
        return f"{_retake_time(post)} {lessons}"
    return _retake_time(post)


def _retake_time(post: AssessmentState) -> str:
    if not post.attempts_remaining:
        return str(_("All attempts are used. The page says what you can do."))
    if post.may_retake_at is not None and _must_wait(post):
        return str(_("You may take it again from %(time)s.", time=local_time(post.may_retake_at)))
    return str(_("You may take it again; other questions come."))


def _must_wait(post: AssessmentState) -> bool:
    return post.may_retake_at is not None and post.may_retake_at > utc_now()


def _is_open(state: AssessmentState | None) -> bool:
    return state is not None and state.state != "done"
