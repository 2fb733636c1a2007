"""Each kind of problem is found in the right file and line, beside a course that has none."""

from pathlib import Path
from typing import Any

import pytest

from courses.course_files.graph_check import best_score
from courses.course_files.reader import CourseFilesRejected, check_course_files, read_course
from courses.course_files.texts import MESSAGES, REMEDIES

pytestmark = pytest.mark.slow  # each reads a course
M01_L1 = "modules/M01/M01-L1.yaml"
M01_L2 = "modules/M01/M01-L2.yaml"
M01_L3 = "modules/M01/M01-L3.yaml"
M02_L1 = "modules/M02/M02-L1.yaml"
TEXT_ID = "modules/M01/M01-L1.id.md"
TEXT_EN = "modules/M01/M01-L1.en.md"
STORY = "scenarios/SC03.yaml"
KIT = "kits/cascade-kit.en.md"
PLAN = "kits/rtl_template.yaml"

# code, file, what stands there, what is written instead, text on the line that is named
SEEDED = [
    ("yaml-malformed", M01_L1, "minutes: 7", "minutes: [7", None),
    ("yaml-malformed", TEXT_ID, "key_messages:", "key_messages: [", None),
    ("duplicate-key", M01_L1, "content_warning: 0", "minutes: 9", "minutes: 9"),
    ("front-matter-missing", TEXT_EN, "---\ntitle", "title", "title"),
    ("front-matter-open", KIT, "draft\n---\n", "draft\n", "---"),
    ("title-in-text", TEXT_ID, "## Lakukan", "# Lakukan", "# Lakukan"),
    ("html-in-text", TEXT_EN, "**Do now:**", "<b>Do now:</b>", "<b>"),
    ("table-row-uneven", KIT, "| PATBM | | |", "| PATBM | |", "| PATBM"),
    ("emphasis-open", TEXT_EN, "**Do now:**", "**Do now:", "**Do now:"),
    ("citation-form", TEXT_EN, "[F75]", "[F75, F52]", "[F75, F52]"),
    ("unknown-fact", TEXT_EN, "[F52]", "[F199]", "[F199]"),
    ("unknown-fact", M01_L1, "  - F75", "  - F199", "  - F199"),
    ("unknown-fact", STORY, "Bapak sangat", "[F199] Bapak sangat", "[F199]"),
    ("unknown-fact", "glossary.yaml", "fact: F68", "fact: F199", "fact: F199"),
    ("unknown-fact", "helplines.yaml", "fact: F44", "fact: F199", "fact: F199"),
    ("unknown-fact", "items.yaml", '"F68"', '"F199"', '"F199"'),
    ("wrong-type", "items.yaml", '"F68"', '["F68"]', '["F68"]'),
    ("too-long", "items.yaml", '"M01-S02"', f'"{"S" * 41}"', "S" * 41),
    ("unknown-key", "items.yaml", '"forms"', '"form"', '"form"'),
    ("unknown-key", "items.yaml", '"timing"', '"tming"', '"tming"'),
    ("missing-key", "items.yaml", '"scale"', '"scal"', '"self_efficacy"'),
    ("fact-not-in-sources", TEXT_ID, "[F75]", "[F01]", "[F01]"),
    ("missing-language", M01_L1, "    text_en: List the", "    note: List the", "- id: M01-L1-O1"),
    ("missing-language", STORY, "  feedback_en: Blames", "  other: Blames", None),
    (
        "missing-language",
        "facts.yaml",
        "    claim_id: Anak adalah",
        "    x: Anak adalah",
        "- id: F01",
    ),
    ("missing-alt-text", M01_L1, "  alt_en:", "  other:", "picture:"),
    ("missing-key", M01_L1, "minutes: 7\n", "", None),
    ("unknown-key", M01_L1, "minutes: 7", "minutes: 7\nminuts: 8", "minuts"),
    ("wrong-type", M01_L1, "minutes: 7", "minutes: seven", "minutes: seven"),
    ("wrong-type", "helplines.yaml", "fact: F44", "fact: [F44]", "fact: [F44]"),
    ("wrong-type", "helplines.yaml", "province: '31'", "province: ['31']", "province: ["),
    ("wrong-type", "facts.yaml", "id: F02\n", "id: [F02]\n", "id: [F02]"),
    ("wrong-type", STORY, "next: n3", "next: [n3]", "next: [n3]"),
    ("wrong-type", M02_L1, "from: tanya1", "from: {x: tanya1}", "from: {x"),
    ("wrong-type", M01_L3, "- grooming\n", "- [grooming]\n", "- [grooming]"),
    ("not-allowed", M01_L1, "kind: checklist", "kind: [checklist]", "kind: [checklist]"),
    ("out-of-range", M01_L1, "content_warning: 0", "content_warning: 3", "content_warning: 3"),
    ("not-allowed", M01_L1, "kind: checklist", "kind: dance", "kind: dance"),
    (
        "not-allowed",
        "course.yaml",
        "review_status: draft",
        "review_status: reviewed",  # experts sign a version, not a file
        "review_status: reviewed",
    ),
    ("not-allowed", STORY, "  - patbm", "  - guru", "  - guru"),
    ("wrong-form", "helplines.yaml", "province: '31'", "province: Jakarta", "province: Jakarta"),
    ("unknown-province", "helplines.yaml", "province: '31'", "province: '99'", "province: '99'"),
    ("duplicate-id", M01_L1, "id: M01-L1-O2", "id: M01-L1-O1", None),
    ("duplicate-id", M01_L2, "id: M01-L2-O1", "id: M01-L1-O1", "id: M01-L1-O1"),
    ("duplicate-id", M01_L1, "      - id: pause", "      - id: safe", None),
    ("duplicate-id", "facts.yaml", "id: F02\n", "id: F01\n", None),
    ("duplicate-id", "course.yaml", "  - M02", "  - M01", None),
    ("unknown-objective", STORY, "  - M01-L4-O2", "  - M01-L9-O9", "M01-L9-O9"),
    ("unknown-module", STORY, "module: M02", "module: M77", "module: M77"),
    ("day-back", "modules/M02/module.yaml", "day: 1", "day: 0", "day: 0"),
    ("unknown-node", STORY, "start: n1", "start: n0", "start: n0"),
    ("unknown-node", STORY, "next: n3", "next: n33", "next: n33"),
    ("unreachable-node", STORY, "start: n1", "start: n2", "id: n1"),
    ("dead-end-node", STORY, "terminal: true", "terminal: false", "id: end"),
    ("scenarios-too-few", "course.yaml", "scenarios_required: 1", "scenarios_required: 5", ": 5"),
    ("unknown-rubric-line", PLAN, "required_full: [", "required_full: [R9, ", "required_full"),
    ("total-out-of-reach", PLAN, "min_total: ", "min_total: 9", "min_total"),
    ("missing-key", PLAN, "type: textarea", "type: repeat", "id: problem"),
    ("missing-key", PLAN, "    source: provinces\n", "", "id: province"),
    ("missing-key", PLAN, "type: textarea", "type: multiselect", "id: problem"),
    ("min-above-max", PLAN, "min: ", "min: 99", "min: 99"),
    ("too-long", "facts.yaml", "topic: ", f"topic: {'x' * 40}", "x" * 40),
    (
        "wrong-form",
        "helplines.yaml",
        "checked_on: 2026-11-24",
        "checked_on: '2026-13-24'",
        "2026-13",
    ),
    ("too-long", "course.yaml", "version: 0.1-draft", f"version: {'1' * 40}x", "version: 111"),
    ("best-score-differs", STORY, "max: 10", "max: 11", "max: 11"),
    ("unknown-node", M02_L1, "from: tanya1", "from: tanya9", "from: tanya9"),
    ("loose-node", M02_L1, "from: tanya1", "from: tanya2", "id: tanya1"),
    (
        "unknown-helpline",
        M01_L1,
        "kind: checklist",
        "kind: contact-card\n    helplines:\n      - nowhere",
        "- nowhere",
    ),
    (
        "unknown-term",
        M01_L1,
        "kind: checklist",
        "kind: glossary\n    terms:\n      - NOWORD",
        "- NOWORD",
    ),
    ("unknown-group", M01_L3, "- grooming\n", "- groming\n", "- groming"),
    (
        "unknown-group",
        M01_L3,
        "        fits:\n          - grooming\n",
        "        fits:\n          - grooming\n        harmful:\n          - groming\n",
        "- groming",
    ),
    (
        "fit-is-harmful",
        M01_L3,
        "        fits:\n          - grooming\n",
        "        harmful:\n          - grooming\n        fits:\n          - grooming\n",
        "- grooming",
    ),
    ("best-option-missing", M02_L1, "is_best: true", "is_best: false", "id: reports"),
    (
        "best-is-harmful",
        M02_L1,
        "is_best: true",
        "is_best: true\n            is_harmful: true",
        "is_harmful: true",
    ),
    (
        "best-is-harmful",
        STORY,
        "score: 2",
        "score: 2\n        is_harmful: true",
        "is_harmful: true",
    ),
    ("languages-differ", TEXT_EN, "  - You may stop, skip and come back at any time.\n", "", None),
    ("missing-language", TEXT_EN, "role_variants:", "key_message:", None),
    ("file-not-readable", TEXT_EN, "Welcome", "Wel\udcffcome", None),
    ("picture-unsafe", "modules/M01/M01-L1.svg", "<path", "<script>1</script>\n<path", "<script>"),
]


