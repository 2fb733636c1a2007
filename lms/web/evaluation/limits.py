"""Limits of the design, as sentences: what the figures cannot say."""

from flask_babel import gettext as _

from lms.web.texts.numbers import signed, whole_number
from lms.workflows.evaluation.figures import LEAST, Figures

Limit = tuple[str, str]  # in short, and in full


def list_limits(figures: Figures, waiting: int) -> list[Limit]:
    """Return the limits that hold for these figures; `waiting` people are not counted yet."""
    limits = [
        (
            _("No comparison group."),
            _(
                "The change may also come from other things that happened in the same months, or"
                " from taking a test twice."
            ),
        ),
        attrition_limit(figures),
        (
            _("Only people who agreed are counted."),
            _("Others may have learned more or less."),
        ),
        *([waiting_limit(waiting)] if waiting else []),
        (
            _("The tests measure knowledge and stated choices,"),
            _("not what people do for children afterwards."),
        ),
        (
            _("Groups differ in more than the course."),
            _("A larger change in one group does not mean that it was taught better."),
        ),
    ]
    if figures.change is not None and figures.change.precision != "ok":
        text = _("With fewer than 30 people a few of them decide the result.")
        limits.insert(0, (_("The figures are imprecise."), text))
    return limits


def waiting_sentence(waiting: int) -> str:
    """Say how many people, in whole tens, are not counted yet, and why."""
    if not waiting:
        return str(_("Fewer than %(least)s people of the course wait to be counted.", least=LEAST))
    return str(
        _(
            "About %(number)s people of the course wait to be counted, or new answers of theirs:"
            " figures with them would tell of fewer than %(least)s people, until others join them.",
            number=whole_number(waiting),
            least=LEAST,
        )
    )


def waiting_limit(waiting: int) -> Limit:
    """Say who waits, and that shares of stages lean: those with more answers wait more often."""
    return (
        waiting_sentence(waiting),
        _(
            "More often they are those with more answers, so shares such as those with both tests"
            " or a follow-up may be many points too low or too high. Scores do not matter for it."
        ),
    )


def attrition_limit(figures: Figures) -> Limit:
    """Say what people without a post-test mean for the result."""
    attrition = figures.attrition
    if attrition is None or figures.matched is None:
        return str(_("Only people with both tests are counted.")), _("Those who left may differ.")
    return (
        _(
            "About %(number)s people are not counted, because they have no post-test.",
            number=whole_number(attrition.n),
        ),
        _(
            "If none of them had changed, the change of all these people together would be about"
            " %(points)s points.",
            points=signed(attrition.mean_if_unchanged),
        ),
    )
