"""Options of lessons in steps: what gives the best one away is named with its line."""

import re
from pathlib import Path

import pytest
import yaml

from courses.course_files.folder import load_folder
from courses.course_files.problems import Problem
from courses.course_files.reader import check_course_files
from courses.course_files.steps.cues import step_cues

pytestmark = pytest.mark.slow  # each reads a course
LESSON = "modules/M02/M02-L1.yaml"
TEXT_EN = "modules/M02/M02-L1.en.md"
BEST = "text_id: Satu laporan untuk tiap layanan, jadi empat laporan."
SHORT = "text_en: Four cases, since four services have looked at it."


def problems_of(step_course: Path, code: str) -> list[Problem]:
    return [row for row in check_course_files(step_course) if row.code == code]


def replace_text(step_course: Path, file: str, old: str, new: str) -> int:
    """Replace the first match and give its line."""
    text = (step_course / file).read_text()
    assert old in text
    (step_course / file).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("text_id: Selalu satu laporan tiap layanan, jadi empat.", "Selalu"),
        ("text_id: '\"Tidak pernah ada empat kasus di satu berkas.\"'", "Tidak pernah"),
        ('text_id: Menjawab "ya", sebab semua layanan memeriksanya.', "semua"),
        ('text_id: Menjawab "semua", lalu menyebut empat laporan itu.', ""),
        ("text_id: Satu laporan tiap layanan, kepastian menyusul nanti.", ""),
    ],
)
def test_absolute_words_are_problems_outside_speech_that_is_quoted(
    step_course: Path, text: str, word: str
) -> None:
    line = replace_text(step_course, LESSON, BEST, text)
    found = problems_of(step_course, "absolute-in-option")
    assert [row.line for row in found] == ([line] if word else [])
    assert all(f" {word}." in row.message.en for row in found)


@pytest.mark.parametrize(("text", "count"), [("All right, it is all four", 1), ("All right", 0)])
def test_all_right_is_not_absolute(step_course: Path, text: str, count: int) -> None:
    replace_text(step_course, LESSON, SHORT, f"text_en: {text}, we write that down as it is.")
    assert len(problems_of(step_course, "absolute-in-option")) == count


def test_options_of_uneven_length_are_a_problem(step_course: Path) -> None:
    replace_text(step_course, LESSON, SHORT, "text_en: Four cases.")
    (found,) = problems_of(step_course, "option-lengths-uneven")
    row = (step_course / LESSON).read_text().splitlines()[found.line - 1]
    assert row.strip() == "- id: twice"
    assert found.message.en.startswith("English: the longest option of twice is 4.")


@pytest.mark.parametrize(("longest", "count"), [("five5", 0), ("sixsix", 1)])
def test_options_may_differ_by_a_quarter_in_length(
    step_course: Path, longest: str, count: int
) -> None:
    file = step_course / LESSON
    lesson = yaml.safe_load(file.read_text())
    turn = next(turn for part in lesson["activities"] for turn in part.get("turns", ()))
    for option in turn["options"]:
        option["text_en"] = longest if option["is_best"] else "four"
    file.write_text(yaml.safe_dump(lesson))
    assert len(problems_of(step_course, "option-lengths-uneven")) == count


@pytest.mark.parametrize(("code", "allowed"), [("longest", 1), ("shortest", 2)])
def test_best_options_that_stand_out_by_length_are_a_problem(
    step_course: Path, code: str, allowed: int
) -> None:
    file = step_course / LESSON
    lesson = yaml.safe_load(file.read_text())
    for activity in lesson["activities"]:
        for turn in activity.get("turns", ()):
            for option in turn["options"]:
                is_long = option["is_best"] == (code == "longest")
                option["text_en"] = "seven x" if is_long else "six xx"
    file.write_text(yaml.safe_dump(lesson))
    (found,) = problems_of(step_course, f"best-often-{code}")
    assert found.message.en == (f"English: the best option is the {code} in 5 of 5 decisions.")
    assert found.remedy.en.startswith(f"Keep it to {allowed}:")


def test_five_words_in_a_row_of_the_text_are_a_problem_and_four_are_not(step_course: Path) -> None:
    line = replace_text(
        step_course, LESSON, BEST, "text_id: Sebab itu adalah satu kiriman dari tiap layanan."
    )
    assert problems_of(step_course, "option-in-text") == []
    replace_text(step_course, LESSON, "Sebab itu adalah", "Sebab laporan adalah")
    (found,) = problems_of(step_course, "option-in-text")
    assert found.line == line
    assert "laporan adalah satu kiriman dari" in found.message.en


def test_words_of_the_step_that_only_the_best_option_repeats_are_a_cue(step_course: Path) -> None:
    assert list(step_cues(load_folder(step_course))) == []
    replace_text(
        step_course,
        "modules/M02/M02-L1.id.md",
        "## Jawab warga {#practise}",
        "## Jawab warga {#practise}\n\nHitung laporan dari tiap layanan dengan tenang.",
    )
    line = replace_text(step_course, LESSON, "- id: twice", "- id: twice")
    best = "text_id: Laporan tiap layanan dengan jujur, empat."
    replace_text(step_course, LESSON, BEST, best)
    others = "text_id: Empat kasus, sebab empat layanan sudah memeriksa foto."
    replace_text(step_course, LESSON, others, others.replace("layanan ", "orang "))
    (cue,) = step_cues(load_folder(step_course))
    assert (cue.file, cue.line, cue.language) == (LESSON, line, "id")
    assert cue.words == ("laporan", "layanan")


def test_english_that_lacks_sentences_is_a_problem(step_course: Path) -> None:
    text = (step_course / TEXT_EN).read_text()
    (step_course / TEXT_EN).write_text(re.sub(r"(?m)^(?!##|---|title|key|  -).+$", "", text))
    file = step_course / LESSON
    lesson = re.sub(r"(feedback_en|text_en): .+", r"\1: Yes", file.read_text())
    file.write_text(lesson)
    (found,) = problems_of(step_course, "english-too-short")
    assert found.file == TEXT_EN