@pytest.mark.parametrize(("code", "file", "old", "new", "marker"), SEEDED)
def test_a_seeded_problem_is_named_with_file_and_line(
    small_course: Path, code: str, file: str, old: str, new: str, marker: str | None
) -> None:
    text = (small_course / file).read_text()
    spoilt = text.replace(old, new, 1)
    assert spoilt != text
    (small_course / file).write_text(spoilt, errors="surrogateescape")
    problems = check_course_files(small_course)
    found = [one for one in problems if (one.code, one.file) == (code, file)]
    assert found
    if marker is not None:
        line = next(n for n, row in enumerate(spoilt.splitlines(), 1) if marker in row)
        assert line in {one.line for one in found}


def test_a_story_in_which_every_way_leads_back_is_named(small_course: Path) -> None:
    story = small_course / STORY
    text = story.read_text()
    story.write_text(text.replace("next: end", "next: n1"))
    assert story.read_text() != text
    found = {(one.code, one.line) for one in check_course_files(small_course)}
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "id: n1" in row)
    assert ("endless-node", line) in found
    assert "dead-end-node" not in {code for code, _line in found}


def chain(length: int, *extra: tuple[str, str, int]) -> dict[str, Any]:
    """Nodes n0 to n`length`: from each, three choices lead on and score 0, 1 and 2."""
    nodes: dict[str, Any] = {
        f"n{number}": {"choices": [{"next": f"n{number + 1}", "score": s} for s in range(3)]}
        for number in range(length)
    }
    nodes[f"n{length}"] = {"choices": []}
    for start, end, score in extra:
        nodes[start]["choices"].append({"next": end, "score": score})
    return nodes


