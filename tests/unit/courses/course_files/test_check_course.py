"""The item bank is checked with the course, and its problems have lines too."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assessments.items.bank import read_bank
from courses.course_files.folder import load_folder
from lms.cli.courses.course import course
from lms.workflows.course_import.check_course import INDONESIAN, check_course
from lms.workflows.course_import.check_cues import course_option_measures

pytestmark = pytest.mark.slow  # each reads the whole course


@pytest.fixture
def whole_course(tmp_path: Path, folder: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "whole"))


def spoil(folder: Path, old: str, new: str) -> None:
    file = folder / "items.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def line_of(folder: Path, text: str) -> int:
    rows = (folder / "items.yaml").read_text().splitlines()
    return next(number for number, row in enumerate(rows, 1) if text in row)


def test_the_whole_course_has_no_problem(folder: Path) -> None:
    assert check_course(folder) == []


@pytest.mark.parametrize(
    ("code", "old", "new", "place"),
    [
        ("form-length", "    - M01-S01\n", "", "    A:"),
        (
            "item-objective-unknown",
            "objective_id: M01-L2-O1",
            "objective_id: M01-L9-O9",
            "M01-L9-O9",
        ),
        ("item-key-differs", "  key: C\n", "  key: E\n", "  key: E"),
        (
            "item-text-missing",
            "  stem_en: Why is 'child sexual",
            "  other: Why is 'child sexual",
            None,
        ),
    ],
)
def test_a_problem_of_the_bank_has_its_line(
    whole_course: Path, code: str, old: str, new: str, place: str | None
) -> None:
    spoil(whole_course, old, new)
    found = [one for one in check_course(whole_course) if one.code == code]
    assert found
    if place:
        assert line_of(whole_course, place) in {one.line for one in found}
    assert all(one.file == "items.yaml" for one in found)
    assert all(code in INDONESIAN for code in {one.code for one in found})


def test_what_options_give_away_is_measured_on_request(folder: Path) -> None:
    shown = CliRunner().invoke(course, ["check", str(folder), "--cues", "--language", "en"]).output
    usual, _heading, measures = shown.partition("Options alone, without their questions:")
    assert "word counts of other items find too many keys (id, 5" in usual
    assert "  all (id): 125 items, chance 25%" in measures
    assert "lessons (" not in measures  # they are in the old form
    assert "  form_B (en): 20 items, chance 25%" in measures


def test_decisions_of_lessons_are_measured_too(step_course: Path) -> None:
    measures = {(use, row.language): row for use, row in course_option_measures(step_course)}
    assert measures["lessons", "en"].items == 5
    assert measures["lessons", "id"].guessed == pytest.approx(1 / 3)  # one lesson trains nothing


def test_turns_of_scenarios_are_measured_too(whole_course: Path) -> None:
    measures = {(use, row.language): row for use, row in course_option_measures(whole_course)}
    before = measures["scenarios", "en"]
    assert before.chance == pytest.approx(1 / 3)
    assert before.items == 9  # turns of three choices; those of two are no measure
    scenario = whole_course / "scenarios" / "SC03.yaml"
    document = yaml.safe_load(scenario.read_text())
    for choice in document["nodes"][0]["choices"]:
        choice["score"] = 2  # a turn without one best choice has no key
    scenario.write_text(yaml.safe_dump(document))
    measures = {(use, row.language): row for use, row in course_option_measures(whole_course)}
    assert measures["scenarios", "en"].items == before.items - 1


def test_a_misspelt_part_of_the_bank_is_named_in_both_languages(whole_course: Path) -> None:
    spoil(whole_course, "self_efficacy:", "self_eficacy:")
    (found,) = check_course(whole_course)
    assert found.line == line_of(whole_course, "self_eficacy:")
    assert found.message.en == "nothing reads self_eficacy here"
    assert found.message.id == "tidak ada yang membaca kunci self_eficacy di sini"


def test_a_bank_that_is_no_yaml_is_named_once(whole_course: Path) -> None:
    (whole_course / "items.yaml").write_text("single_best: [\n")
    assert [one.code for one in check_course(whole_course)] == ["yaml-malformed"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "whole: 1 problem."), ("id", "whole: 1 masalah.")],
)
def test_the_command_speaks_both_languages(
    whole_course: Path, language: str, sentence: str
) -> None:
    (whole_course / "modules" / "M01" / "M01-L1.svg").unlink()
    done = CliRunner().invoke(course, ["check", str(whole_course), "--language", language])
    assert done.exit_code == 1
    assert sentence in done.output
    assert "M01-L1.yaml:" in done.output
    assert "picture-missing" in done.output


def test_the_command_lists_what_is_not_built_yet(whole_course: Path) -> None:
    done = CliRunner().invoke(course, ["check", str(whole_course)], env={"LANG": "en_GB.UTF-8"})
    assert done.exit_code == 0
    assert "whole: no problems." in done.output
    assert "terms: flashcards -> cards" in done.output


def test_an_import_of_a_spoilt_course_touches_nothing(whole_course: Path, tmp_path: Path) -> None:
    (whole_course / "facts.yaml").write_text("facts: [\n")
    data = tmp_path / "data"
    done = CliRunner().invoke(
        course, ["import", str(whole_course)], env={"PAYUNG_DATA_DIR": str(data)}
    )
    assert done.exit_code == 1
    assert "facts.yaml:" in done.output
    assert not data.exists()


@pytest.mark.parametrize(
    ("count", "said"), [(1, "whole: 1 problem."), (2, "whole: 2 problems."), (0, "no problems.")]
)
def test_problems_are_counted_in_good_english(whole_course: Path, count: int, said: str) -> None:
    rows = ("post_test_min: 75", "valid_years: 3")[:count]
    text = (whole_course / "course.yaml").read_text()
    for row in rows:
        assert row in text
        text = text.replace(row, f"{row.partition(':')[0]}: many")
    (whole_course / "course.yaml").write_text(text)
    done = CliRunner().invoke(course, ["check", str(whole_course), "--language", "en"])
    assert said in done.output
    for row in rows:
        line = text.splitlines().index(f"  {row.partition(':')[0]}: many") + 1
        assert f"course.yaml:{line}: wrong-type" in done.output


POLICIES = """assessments:
  post:
    attempts: 2
    waits_hours: {waits}
    required_slots:
      - {slot}
