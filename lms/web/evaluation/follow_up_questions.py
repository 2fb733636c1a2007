"""Pictures of the further questions of a follow-up: tasks, burden, false alarms, doubt."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments.items.types.values import get_text
from lms.web.charts.bars import Bar, draw_bars
from lms.web.charts.shapes import Caption
from lms.web.evaluation.pictures import LegendMark, Picture, Table, few
from lms.web.texts.language import current_language
from lms.web.texts.numbers import whole_number
from lms.workflows.evaluation.follow_ups import MonthFigures, QuestionRow
from lms.workflows.evaluation.releases.answers import NO_ANSWER

DASH: Final = "\N{EN DASH}"
IMPRECISE_BELOW: Final = 30
TITLES: Final = {
    "tasks": _l("Tasks planned and done"),
    "distress": _l("Harm check: what still weighs on people"),
    "false-alarms": _l("Harm check: reports that were false alarms"),
    "doubt": _l("Harm check: what people do in doubt"),
}
CONCERNS: Final = {
    "distress": _l("%(share)s of 100 people say that it still weighs on them"),
    "false-alarms": _l("%(share)s of 100 people had a false alarm"),
    "doubt": _l("%(share)s of 100 people report at once when in doubt"),
}


def draw_questions(month: MonthFigures) -> list[Picture]:
    """Draw each question that enough people were asked."""
    return [_draw(month.months, row) for row in month.questions]


def _draw(months: int, row: QuestionRow) -> Picture:
    question, language = row.question, current_language()
    texts = {str(p["id"]): get_text(p, "text", language) for p in question.content["points"]}
    texts[NO_ANSWER] = _("No answer")
    lines = [(texts[option], people, option in question.concerns) for option, people in row.options]
    title = str(TITLES.get(question.measure, question.code))
    table = Table(
        f"{title}, {get_text(question.content, 'stem', language)}",
        (_("Answer"), _("People"), _("Share")),
        tuple(
            (
                text,
                few() if people is None else whole_number(people),
                DASH if people is None else f"{round(100 * people / row.n)}%",
            )
            for text, people, _concern in lines
        ),
    )
    drawing = draw_bars(
        Caption(f"question-{question.code}-{months}", table.caption, _sentence(row, texts)),
        [
            Bar(
                text,
                None if people is None else 100 * people / row.n,
                few() if people is None else f"{round(100 * people / row.n)}%",
                "",
                "hole" if is_concern else "t4",
            )
            for text, people, is_concern in lines
        ],
    )
    measure = _(
        "%(question)s n = %(number)s.",
        question=get_text(question.content, "stem", language),
        number=whole_number(row.n),
    )
    legend: tuple[LegendMark, ...] = ()
    if question.concerns:
        legend = (("hole", "square", _("A concern")), ("t4", "square", _("No concern")))
    return Picture.of(drawing, measure, _finding(row, title), table, legend)


def _finding(row: QuestionRow, title: str) -> str:
    template = CONCERNS.get(row.question.measure)
    if row.concern is None or template is None:
        return title
    return str(template) % {"share": round(100 * row.concern.share)}


def _sentence(row: QuestionRow, texts: Mapping[str, str]) -> str:
    """Say how many answers are a concern, with the interval; else which answer is most frequent."""
    if row.concern is not None:
        sentence = _(
            "Answers that are a concern: %(share)s of 100 people (95%% interval %(low)s to"
            " %(high)s).",
            share=round(100 * row.concern.share),
            low=round(100 * row.concern.low),
            high=round(100 * row.concern.high),
        )
    else:
        option, people = max(row.options, key=lambda pair: pair[1] or 0)
        sentence = _(
            "Most frequent answer: %(answer)s, %(share)s of 100 people.",
            answer=texts[option],
            share=round(100 * (people or 0) / row.n),
        )
    if row.n < IMPRECISE_BELOW:
        imprecise = _("The figures are imprecise: fewer than 30 people.")
        return f"{sentence} {imprecise}"
    return str(sentence)