def test_the_best_score_of_a_long_story_is_computed_once_a_node() -> None:
    assert best_score(chain(40), "n0") == 80  # 3 ** 40 paths


def test_the_best_path_visits_no_node_twice() -> None:
    back = ("n3", "n1", 50)
    assert best_score(chain(4, back), "n0") == 2 * 3 + 50
    assert best_score(chain(4, back, ("n1", "n3", 9)), "n0") == 2 + 9 + 50
    assert best_score(chain(4, ("n2", "n2", 50)), "n0") == 2 * 2 + 50
    assert best_score(chain(2), "unknown") == 0


def test_a_file_whose_name_is_a_code_has_a_name_of_bounded_length(small_course: Path) -> None:
    (small_course / STORY).rename(small_course / f"scenarios/{'S' * 21}.yaml")
    found = check_course_files(small_course)
    assert [(one.code, one.file) for one in found] == [
        ("name-too-long", f"scenarios/{'S' * 21}.yaml")
    ]


def test_a_page_of_kits_without_a_language_is_named(small_course: Path) -> None:
    (small_course / "kits" / "notes.md").write_text("Notes\n")
    found = {(one.code, one.file) for one in check_course_files(small_course)}
    assert ("file-not-listed", "kits/notes.md") in found


def test_the_small_course_has_no_problem(small_course: Path) -> None:
    assert check_course_files(small_course) == []