"""


@pytest.mark.parametrize(
    ("waits", "slot", "codes"),
    [
        ("[24]", "M07-1", []),
        ("[24]", "M77-1", ["slot-unknown"]),
        ("[24, 72]", "M07-1", ["waits-too-many"]),
        ("soon", "M07-1", ["wrong-type"]),
    ],
)
def test_policies_of_tests_are_held_to_schema_and_blueprint(
    whole_course: Path, waits: str, slot: str, codes: list[str]
) -> None:
    file = whole_course / "course.yaml"
    file.write_text(file.read_text() + POLICIES.format(waits=waits, slot=slot))
    found = check_course(whole_course)
    assert [one.code for one in found] == codes
    assert all(one.file.endswith("course.yaml") and one.line > 10 for one in found)
    assert all(one.message.id and one.remedy.id for one in found)


def with_picture(course: Path, **more: str) -> None:
    """The first item with one best answer has it beside its question, one each beside a line."""
    file = course / "items.yaml"
    bank = yaml.safe_load(file.read_text())
    picture = {"file": "kotak.svg", "alt_id": "Kotak", "alt_en": "A box", **more}
    bank["single_best"][0]["picture"] = picture
    for name in ("correct_order", "pairs"):
        rows = next(one[name] for one in bank["ordering_matching"] if name in one)
        rows[1]["picture"] = dict(picture)
    file.write_text(yaml.safe_dump(bank, allow_unicode=True, sort_keys=False))
    (course / "pictures").mkdir(exist_ok=True)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect/></svg>'
    (course / "pictures" / "kotak.svg").write_text(drawing)


def test_a_picture_of_an_item_stands_in_its_folder_and_is_whole(whole_course: Path) -> None:
    with_picture(whole_course)
    assert check_course(whole_course) == []
    bank = read_bank(load_folder(whole_course).value("items.yaml"))
    shown = {
        one.type_code: one.content["pictures"] for one in bank.items if "pictures" in one.content
    }
    assert {code: set(places) for code, places in shown.items()} == {
        "single-choice": {"stem"},
        "ordering": {"2"},
        "matching": {"L2"},
    }
    assert shown["single-choice"]["stem"]["alt_en"] == "A box"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"file": "bulat.svg"}, "file-missing"),
        ({"alt_en": ""}, "item-text-missing"),
    ],
)
def test_what_is_wrong_with_a_picture_is_named(
    whole_course: Path, more: dict[str, str], code: str
) -> None:
    with_picture(whole_course, **more)
    assert code in [one.code for one in check_course(whole_course)]


def test_a_picture_that_acts_and_one_that_nobody_names_are_told(whole_course: Path) -> None:
    with_picture(whole_course)
    script = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    (whole_course / "pictures" / "kotak.svg").write_text(script)
    (whole_course / "pictures" / "lain.png").write_bytes(b"\x89PNG")
    found = {(one.code, one.file) for one in check_course(whole_course)}
    assert found == {
        ("item-picture-unfit", "items.yaml"),
        ("file-not-listed", "pictures/lain.png"),
    }


@pytest.mark.parametrize(
    ("language", "end", "remedy"),
    [
        ("en", "'M01-L9-O9' is in no lesson.", "Write the id of an objective"),
        ("id", "tidak ada di pelajaran mana pun.", "Tulis id tujuan"),
    ],
)
def test_a_full_stop_stands_between_a_problem_of_the_bank_and_its_remedy(
    whole_course: Path, language: str, end: str, remedy: str
) -> None:
    spoil(whole_course, "objective_id: M01-L2-O1", "objective_id: M01-L9-O9")
    told = CliRunner().invoke(course, ["check", str(whole_course), "--language", language]).output
    assert f"{end} {remedy}" in told
    assert ".. " not in told
