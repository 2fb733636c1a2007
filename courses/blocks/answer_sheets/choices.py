"""Sheet of decisions, one at a time."""

from typing import TYPE_CHECKING, Any

from courses.blocks.answer_sheets.marks import FIRST

if TYPE_CHECKING:
    from courses.blocks.activities.choices import ChoicesBlock

STATUS = ' role="status"'
END = "</div>"  # of a result, before which a better way is named


def choices_sheet(block: "ChoicesBlock") -> dict[str, object]:
    """For each turn its question and number, the ways on, what helps more, and its options.

    An option has whether it is best, its result before and after the place of a live status, and
    whether a better way may follow: a harmful one names it in its result, as the safer one.
    `numbers`, `earlier`, `missed` and `best` are lists by a number, with a mark for their content;
    `totals` are by the number of first choices that were best and of present ones.
    """
    turns = block.localised(block.turns)
    count = len(turns)
    return {
        "kind": "choices",
        "opening": block.opening(),
        "closing": block.closing(),
        "turns": [_turn(block, turn, number) for number, turn in enumerate(turns, start=1)],
        "numbers": [block.onward_text(number) for number in range(1, count + 1)],
        "earlier": [block.earlier_frame(FIRST, number) for number in range(count + 1)],
        "missed": [block.missed_frame(FIRST, number) for number in range(count + 1)],
        "best": [block.best_frame(FIRST, number) for number in range(count + 1)],
        "totals": [
            [block.total_html(right, now) for now in range(count + 1)] for right in range(count + 1)
        ],
        "rounds": [block.rounds(is_partial=False), block.rounds(is_partial=True)],
    }


def _turn(block: "ChoicesBlock", turn: Any, number: int) -> dict[str, object]:
    return {
        "id": str(turn["id"]),
        "question": block.question_html(turn, number),
        "number": f"<p>{block.number_html(number)}</p>",
        "change": block.ways_on(turn),
        "ways": block.ways_on(turn, onward=FIRST),
        "better": block.better_html(turn),
        "folded_better": block.folded_better_html(turn) if len(block.turns) == 1 else "",
        "options": [_option(block, turn, option) for option in turn["options"]],
    }


def _option(block: "ChoicesBlock", turn: Any, option: Any) -> list[object]:
    block.answers = {str(turn["id"]): str(option["id"])}
    before, _, after = block.result_html(turn).rpartition(STATUS)
    is_best = bool(option["is_best"])
    has_better = not (is_best or option.get("is_harmful"))
    return [str(option["id"]), is_best, before, after.removesuffix(END), has_better]