@pytest.mark.parametrize(
    ("file", "named_in"),
    [
        (TEXT_EN, "modules/M01/module.yaml"),
        (M01_L1, "modules/M01/module.yaml"),
        ("modules/M02/module.yaml", "course.yaml"),
        ("facts.yaml", "facts.yaml"),
        (KIT, "kits/cascade-kit.id.md"),
    ],
)
def test_a_missing_file_is_named_where_it_is_listed(
    small_course: Path, file: str, named_in: str
) -> None:
    (small_course / file).unlink()
    found = [one for one in check_course_files(small_course) if one.code == "file-missing"]
    assert [(one.file, file in one.message.en) for one in found[:1]] == [(named_in, True)]


def test_a_lesson_without_a_picture_is_named(small_course: Path) -> None:
    (small_course / "modules/M01/M01-L1.svg").unlink()
    (problem,) = check_course_files(small_course)
    assert (problem.code, problem.file) == ("picture-missing", M01_L1)
    row = (small_course / M01_L1).read_text().splitlines()[problem.line - 1]
    assert row == "picture:"


def test_a_file_that_no_list_names_is_named(small_course: Path) -> None:
    (small_course / "modules/M01/M01-L9.yaml").write_text("minutes: 7\n")
    (problem,) = check_course_files(small_course)
    assert (problem.code, problem.file) == ("file-not-listed", "modules/M01/M01-L9.yaml")


def test_a_drawing_beyond_the_limit_is_named(small_course: Path) -> None:
    drawing = small_course / "modules/M01/M01-L1.svg"
    drawing.write_text(drawing.read_text().replace("</svg>", f"<!--{'x' * 4096}--></svg>"))
    (problem,) = check_course_files(small_course)
    assert problem.code == "picture-too-large"


def test_all_problems_come_in_one_go_and_nothing_is_read(small_course: Path) -> None:
    (small_course / "facts.yaml").write_text("facts: [\n")
    (small_course / TEXT_EN).write_text("no front matter\n")
    lesson = small_course / M01_L2
    lesson.write_text(lesson.read_text().replace("minutes: 8", "minutes: eight"))
    with pytest.raises(CourseFilesRejected) as rejected:
        read_course(small_course)
    found = {(one.file, one.code) for one in rejected.value.problems}
    assert {
        ("facts.yaml", "yaml-malformed"),
        (TEXT_EN, "front-matter-missing"),
        (M01_L2, "wrong-type"),
    } <= found


@pytest.mark.parametrize("text", ["", "[]", "7", "lessons: 3", "lessons:\n- 1\n- {}\n"])
def test_a_file_of_any_shape_is_a_problem_and_never_an_exception(
    small_course: Path, text: str
) -> None:
    for file in ("modules/M01/module.yaml", M01_L1, STORY, "facts.yaml", "course.yaml"):
        before = (small_course / file).read_text()
        (small_course / file).write_text(text)
        assert check_course_files(small_course)
        (small_course / file).write_text(before)
    assert check_course_files(small_course) == []


def test_an_empty_file_is_told_in_one_language(small_course: Path) -> None:
    (small_course / "facts.yaml").write_text("")
    told = [one.message for one in check_course_files(small_course) if one.code == "wrong-type"]
    assert [(one.id, one.en) for one in told] == [
        (
            "Isi berkas harus berupa pasangan kunci: nilai.",
            "The whole file must be pairs of key: value.",
        )
    ]


def test_every_code_has_a_sentence_and_a_remedy_in_both_languages() -> None:
    assert MESSAGES.keys() == REMEDIES.keys()
    for texts in (*MESSAGES.values(), *REMEDIES.values()):
        assert texts.id
        assert texts.en
        assert texts.id != texts.en
