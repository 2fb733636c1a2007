"""What the course that is shipped must satisfy, whatever its authors change."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from courses.course_files.check import objective_ids
from courses.course_files.folder import load_folder
from courses.course_files.lookups import texts
from courses.course_files.reader import CourseFiles, read_course
from courses.course_files.steps.hours import course_minutes
from courses.course_files.steps.lesson_steps import step_minutes
from lms.workflows.course_import.check_course import check_course
from lms.workflows.course_import.check_cues import course_cues, course_option_measures
from tests.factories import SHIPPED_COURSE

STRAIGHT = re.compile("[\"']")
TYPED = re.compile(r"\.\.\.|\dx\d")  # for an ellipsis, and for the sign of times


@pytest.fixture(scope="module")
def shipped() -> CourseFiles:
    return read_course(SHIPPED_COURSE)


def test_the_shipped_course_has_no_problem() -> None:
    assert check_course(SHIPPED_COURSE) == []


def test_each_lesson_has_required_steps_and_computed_minutes(shipped: CourseFiles) -> None:
    for lesson in shipped.lessons:
        required = {step.kind for step in lesson.steps if step.is_required}
        assert {"try", "practise"} <= required, lesson.code
        assert lesson.minutes == -(-sum(step.seconds for step in lesson.steps) // 60), lesson.code
        assert sum(step_minutes(lesson.steps)) == lesson.minutes, lesson.code
        assert min(step_minutes(lesson.steps)) >= 0, lesson.code


def test_hours_of_the_certificate_are_the_computed_minutes(shipped: CourseFiles) -> None:
    minutes = course_minutes(load_folder(SHIPPED_COURSE))
    assert minutes is not None
    assert minutes.lessons == sum(lesson.minutes for lesson in shipped.lessons)
    assert min(minutes.tests, minutes.scenarios, minutes.plan) > 0
    total = minutes.lessons + minutes.tests + minutes.scenarios + minutes.plan
    assert abs(shipped.meta.certificate.hours * 60 - total) <= 30


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_last_lesson_gives_the_rule_of_the_certificate(
    shipped: CourseFiles, language: str
) -> None:
    rule = shipped.meta.completion
    text = (SHIPPED_COURSE / f"modules/M10/M10-L4.{language}.md").read_text("utf-8")
    (paragraph,) = [line for line in text.splitlines() if str(rule.post_test_min) in line]
    numbers = [int(number) for number in re.findall(r"\d+", paragraph)]
    assert sorted(numbers) == sorted([rule.post_test_min, rule.scenario_min_percent])
    assert rule.scenarios_required == 2
    assert {"id": "Dua skenario", "en": "Two scenarios"}[language] in paragraph
    assert {"id": "Semua pelajaran", "en": "All lessons"}[language] in paragraph
    titles = {
        getattr(scenario.title, language)
        for scenario in shipped.scenarios
        if scenario.id in rule.scenarios_one_of
    }
    assert set(re.findall("“([^”]+)”", paragraph)) == titles


def test_each_idea_shows_a_drawing_or_an_activity(shipped: CourseFiles) -> None:
    ideas = [
        (f"{lesson.code} {step.id}", step)
        for lesson in shipped.lessons
        for step in lesson.steps
        if step.kind == "idea"
    ]
    assert [name for name, step in ideas if not (step.drawing or step.activity)] == []


def test_texts_have_typographic_quotation_marks() -> None:
    """In text for readers: Markdown without front matter, and values of pairs in YAML."""
    folder = load_folder(SHIPPED_COURSE)
    straight = []
    for file, document in folder.documents.items():
        straight += [file] if STRAIGHT.search(document.body or "") else []
        straight += [
            f"{file} {path[-1]}: {text}"
            for path, text in texts(document.value)
            if str(path[-1]).endswith(("_id", "_en")) and STRAIGHT.search(text)
        ]
    assert straight == []


def test_texts_have_the_signs_of_ellipsis_and_of_times() -> None:
    typed = []
    for file, document in load_folder(SHIPPED_COURSE).documents.items():
        shown = [
            text for path, text in texts(document.value) if str(path[-1]).endswith(("_id", "_en"))
        ]
        typed += [
            f"{file}: {match[0]}"
            for text in (document.body or "", *shown)
            if (match := TYPED.search(text))
        ]
    assert typed == []


def test_drawings_of_steps_differ(shipped: CourseFiles) -> None:
    drawn = [step.drawing for lesson in shipped.lessons for step in lesson.steps if step.drawing]
    assert len(set(drawn)) == len(drawn)


# Words around titles of sources. Names such as "Komunitas Guru PKn" stay in both languages.
INDONESIAN = re.compile(
    r"\b(dan|lewat|tentang|naskah|hlm|pasal(?!\.id)|salinan|kajian|keterangan|menteri|tanya jawab"
    r"|akhir|lainnya"
    r"|pengetahuan|sumber|ringkasan|berita|panduan|laman|kesepakatan|laporan|diakses|halaman|tahun"
    r"|januari|februari|maret|mei|juni|juli|agustus|oktober|desember)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(and|of|study|summary|background|text|page|copy|statement|late|questions|may|oct(ober)?"
    r"|july|december)\b",
    re.IGNORECASE,
)


def test_sources_stand_in_the_language_of_the_page(shipped: CourseFiles) -> None:
    for fact in shipped.facts.values():
        assert not INDONESIAN.search(fact.source_en or fact.source), fact.id
        assert not ENGLISH.search(fact.source), fact.id
        assert fact.source_en != fact.source, fact.id


FUNCTION_WORDS = re.compile(
    r"\b(yang|dan|dengan|untuk|atau|adalah|tidak|dari|akan|sudah|belum|karena|kepada|kami|anda"
    r"|lewat|oleh|RTL)\b|\dx24"
)


def test_english_texts_leave_no_indonesian_word(shipped: CourseFiles) -> None:
    names = [row.name.id for row in shipped.provinces if row.name.id != row.name.en]
    provinces = re.compile("|".join(map(re.escape, names)))
    for file, text in english_texts():
        assert not provinces.search(text), (file, text)
        assert not FUNCTION_WORDS.search(text), (file, text)


def english_texts() -> Iterator[tuple[str, str]]:
    """Texts of learners' pages in English, with the file of each; not those of the facts' law."""
    for path in sorted(SHIPPED_COURSE.rglob("*")):
        if path.name.endswith(".en.md"):
            yield path.name, path.read_text("utf-8")
        elif path.suffix == ".yaml" and path.name not in ("facts.yaml", "glossary.yaml"):
            document = yaml.safe_load(path.read_text("utf-8"))
            yield from ((path.name, text) for text in values_in_english(document))


def values_in_english(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if str(key).endswith("_en") and isinstance(part, str):
                yield part
            else:
                yield from values_in_english(part)
    elif isinstance(value, list):
        for part in value:
            yield from values_in_english(part)


@pytest.fixture(scope="module")
def bank() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((SHIPPED_COURSE / "items.yaml").read_text("utf-8"))
    return document


def test_items_lessons_and_scenarios_give_no_answer_away() -> None:
    assert course_cues(SHIPPED_COURSE) == []
    measures = [row for use, row in course_option_measures(SHIPPED_COURSE) if use == "all"]
    assert {row.language for row in measures} == {"id", "en"}
    assert all(row.items >= 150 and row.guessed <= 0.35 for row in measures)


def test_turns_of_scenarios_give_no_best_choice_away() -> None:
    measures = [row for use, row in course_option_measures(SHIPPED_COURSE) if use == "scenarios"]
    assert {row.language for row in measures} == {"id", "en"}
    assert all(row.items >= 60 and row.guessed <= row.chance + 0.10 for row in measures)


def test_scenarios_ask_for_another_round_below_the_mark_of_the_course() -> None:
    course = yaml.safe_load((SHIPPED_COURSE / "course.yaml").read_text("utf-8"))
    percent = course["completion"]["scenario_min_percent"]
    for path in sorted((SHIPPED_COURSE / "scenarios").glob("*.yaml")):
        scoring = yaml.safe_load(path.read_text("utf-8"))["scoring"]
        enough = -(-percent * scoring["max"] // 100)
        assert scoring["suggest_retry_below"] == enough, path.name


def test_each_form_is_about_what_carries_most_risk(bank: dict[str, Any]) -> None:
    risks = bank["blueprint"]["by_risk"]
    core = ("response", "triage", "evidence", "reporting", "confidentiality")
    assert sum(risks.values()) == 20
    assert sum(risks[area] for area in core) >= 12
    riskiest = {"M08-L3-O1", "M08-L3-O3", "M08-L5-O1", "M08-L1-O2", "M07-L3-O2"}
    assert riskiest <= set(bank["blueprint"]["must_cover"])


def test_each_objective_of_a_lesson_has_practice(bank: dict[str, Any]) -> None:
    practised = {
        entry["objective_id"]
        for section in ("single_best", "multi_select", "ordering_matching")
        for entry in bank[section]
        if entry["use"] == "practice"
    }
    assert set(objective_ids(load_folder(SHIPPED_COURSE))) <= practised


def test_keys_stand_at_each_letter_and_options_are_even(bank: dict[str, Any]) -> None:
    for use in ("form_A", "form_B", "retake", "practice"):
        entries = [entry for entry in bank["single_best"] if entry["use"] == use]
        letters = Counter(entry["key"] for entry in entries)
        assert max(letters.values()) - min(letters.values()) <= 1
    for entry in bank["single_best"]:
        for text in ("text_id", "text_en"):
            lengths = [len(option[text]) for option in entry["options"]]
            assert max(lengths) <= 1.2 * min(lengths), (entry["id"], text)


def test_options_of_a_slot_tell_nothing_without_their_situation(bank: dict[str, Any]) -> None:
    """The four items of a slot share their options, and each has another key."""
    slots: dict[str, list[dict[str, Any]]] = {}
    for entry in bank["single_best"]:
        slots.setdefault(entry.get("parallel_slot", ""), []).append(entry)
    slots.pop("")
    for entries in slots.values():
        keys = {o["text_id"] for e in entries for o in e["options"] if o["correct"]}
        assert {o["text_id"] for e in entries for o in e["options"]} == keys
        assert len(entries) == len(keys) == 4


def test_multi_selects_have_varying_numbers_right(bank: dict[str, Any]) -> None:
    rights = {sum(o["correct"] for o in entry["options"]) for entry in bank["multi_select"]}
    assert len(rights) >= 4
