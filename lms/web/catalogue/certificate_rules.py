"""What the certificate of a course asks for, in words made from the rules of its version."""

from courses.lessons.course_map import LearnerCourse
from lms.web.texts.translation import gettext as _
from lms.web.texts.translation import ngettext


def certificate_rules(course: LearnerCourse) -> tuple[str, ...]:
    """The rules in the order of the course, without minimum grades, which few courses have."""
    rules = [_("all lessons (those about a crisis may be skipped)")]
    if course.scenarios_required:
        rules.append(scenario_rule(course))
    if course.is_plan_required:
        is_reviewed = course.plan_rule == "approved"
        rules.append(
            _("the action plan, approved by a facilitator")
            if is_reviewed
            else _("the action plan, handed in")
        )
    rules.append(_("the post-test, with %(score)s or more", score=course.post_test_min))
    return tuple(rules)


def scenario_rule(course: LearnerCourse) -> str:
    """How many scenarios, with which share of their points, and which of them are core."""
    count, percent = course.scenarios_required, course.scenario_min_percent
    rules = [ngettext("%(num)d scenario to practise", "%(num)d scenarios to practise", count)]
    if percent:
        rules.append(
            _("each with at least %(percent)s per cent of the points in one go", percent=percent)
        )
    if course.core_scenarios:
        titles = _(" or ").join(f"“{title}”" for title in course.core_scenarios)
        rules.append(
            _("a core scenario: %(titles)s", titles=titles)
            if count == 1
            else _("at least one of them a core scenario: %(titles)s", titles=titles)
        )
    return ", ".join(rules)
