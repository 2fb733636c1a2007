"""Sheet of a branching scenario: its scenes, choices and ends, and the words of its signs."""

from html import escape
from typing import TYPE_CHECKING, Any

from courses.blocks.activities import scenario_view as dialogue
from courses.blocks.activities.scenario_end import ScenarioEnd
from courses.blocks.activities.scenario_path import (
    SAFETY,
    TRUST,
    Node,
    ScenarioPath,
    Signs,
    Step,
    is_end,
)
from courses.blocks.answer_sheets.marks import FIRST, SECOND, THIRD

if TYPE_CHECKING:
    from courses.blocks.activities.scenario import ScenarioBlock


def scenario_sheet(block: "ScenarioBlock") -> dict[str, object]:
    """Scenes and choices with marks for the signs and for the number of choices made.

    `position` has a mark for the number of the step, `over` one for the steps of an ended path;
    `openings` have marks for that text and for the attributes of the progress, with the note
    and without. Of a high and of a low end, `ends` have marks for the share, for what was missed
    with the path, and for the number of choices; `paths` for the steps and their number. `shares`
    are those of a low end without and with right choices, and the numbers of harmful ones of a high
    and of a low end.
    """
    scenario = block.scenario()
    speech = block.speech(scenario)
    nodes: list[Node] = block.localised(block.nodes)
    low = ScenarioEnd(block, [], mark=1)
    high = ScenarioEnd(block, [], mark=0)
    return {
        "kind": "scenario",
        "start": str(block.start),
        "low": block.low_mark(),
        "nodes": {str(node["id"]): _node(block, node, scenario, speech) for node in nodes},
        "position": escape(block.position_text(FIRST)),
        "over": escape(block.end_text(FIRST)),
        "openings": [
            block.opening_html(FIRST, SECOND, THIRD, has_note=note) for note in (False, True)
        ],
        "trust": {who: _trust(who, speech) for who in _people(nodes)},
        "safety": {state: dialogue.safety_row(state, speech) for state in SAFETY},
        "levels": [TRUST, SAFETY],
        "ends": [end.frame(FIRST, SECOND, THIRD) for end in (high, low)],
        "paths": [end.path_html(FIRST, SECOND) for end in (high, low)],
        "shares": [
            low.share_html(0, FIRST),
            low.share_html(FIRST, SECOND),
            high.harm_html(FIRST),
            low.harm_html(FIRST),
        ],
    }


def _node(
    block: "ScenarioBlock", node: Node, scenario: ScenarioPath, speech: dialogue.Speech
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "signs": node.get("signs"),
        "left": scenario.shortest_from(node),
    }
    if is_end(node):
        signs = FIRST if _all_signs(block.nodes) else ""
        told = [block.told_html(node, speech, signs, is_low=is_low) for is_low in (False, True)]
        return entry | {"ends": told}
    choices = [_choice(block, Step(node, choice), scenario, speech) for choice in node["choices"]]
    return entry | {
        "scene": block.scene_html(node, speech, FIRST, SECOND),
        "choices": choices,
    }


def _choice(
    block: "ScenarioBlock", step: Step, scenario: ScenarioPath, speech: dialogue.Speech
) -> dict[str, Any]:
    following = scenario.node(str(step.choice["next"]))
    label, end = block.onward_label(step, following, scenario), ScenarioEnd(block, [], mark=0)
    return {
        "next": str(step.choice["next"]),
        "score": step.score,
        "best": step.best,
        "harmful": step.is_harmful,
        "signs": step.choice.get("signs"),
        "result": block.consequence_html(step, label, speech, FIRST, SECOND),
        "turn": end.turn_html(step, FIRST),
        "missed": end.missed_html(step, FIRST),
    }


def _people(nodes: list[Node]) -> set[str]:
    """Everybody whom signs are about; an empty name if they say nobody."""
    return {"", *(signs["about"] for signs in _all_signs(nodes) if signs.get("about"))}


def _all_signs(nodes: list[Node]) -> list[Signs]:
    signs = [node.get("signs") for node in nodes]
    signs += [choice.get("signs") for node in nodes for choice in node.get("choices") or ()]
    return [entry for entry in signs if entry]


def _trust(who: str, speech: dialogue.Speech) -> dict[str, str]:
    return {state: dialogue.trust_row(who, state, speech) for state in TRUST}
