"""Follow-up: who answered months later, what has stayed, and whether the course did harm."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.analysis.statistics.paired_tests import MeanChange
from lms.extensions import db
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.shapes import Caption
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.follow_up_questions import draw_questions
from lms.web.evaluation.limits import Limit
from lms.web.evaluation.page_parts import frame_values, limits_of_answers, require_choice
from lms.web.evaluation.pictures import Picture, Table, few
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
    return render_template(
        "evaluation/follow_up.html",
        **frame_values(requested, shown.overview),
        shown=shown,
        finding=finding(shown),
        pictures=[p for p in (draw_answered(shown), draw_kept(shown)) if p],
        sections=[
            (name_month(month.months), draw_questions(month), confidence_sentence(month))
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
    when, points = name_month(months), decimal(abs(last.now - last.pre))
    change = last.since_pre
    if change is not None and change.low <= 0 <= change.high:
        return str(_("%(when)s scores are about where they began", when=when))
    if last.now > last.pre:
        return str(
            _("%(when)s scores are %(points)s points above the pre-test", when=when, points=points)
        )
    return str(
        _("%(when)s scores are not above the pre-test", when=when)
        if last.now == last.pre
        else _("%(when)s scores are %(points)s points below the pre-test", when=when, points=points)
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
    if not kept:
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
            _("Since the pre-test"),
        ),
        tuple(
            (
                when,
                _people(k),
                decimal(k.pre),
                decimal(k.post),
                decimal(k.now),
                _change(k.since_post, k.now - k.post),
                _change(k.since_pre, k.now - k.pre),
            )
            for when, k in kept
        ),
    )
    sentence = " ".join(_kept_sentence(when, k) for when, k in kept)
    drawing = draw_dumbbells(
        Caption("kept", table.caption, sentence),
        [
            Dumbbell(
                f"{when}, n = {whole_number(k.n)}",
                k.post,
                k.now,
                decimal(k.post),
                decimal(k.now),
            )
            for when, k in kept
        ],
        lambda tick: whole_number(round(tick)),
        shown.overview.mark,
    )
    legend = (("hole", "dot", _("Post-test")), ("k1", "dot", _("Months later")))
    measure = _(
        "Mean per cent of the points. The follow-up asks other questions on the same objectives."
        " Broken line: the pass mark."
    )
    return Picture.of(drawing, measure, table.caption, table, legend)


def _people(kept: Kept) -> str:
    number, mark = whole_number(kept.n), _("imprecise")
    return number if kept.precision == "ok" else f"{number} ({mark})"


def _kept_sentence(when: str, kept: Kept) -> str:
    sentence = _(
        "%(when)s: %(now)s, after %(post)s in the post-test and %(pre)s in the pre-test (n ="
        " %(number)s).",
        when=when,
        now=decimal(kept.now),
        post=decimal(kept.post),
        pre=decimal(kept.pre),
        number=whole_number(kept.n),
    )
    gain = kept.post - kept.pre
    if gain <= 0:
        return str(sentence)
    share = min(max(round(100 * (kept.now - kept.pre) / gain), 0), 100)
    rest = _("Of the gain, %(share)s%% are still there.", share=share)
    return f"{sentence} {rest}"


def _change(change: MeanChange | None, mean: float) -> str:
    if change is None:
        return signed(mean)
    return f"{signed(mean)} ({signed(change.low)} {DASH} {signed(change.high)})"


def confidence_sentence(month: MonthFigures) -> str:
    """Say how confidence has changed since the end of the course."""
    ratings = month.confidence
    if ratings is None:
        return ""
    base = _(
        "Confidence: %(after)s after the course, %(now)s now (n = %(number)s).",
        after=decimal(ratings.pre, 2),
        now=decimal(ratings.post, 2),
        number=whole_number(ratings.n),
    )
    if ratings.change is None:
        return str(base)
    interval = _(
        "Change %(change)s points, interval (95%%) %(low)s to %(high)s.",
        change=signed(ratings.change.mean, 2),
        low=signed(ratings.change.low, 2),
        high=signed(ratings.change.high, 2),
    )
    return f"{base} {interval}"


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
                "They agree in objective, level and expected difficulty, but are not equated: a"
                " small difference may come from the questions."
            ),
        ),
        *limits_of_answers(),
        (
            _("A false alarm is known only afterwards."),
            _(
                "Who reports in good faith does nothing wrong. Many false alarms ask for clearer"
                " teaching of when to ask first."
            ),
        ),
    ]
