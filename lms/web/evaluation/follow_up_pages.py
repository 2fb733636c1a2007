"""Follow-up: who answered months later, their scores, and whether the course did harm."""

from math import ceil, floor
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.extensions import db
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.shapes import Caption
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.follow_up_questions import draw_questions
from lms.web.evaluation.limits import Limit, waiting_limit
from lms.web.evaluation.page_parts import frame_values, limits_of_answers, require_choice
from lms.web.evaluation.pictures import Picture, Table, few, interval
from lms.web.evaluation.terms import list_terms
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.figures import LEAST
from lms.workflows.evaluation.follow_ups import (
    FollowUps,
    LaterScores,
    MonthFigures,
    read_follow_ups,
)

DASH = "\N{EN DASH}"


@bp.get("/<uuid:version_id>/follow-up")
def follow_up(version_id: UUID) -> ResponseReturnValue:
    """Show the follow-ups of everybody, or of one group."""
    requested = require_choice(version_id)
    shown = read_follow_ups(
        db.session(),
        version_id,
        requested.choice,
        language=current_language(),
        names_groups=requested.access.sees_everyone,
    )
    scores = draw_scores(shown)
    return render_template(
        "evaluation/follow_up.html",
        **frame_values(requested, shown.overview),
        shown=shown,
        finding=finding(shown),
        pictures=[picture for picture in (draw_answered(shown), scores) if picture],
        sections=[
            (
                name_month(month.months),
                draw_questions(month),
                describe_month(month, has_picture=scores is not None),
            )
            for month in shown.months
        ],
        limits=list_limits(shown),
        terms=list_terms("follow-up"),
    )


def name_month(months: int) -> str:
    """Return when the follow-up was."""
    return str(ngettext("After %(num)d month", "After %(num)d months", months))


def finding(shown: FollowUps) -> str:
    """Return the heading of the page: the result of the last follow-up with figures."""
    if shown.overview.release is None:
        return str(_("No figures yet"))
    if not shown.months:
        return str(_("Nobody has been asked for a follow-up yet"))
    scores = [(month.months, month.scores) for month in shown.months if month.scores]
    if not scores:
        return str(_("Not enough people have answered a follow-up yet"))
    months, last = scores[-1]
    if last.share is None:
        return str(
            _(
                "%(when)s: %(mean)s of 100 points on average",
                when=name_month(months),
                mean=decimal(last.mean),
            )
        )
    return str(
        _(
            "%(when)s: %(share)s of 100 people who answered reach the pass mark",
            when=name_month(months),
            share=round(100 * last.share.share),
        )
    )


def draw_answered(shown: FollowUps) -> Picture | None:
    """Draw how many were asked, took the test and answered the questionnaire."""
    if not any(month.asked for month in shown.months):
        return None
    rows, bars, sentences = [], [], []
    for month in shown.months:
        when = name_month(month.months)
        stages = ((_("Invited"), month.asked), (_("Test"), month.tested))
        for name, people in (*stages, (_("Questionnaire"), month.rated)):
            percent = 100 * people / month.asked if people and month.asked else None
            share = _share_of_asked(people, month.asked) if people is not month.asked else DASH
            figure = few() if people is None else whole_number(people)
            rows.append((f"{when}: {name}", figure, share))
            css = "k1" if people is month.tested else "t4"
            bars.append(
                Bar(f"{when}: {name}", percent, figure, "" if share == DASH else share, css)
            )
        if month.asked and month.tested:
            sentences.append(
                _(
                    "%(when)s the test was taken by %(share)s of those asked.",
                    when=when,
                    share=_share_of_asked(month.tested, month.asked),
                )
            )
    table = Table(
        _("People asked and answered"),
        (_("Follow-up"), _("People"), _("Of those asked")),
        tuple(rows),
    )
    sentence = " ".join(sentences) or _("Too few have answered to say how many of those asked did.")
    drawing = draw_bars(Caption("answered", table.caption, sentence), bars)
    measure = _(
        "People, up to nine more than shown, and per cent of those who were asked. Everybody may"
        " leave it."
    )
    return Picture.of(drawing, measure, table.caption, table)


def _share_of_asked(people: int | None, asked: int | None) -> str:
    """Return the per cent of those asked, as a range: both may be up to nine more than shown."""
    if not people or not asked:
        return DASH
    low = floor(100 * people / (asked + LEAST - 1))
    high = min(100, ceil(100 * (people + LEAST - 1) / asked))
    return f"{low}{DASH}{high}%"


