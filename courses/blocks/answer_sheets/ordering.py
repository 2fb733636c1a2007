"""Sheet of steps that are put into order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from courses.blocks.answer_sheets.marks import FIRST, SECOND

if TYPE_CHECKING:
    from courses.blocks.activities.ordering import OrderingBlock


def ordering_sheet(
    block: "OrderingBlock", steps: Sequence[Any], order: Sequence[str]
) -> dict[str, object]:
    """For each step its row, its result and the text of its move, by the number that it is given.

    `order` has the ids in the order of the page, `question` marks for the rows and the status,
    `results` a mark for the results, by the number of right ones. `mend` is by the number of steps
    that a round is about; `marks` of a step by whether it is in its place.
    """
    numbers = range(1, len(steps) + 1)
    listed = []
    for position, step in enumerate(steps, start=1):
        block.moved = ""
        rows = [block.row_html(step, number, FIRST) for number in numbers]
        block.moved = str(step["id"])
        moved = [block.row_html(step, number, FIRST) for number in numbers]
        results = []
        for number in numbers:
            block.numbers = {str(step["id"]): number}
            results.append(block.result_html(step, position))
        texts = [block.moved_html(step["text"], number) for number in numbers]
        marks = [block.mark_html(position, number) for number in (0, position)]
        listed.append([str(step["id"]), rows, moved, texts, results, marks])
    return {
        "kind": "ordering",
        "opening": block.opening(),
        "order": list(order),
        "steps": listed,
        "question": block.question_frame(FIRST, SECOND),
        "mend": [block.to_mend(missed) for missed in (0, *numbers)],
        "results": [block.result_frame(FIRST, right) for right in (0, *numbers)],
    }
