"""Follow-up: who answered months later, what has stayed, and whether the course did harm."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.extensions import db
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.shapes import Caption
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.follow_up_questions import draw_questions
from lms.web.evaluation.limits import Limit, waiting_limit
from lms.web.evaluation.page_parts import frame_values, limits_of_answers, require_choice
from lms.web.evaluation.pictures import Picture, Table, few, interval
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.follow_ups import FollowUps, Kept, MonthFigures, read_follow_ups

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
    kept = draw_kept(shown)
    return render_template(
        "evaluation/follow_up.html",
        **frame_values(requested, shown.overview),
        shown=shown,
        finding=finding(shown),
        pictures=[picture for picture in (draw_answered(shown), kept) if picture],
        sections=[
            (
                name_month(month.months),
                draw_questions(month),
                describe_month(month, has_picture=kept is not None),
            )
            for month in shown.months
        ],
        limits=list_limits(shown),
    )


def name_month(months: int) -> str:
    """Return when the follow-up was."""
    return str(ngettext("After %(num)d month", "After %(num)d months", months))


def finding(shown: FollowUps) -> str:
    """Return the heading of the page: what has stayed at the last follow-up with figures."""
    if shown.overview.release is None:
        return str(_("No figures yet"))
    if not shown.months:
        return str(_("Nobody has been asked for a follow-up yet"))
    kept = [(month.months, month.kept) for month in shown.months if month.kept]
    if not kept:
        return str(_("Not enough people have answered a follow-up yet"))
    months, last = kept[-1]
    return _result(name_month(months), last)


def _result(when: str, last: Kept) -> str:
    points = decimal(abs(last.mean))
    if last.change is not None and last.change.low <= 0 <= last.change.high:
        return str(
            _("%(when)s: no clear change since the post-test, on other questions", when=when)
        )
    if last.mean == 0:
        return str(_("%(when)s: scores are those of the post-test, on other questions", when=when))
    if last.mean > 0:
        return str(
            _(
                "%(when)s: %(points)s points above the post-test, on other questions",
                when=when,
                points=points,
            )
        )
    return str(
        _(
            "%(when)s: %(points)s points below the post-test, on other questions",
            when=when,
            points=points,
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
            share = DASH if percent is None else f"{round(percent)}%"
            figure = few() if people is None else whole_number(people)
            rows.append((f"{when}: {name}", figure, share))
            css = "k1" if people is month.tested else "t4"
            bars.append(Bar(f"{when}: {name}", percent, figure, share.strip(DASH), css))
        if month.asked and month.tested:
            sentences.append(
                _(
                    "%(when)s %(share)s of 100 people who were asked took the test.",
                    when=when,
                    share=round(100 * month.tested / month.asked),
                )
            )
    table = Table(
        _("People asked and answered"),
        (_("Follow-up"), _("People"), _("Of those asked")),
        tuple(rows),
    )
    sentence = " ".join(sentences) or _("Too few have answered to say how many of those asked did.")
    drawing = draw_bars(Caption("answered", table.caption, sentence), bars)
    measure = _("People, and per cent of those who were asked. Everybody may leave it.")
    return Picture.of(drawing, measure, table.caption, table)


def draw_kept(shown: FollowUps) -> Picture | None:
    """Draw the mean score after the course and months later, of the same people."""
    kept = [(name_month(m.months), m.kept) for m in shown.months if m.kept]
    drawn = [(when, k.n, k.scores) for when, k in kept if k.scores]
    if not drawn:
        return None
    table = Table(
        _("Scores of the same people then and now"),
        (
            _("Follow-up"),
            _("People"),
            _("Before"),
            _("After"),
            _("Now"),
            _("Since the post-test"),
            _("Interval (95%)"),
        ),
        tuple(
            (
                when,
                _people(k),
                *_scores(k),
                signed(k.mean),
                interval(k.change.low, k.change.high) if k.change else DASH,
            )
            for when, k in kept
        ),
    )
    sentence = " ".join(kept_sentence(when, k) for when, k in kept)
    drawing = draw_dumbbells(
        Caption("kept", table.caption, sentence),
        [
            Dumbbell(
                f"{when}, n = {whole_number(n)}",
                scores.post,
                scores.now,
                whole_number(scores.post),
                whole_number(scores.now),
            )
            for when, n, scores in drawn
        ],
        lambda tick: whole_number(round(tick)),
        shown.overview.mark,
    )
    legend = (("hole", "dot", _("Post-test")), ("k1", "dot", _("Months later")))
    measure = _(
        "Mean per cent of the points, in whole numbers. The follow-up asks other questions on the"
        " same objectives. Broken line: the pass mark."
    )
    return Picture.of(drawing, measure, table.caption, table, legend)


def _scores(kept: Kept) -> tuple[str, str, str]:
    scores = kept.scores
    if scores is None:
        return (DASH, DASH, DASH)
    return (whole_number(scores.pre), whole_number(scores.post), whole_number(scores.now))


def _people(kept: Kept) -> str:
    number, mark = whole_number(kept.n), _("imprecise")
    return number if kept.precision == "ok" else f"{number} ({mark})"


def kept_sentence(when: str, kept: Kept) -> str:
    """Say how scores have changed since the post-test, and where they began."""
    change = _(
        "%(when)s: %(points)s points since the post-test (n = %(number)s).",
        when=when,
        points=signed(kept.mean),
        number=whole_number(kept.n),
    )
    if kept.change is not None:
        values = _(
            "Interval (95%%): %(low)s to %(high)s points.",
            low=signed(kept.change.low),
            high=signed(kept.change.high),
        )
        change = f"{change} {values}"
    if kept.scores is None:
        return str(change)
    scores = _(
        "Now %(now)s, after %(post)s in the post-test and %(pre)s in the pre-test.",
        now=whole_number(kept.scores.now),
        post=whole_number(kept.scores.post),
        pre=whole_number(kept.scores.pre),
    )
    return f"{change} {scores}"


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
    kept = ""
    if month.kept is not None and not has_picture:
        kept = kept_sentence(name_month(month.months), month.kept)
    return [sentence for sentence in (kept, confidence_sentence(month)) if sentence]


def list_limits(shown: FollowUps) -> list[Limit]:
    """Return the limits of these figures."""
    if not any(month.kept or month.questions for month in shown.months):
        return []
    return [
        (
            _("Only those who answered are counted."),
            _("Whom the course burdened may be the ones who do not answer."),
        ),
        (
            _("Other questions than in the tests."),
            _(
                "They agree in objective, level and expected difficulty, but are not equated: what"
                " people still know may have changed by several points more or less than shown."
            ),
        ),
        waiting_limit(),
        *limits_of_answers(),
        (
            _("A false alarm is known only afterwards."),
            _(
                "Who reports in good faith does nothing wrong. Many false alarms ask for clearer"
                " teaching of when to ask first."
            ),
        ),
    ]
