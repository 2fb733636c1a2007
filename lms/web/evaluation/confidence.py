"""Confidence: the scale before and after, statement by statement, and how reliable it is."""

from typing import Final
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.analysis.scale_analysis import ScaleAnalysis
from assessments.analysis.statistics.notes import Note
from assessments.analysis.statistics.proportions import Share
from assessments.items.types.values import get_text
from lms.extensions import db
from lms.web.assessments.scale import shared_stem
from lms.web.charts.axes import Axis
from lms.web.charts.dumbbell import Dumbbell, draw_dumbbells
from lms.web.charts.shapes import Caption
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.limits import Limit, waiting_limit
from lms.web.evaluation.page_parts import frame_values, limits_of_answers, require_choice
from lms.web.evaluation.pictures import Picture, Table, before_after
from lms.web.evaluation.terms import list_terms
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal, signed, whole_number
from lms.workflows.evaluation.confidence import (
    Confidence,
    MeanRatings,
    StatementRow,
    read_confidence,
    sort_by_change,
)

DASH: Final = "\N{EN DASH}"
PLACES: Final = 2  # decimals of mean points
NOTES: Final = {
    "too-few-to-show": _l("Fewer than 10 people: no figure is shown."),
    "too-few-for-items": _l("Reliability is shown from 30 people on."),
    "too-few-for-decisions": _l("Fewer than 100 people: do not change the scale because of it."),
    "one-item": _l("One statement alone has no reliability."),
    "same-total": _l("All people have the same total, so there is no reliability."),
    "negative-reliability": _l(
        "Alpha is below zero: statements contradict each other. Perhaps one is reversed and not"
        " marked as such."
    ),
    "no-omega": _l("No omega: the statements do not fit one common factor."),
    "improper-factor": _l("Omega is uncertain: one statement alone makes up the common factor."),
}
NOTES_OF_STATEMENTS: Final = {
    "constant-item": _l("All people chose the same point: the statement separates nobody."),
    "reverse-keyed": _l(
        "Goes against the other statements: perhaps it is reversed and not marked as such."
    ),
}
GOOD, FAIR = 0.8, 0.7  # reliability of averages of groups


@bp.get("/<uuid:version_id>/confidence")
def confidence(version_id: UUID) -> ResponseReturnValue:
    """Show the confidence of everybody, or of one group."""
    requested = require_choice(version_id)
    shown = read_confidence(
        db.session(),
        version_id,
        requested.choice,
        language=current_language(),
        names_groups=requested.access.sees_everyone,
    )
    return render_template(
        "evaluation/confidence.html",
        **frame_values(requested, shown.overview),
        shown=shown,
        finding=finding(shown),
        change=describe_change(shown),
        picture=draw_statements(shown),
        reliability=describe_reliability(shown),
        statements=list_statements(shown.after),
        limits=list_limits(shown),
        terms=list_terms("confidence"),
    )


def finding(shown: Confidence) -> str:
    """Return the heading of the page."""
    if not shown.has_scale:
        return str(_("This course has no scale of confidence"))
    if shown.overview.release is None:
        return str(_("No figures yet"))
    if shown.whole is None:
        return str(_("Not enough people to answer yet"))
    return _result(shown.whole)


def _result(whole: MeanRatings) -> str:
    points = signed(whole.post - whole.pre, PLACES)
    if whole.change is not None and whole.change.low <= 0 <= whole.change.high:
        return str(_("No clear change of confidence: %(points)s points on average", points=points))
    if whole.post > whole.pre:
        return str(_("People feel surer than before: %(points)s points on average", points=points))
    if whole.post < whole.pre:
        return str(
            _("People feel less sure than before: %(points)s points on average", points=points)
        )
    return str(_("Confidence did not change"))


def describe_change(shown: Confidence) -> str:
    """Return both means of the whole scale and the interval of the change."""
    whole = shown.whole
    if whole is None:
        return ""
    means = _(
        "Mean of all statements: %(before)s before and %(after)s after, from %(low)s (not at all)"
        " to %(high)s (very); n = %(number)s people who rated every statement both times.",
        before=decimal(whole.pre, PLACES),
        after=decimal(whole.post, PLACES),
        low=whole_number(round(shown.lowest)),
        high=whole_number(round(shown.highest)),
        number=whole_number(whole.n),
    )
    return f"{means} {_interval_sentence(whole)}"


def _interval_sentence(ratings: MeanRatings) -> str:
    if ratings.change is None:
        return str(_("All changes are equal, so no interval can be computed."))
    return str(
        _(
            "Change %(change)s points, interval (95%%) %(low)s to %(high)s.",
            change=signed(ratings.change.mean, PLACES),
            low=signed(ratings.change.low, PLACES),
            high=signed(ratings.change.high, PLACES),
        )
    )


def statement_text(row: StatementRow, stem: str = "") -> str:
    """Return the statement in the language of the page, without the `stem` of all statements."""
    whole = get_text(row.statement.content, "stem", current_language())
    text = whole.removeprefix(stem).strip()
    mark = _("reversed")
    return f"{text} ({mark})" if row.statement.is_reversed else text