def draw_scores(shown: FollowUps) -> Picture | None:
    """Draw the share at the pass mark of each follow-up, with the mean score in the table."""
    scores = [(name_month(m.months), m.scores) for m in shown.months if m.scores]
    if not any(later.share for _when, later in scores):
        return None
    table = Table(
        _("Test of the follow-up"),
        (
            _("Follow-up"),
            _("People"),
            _("Mean"),
            _("Interval (95%)"),
            _("At the pass mark"),
            _("Interval (95%)"),
        ),
        tuple((when, _people(later), *_cells(later)) for when, later in scores),
    )
    sentence = " ".join(scores_sentence(when, later) for when, later in scores)
    bars = []
    for when, later in scores:
        percent = 100 * later.share.share if later.share else None
        figure = few() if percent is None else f"{round(percent)}%"
        bars.append(Bar(when, percent, figure, "", "k1"))
    drawing = draw_bars(Caption("later", table.caption, sentence), bars)
    measure = _(
        "Of 100 people who took the test of the follow-up, those with %(mark)s points or more.",
        mark=shown.overview.mark,
    )
    return Picture.of(drawing, measure, table.caption, table)


def _cells(later: LaterScores) -> tuple[str, str, str, str]:
    mean, share = later.interval, later.share
    return (
        decimal(later.mean),
        interval(mean.low, mean.high) if mean else DASH,
        f"{round(100 * share.share)}%" if share else DASH,
        f"{round(100 * share.low)} {DASH} {round(100 * share.high)}%" if share else DASH,
    )


def _people(later: LaterScores) -> str:
    number, mark = whole_number(later.n), _("imprecise")
    return number if later.precision == "ok" else f"{number} ({mark})"


def scores_sentence(when: str, later: LaterScores) -> str:
    """Say the mean score and the share at the mark, each with its interval."""
    sentences = [
        _(
            "%(when)s: %(mean)s points on average (n = %(number)s).",
            when=when,
            mean=decimal(later.mean),
            number=whole_number(later.n),
        )
    ]
    if later.interval is not None:
        sentences.append(
            _(
                "Interval (95%%): %(low)s to %(high)s points.",
                low=decimal(later.interval.low),
                high=decimal(later.interval.high),
            )
        )
    if later.share is not None:
        sentences.append(
            _(
                "%(share)s of 100 reach the pass mark (interval %(low)s to %(high)s, n ="
                " %(number)s).",
                share=round(100 * later.share.share),
                low=round(100 * later.share.low),
                high=round(100 * later.share.high),
                number=whole_number(later.share.n),
            )
        )
    return " ".join(map(str, sentences))


def confidence_sentence(month: MonthFigures) -> str:
    """Say how confidence has changed since the end of the course."""
    ratings = month.confidence
    if ratings is None:
        return ""
    base = _(
        "Confidence since the end of the course: %(points)s points (n = %(number)s).",
        points=signed(ratings.mean, 2),
        number=whole_number(ratings.n),
    )
    if ratings.change is None:
        return str(base)
    values = _(
        "Interval (95%%): %(low)s to %(high)s points.",
        low=signed(ratings.change.low, 2),
        high=signed(ratings.change.high, 2),
    )
    return f"{base} {values}"


def describe_month(month: MonthFigures, *, has_picture: bool) -> list[str]:
    """Return the sentences of a month: what no picture says, and the change of confidence."""
    scores = ""
    if month.scores is not None and not has_picture:
        scores = scores_sentence(name_month(month.months), month.scores)
    return [sentence for sentence in (scores, confidence_sentence(month)) if sentence]


def list_limits(shown: FollowUps) -> list[Limit]:
    """Return the limits of these figures."""
    if not any(month.scores or month.questions for month in shown.months):
        return []
    return [
        (
            _("Only those who answered are counted."),
            _("Whom the course burdened may be the ones who do not answer."),
        ),
        (
            _("These scores cannot be compared with those before and after the course."),
            _(
                "The questions are others. They agree in objective, level and expected difficulty,"
                " but no question is common to both tests, and nobody took both at the same time:"
                " so no computation can tell harder questions from forgetting. Two follow-ups are"
                " not compared either, since others answered them."
            ),
        ),
        (
            _("Answers to single questions are shown of everybody only."),
            _(
                "They are renewed when each number shown has ten more people, so they may be of"
                " fewer people than the other figures. Answers of a group would tell of few people."
            ),
        ),
        *([waiting_limit(shown.overview.waiting)] if shown.overview.waiting else []),
        *limits_of_answers(),
        (
            _("A false alarm is known only afterwards."),
            _(
                "Who reports in good faith does nothing wrong. Many false alarms ask for clearer"
                " teaching of when to ask first."
            ),
        ),
    ]
