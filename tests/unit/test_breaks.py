"""Breaks that are made to see whether tests find them."""

import ast
import sys
from pathlib import Path

import pytest

from distributions.environment import SetupError
from tests.runner.break_runs import folders_of_tests, run_breaks
from tests.runner.breaks import break_at, breakable_nodes, choose_breaks, functions_of
from tests.runner.results import Results

ROOT = Path(__file__).parent.parent.parent
SOURCE = '''\
"""É: bytes are counted, not characters."""

LIMIT = 5


def judged(number, names):
    """It says what a number is."""
    log.info("nothing depends on this")
    names.append("é")
    if number < LIMIT and names:
        return False
    return 3 if number in names else None


class Sheet:
    def is_open(self):
        def inner():
            return self.end is None or self.end != 0

        return inner()
'''
JUDGED = [
    'names.append("é")',
    "not (number < LIMIT and names)",
    "(number <= LIMIT)",
    "((number < LIMIT) or (names))",
    "return True",
    "return 4",
    "not (number in names)",
    "(number not in names)",
]


@pytest.fixture
def tree(tmp_path):
    """A program of one file, with tests that look at its first function only."""
    for package in ("lms", "courses", "assessments", "certificates"):
        (tmp_path / package).mkdir()
    (tmp_path / "courses/rules.py").write_text(SOURCE)
    return tmp_path


def breaks_of(root, path):
    """All breaks of each function of a file."""
    return [
        [break_at(root, path, function, node) for node in breakable_nodes(function)]
        for function in functions_of(ast.parse(path.read_bytes()))
    ]


def test_each_kind_of_slip_is_made(tree):
    first, second = breaks_of(tree, tree / "courses/rules.py")
    broken = [made.applied_to(SOURCE.encode()).decode() for made in first]
    assert len(broken) == len(JUDGED)
    (dropped,) = [made for made in first if made.kind.startswith("drops")]
    assert "names.append" not in dropped.applied_to(SOURCE.encode()).decode()
    for text in JUDGED[1:]:
        assert sum(text in source for source in broken) == 1, text
    assert {made.function for made in second} == {"is_open"}
    assert len(second) == 4  # or, two comparisons, 0


@pytest.mark.slow
def test_every_break_of_the_program_is_valid_python_and_changes_something():
    chosen = choose_breaks(ROOT, seed=1, count=200)
    for made in chosen:
        source = (ROOT / made.path).read_bytes()
        assert ast.dump(ast.parse(made.applied_to(source))) != ast.dump(ast.parse(source)), made
    assert len({(made.path, made.function) for made in chosen}) > 150


def test_the_same_seed_makes_the_same_choice(tree):
    assert choose_breaks(tree, seed=3, count=1) == choose_breaks(tree, seed=3, count=1)
    chosen = {choose_breaks(tree, seed=seed, count=1)[0].kind for seed in range(9)}
    assert len(chosen) > 3


def test_an_edit_of_another_function_leaves_the_choice_as_it_was(tree):
    chosen = choose_breaks(tree, seed=3, count=2)
    (tree / "courses/more.py").write_text("def nothing():\n    return None\n")
    (tree / "courses/rules.py").write_text(
        "def last():\n    return 1\n\n\n" + SOURCE.split("\n", 2)[2]
    )
    again = choose_breaks(tree, seed=3, count=3)
    kept = [(made.path, made.kind) for made in again if made.function != "last"]
    assert kept == [(made.path, made.kind) for made in chosen]


def test_a_file_is_asked_of_the_tests_of_its_area():
    assert folders_of_tests(ROOT, "certificates/records/service.py") == [
        "tests/unit/certificates",
        "tests/integration/certificates",
    ]
    assert "tests/integration/rosters" in folders_of_tests(ROOT, "lms/web/rosters/routes.py")
    assert folders_of_tests(ROOT, "nowhere/x.py") == ["tests/unit", "tests/integration"]


@pytest.fixture
def run_one(tree, tmp_path_factory):
    """Makes the only possible break, with a test that asserts this."""

    def run_one(asserted):
        function = "def following(value):\n    return value + 1\n"
        (tree / "courses/rules.py").write_text(function)
        for kind in ("unit", "integration"):
            (tree / "tests" / kind / "courses").mkdir(parents=True)
        test = f"from courses.rules import following\n\ndef test_it():\n    assert {asserted}\n"
        (tree / "tests/unit/courses/test_rules.py").write_text(test)
        (tree / "setup.cfg").write_text("[tool:pytest]\nmarkers =\n    long: x\n")
        results = Results()
        folder = tmp_path_factory.mktemp("copy")
        run_breaks(Path(sys.executable), tree, folder, results, seed=1, count=1)
        assert (tree / "courses/rules.py").read_text() == function
        return results

    return run_one


@pytest.mark.slow
def test_a_break_that_a_test_finds_has_passed(run_one, capsys):
    results = run_one("following(1) == 2")
    assert (results.passed, results.failed) == (1, [])
    assert "found by tests/unit/courses/test_rules.py" in capsys.readouterr().out


@pytest.mark.slow
def test_a_break_that_no_test_finds_has_failed(run_one, capsys):
    results = run_one("following")
    assert (results.passed, len(results.failed)) == (0, 1)
    assert "0 of 1 breaks found" in capsys.readouterr().out


@pytest.mark.slow
def test_a_test_that_fails_anyway_finds_nothing(run_one):
    with pytest.raises(SetupError, match="fails without a break"):
        run_one("following(1) == 4")