def draw_statements(shown: Confidence) -> Picture | None:
    """Draw the mean points of each statement before and after, the largest rises first."""
    if shown.whole is None or not shown.statements:
        return None
    rows = sort_by_change(shown.statements)
    table = Table(
        _("Confidence by statement before and after"),
        (
            _("Statement"),
            _("Before"),
            _("After"),
            _("Change"),
            _("Interval (95%)"),
            _("Sure before"),
            _("Sure after"),
        ),
        tuple(_cells(row) for row in rows),
    )
    sentence = _(
        "Largest rise: %(first)s, from %(before)s to %(after)s. Least sure after the course:"
        " %(lowest)s, %(last)s.",
        first=rows[0].statement.code,
        before=decimal(rows[0].ratings.pre, PLACES),
        after=decimal(rows[0].ratings.post, PLACES),
        lowest=(lowest := min(rows, key=lambda row: row.ratings.post)).statement.code,
        last=decimal(lowest.ratings.post, PLACES),
    )
    stem = shared_stem([statement_text(row) for row in rows])
    drawing = draw_dumbbells(
        Caption("statements", table.caption, sentence),
        [
            Dumbbell(
                f"{row.statement.code} {statement_text(row, stem)}",
                row.ratings.pre,
                row.ratings.post,
                decimal(row.ratings.pre, PLACES),
                decimal(row.ratings.post, PLACES),
            )
            for row in rows
        ],
        lambda tick: whole_number(round(tick)),
        axis=Axis(shown.lowest, shown.highest, 1),
    )
    rose = all(row.ratings.change is not None and row.ratings.change.low > 0 for row in rows)
    measure = _(
        "Mean points of a statement. Sure are the upper two of five points: a share of everybody,"
        " renewed when ten more people are sure and ten more are not. Before that, and for groups,"
        " stands a dash."
    )
    heading = _("People feel surer in each statement") if rose else table.caption
    return Picture.of(drawing, measure, heading, table, before_after("dot"))


def _cells(row: StatementRow) -> tuple[str, ...]:
    change = row.ratings.change
    low, high = (decimal(change.low, PLACES), decimal(change.high, PLACES)) if change else ("", "")
    return (
        f"{row.statement.code} {statement_text(row)}",
        decimal(row.ratings.pre, PLACES),
        decimal(row.ratings.post, PLACES),
        signed(row.ratings.post - row.ratings.pre, PLACES),
        f"{low} {DASH} {high}" if change else DASH,
        _percent(row.sure_before),
        _percent(row.sure_after),
    )


def _percent(share: Share | None) -> str:
    return DASH if share is None else f"{round(100 * share.share)}%"


def describe_reliability(shown: Confidence) -> list[tuple[str, str]]:
    """Return for each occasion what alpha and omega say, with all notes as sentences."""
    named = ((_("Before"), shown.before), (_("After"), shown.after))
    return [(str(name), _reliability(analysis)) for name, analysis in named if analysis]


def _reliability(analysis: ScaleAnalysis) -> str:
    sentences = []
    if analysis.alpha is not None and None not in (analysis.alpha_low, analysis.alpha_high):
        sentences.append(
            _(
                "Cronbach's alpha %(alpha)s (95%% interval %(low)s to %(high)s).",
                alpha=decimal(analysis.alpha, 2),
                low=decimal(analysis.alpha_low or 0.0, 2),
                high=decimal(analysis.alpha_high or 0.0, 2),
            )
        )
    if analysis.omega is not None:
        sentences.append(_("McDonald's omega %(omega)s.", omega=decimal(analysis.omega, 2)))
    if analysis.alpha is not None:
        sentences.append(_meaning(analysis.alpha))
    return " ".join(map(str, [*sentences, *(note_sentence(n) for n in analysis.notes)]))


def _meaning(alpha: float) -> str:
    if alpha >= GOOD:
        return str(_("The statements measure one thing well enough to compare groups."))
    if alpha >= FAIR:
        return str(_("The statements go together; small differences between groups say little."))
    return str(_("The statements hardly go together: read them one by one."))


def note_sentence(note: Note) -> str:
    """Return what a note means, with the statement that it is about."""
    if note.code in NOTES_OF_STATEMENTS:
        return f"{note.about}: {NOTES_OF_STATEMENTS[note.code]}"
    return str(NOTES[note.code])


def list_statements(analysis: ScaleAnalysis | None) -> list[tuple[str, ...]]:
    """Return the figures of each statement after the course; nothing with too few people."""
    if analysis is None:
        return []
    return [
        (
            row.code,
            decimal(row.mean, PLACES),
            decimal(row.sd, PLACES),
            _figure(row.item_rest),
            _figure(row.alpha_if_deleted),
            _figure(row.loading),
        )
        for row in analysis.statements
    ]


def _figure(value: float | None) -> str:
    return DASH if value is None else decimal(value, 2)


def list_limits(shown: Confidence) -> list[Limit]:
    """Return the limits of these figures."""
    if shown.whole is None:
        return []
    limits = [
        *limits_of_answers(),
        *([waiting_limit(shown.overview.waiting)] if shown.overview.waiting else []),
        (
            _("To feel sure is not to be able."),
            _("Whoever knows more may also judge themselves more strictly than before."),
        ),
        (
            _("Only whole scales are counted."),
            _("Who left out a statement, before or after, is not in these figures."),
        ),
    ]
    if shown.whole.precision != "ok":
        text = _("With fewer than 30 people a few of them decide the result.")
        limits.insert(0, (_("The figures are imprecise."), text))
    return limits
