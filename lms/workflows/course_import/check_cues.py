"""Finds cues in the items of course files that give away the key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assessments.analysis.cues import Cue, find_item_cues, find_set_cues
from assessments.analysis.option_measures import OptionMeasures, find_bank_cues, measure_options
from assessments.exchange.bank_items import to_neutral_items
from assessments.exchange.model import LocalizedText, NeutralItem, Option
from assessments.items.bank import ItemBank, read_bank
from courses.course_files.folder import CourseFolder, load_folder
from courses.course_files.lookups import mappings, value_at
from courses.course_files.steps.cues import StepCue, step_cues
from courses.course_files.steps.option_check import turns_of
from courses.course_files.two_languages import LANGUAGES

BANK: Final = "items.yaml"
ALL_ITEMS: Final = "all"
LESSONS: Final = "lessons"  # decisions of lessons in steps, which are no items
SCENARIOS: Final = "scenarios"  # turns of scenarios


def course_cues(path: Path) -> list[tuple[str, Cue]]:
    """Cues with the use of their items (form_A ...; all; lessons; scenarios).

    Files without problems.
    """
    folder = load_folder(path)
    bank = read_bank(folder.value(BANK))
    cues = []
    for use in _uses(bank):
        items, _others = to_neutral_items(item for item in bank.items if item.use == use)
        cues += [(use, cue) for item in items for cue in find_item_cues(item)]
        cues += [(use, cue) for cue in find_set_cues(items)]
    items, _others = to_neutral_items(bank.items)
    cues += [(ALL_ITEMS, cue) for cue in find_bank_cues(items, _slots(bank))]
    cues += [(LESSONS, cue) for cue in find_bank_cues(*_decisions(folder))]
    return cues + [(SCENARIOS, cue) for cue in find_bank_cues(*_turns_of_scenarios(folder))]


def course_option_measures(path: Path) -> Iterator[tuple[str, OptionMeasures]]:
    """What the options give away: of all items, lessons, scenarios, each use.

    Files without problems. Items of one slot of the blueprint, decisions of one lesson and turns
    of one scenario never train each other. Each use is guessed from all other items.
    """
    folder = load_folder(path)
    bank = read_bank(folder.value(BANK))
    items, _others = to_neutral_items(bank.items)
    uses = {item.code: item.use for item in bank.items}
    yield from ((ALL_ITEMS, row) for row in measure_options(items, _slots(bank)))
    decisions, lessons = _decisions(folder)
    yield from ((LESSONS, row) for row in measure_options(decisions, lessons))
    yield from ((SCENARIOS, row) for row in measure_options(*_turns_of_scenarios(folder)))
    for use in _uses(bank):
        part = [item for item in items if uses[item.code] == use]
        yield from ((use, row) for row in measure_options(part, _slots(bank), training=items))


def course_step_cues(path: Path) -> list[StepCue]:
    """Words above questions of lessons that only the best option repeats."""
    return list(step_cues(load_folder(path)))


def _decisions(folder: CourseFolder) -> tuple[list[NeutralItem], dict[str, str]]:
    """The decisions of lessons in steps as single-choice items, and the lesson of each."""
    items: list[NeutralItem] = []
    lessons: dict[str, str] = {}
    for module, lesson in folder.lessons():
        document = folder.document(f"modules/{module}/{lesson}.yaml")
        if not value_at(document, "steps"):
            continue
        for turn, english in zip(
            *(turns_of(document, language) for language in LANGUAGES), strict=True
        ):
            options = tuple(
                Option(LocalizedText(*texts), number == turn.best)
                for number, texts in enumerate(zip(turn.options, english.options, strict=True))
            )
            code = f"{lesson}.{turn.activity}.{turn.id}"
            items.append(NeutralItem(code, "single", LocalizedText(turn.text), options=options))
            lessons[code] = lesson
    return items, lessons


def _turns_of_scenarios(folder: CourseFolder) -> tuple[list[NeutralItem], dict[str, str]]:
    """Turns with one best choice as single-choice items, and the scenario of each."""
    items: list[NeutralItem] = []
    scenarios: dict[str, str] = {}
    for name in folder.scenario_ids():
        for _path, node in mappings(folder.document(f"scenarios/{name}.yaml"), "nodes"):
            choices = node.get("choices") or []
            scores = [choice["score"] for choice in choices]
            if scores.count(max(scores, default=0)) != 1:
                continue
            options = tuple(
                Option(
                    LocalizedText(choice["text_id"], choice["text_en"]),
                    choice["score"] == max(scores),
                )
                for choice in choices
            )
            code = f"{name}.{node['id']}"
            items.append(NeutralItem(code, "single", LocalizedText(node["text_id"]), options))
            scenarios[code] = name
    return items, scenarios


def _uses(bank: ItemBank) -> list[str]:
    return list(dict.fromkeys(item.use for item in bank.items))


def _slots(bank: ItemBank) -> dict[str, str]:
    """The slot of each item that has one."""
    return {code: slot for form in bank.forms for slot, code in form.slots}
