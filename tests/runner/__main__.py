"""The command `./test`: everything, `quick`, `long`, `breaks`, one area, or with another Python."""

import argparse
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from distributions import environment
from tests.runner import debian, postgres, pythons
from tests.runner.break_runs import run_breaks
from tests.runner.stages import ROOT, Stages

FOLDER = ROOT / ".test-env"
ALL_KINDS = ("unit", "integration", "conformance", "process", "browser", "benchmarks")
ONLY_ONCE = ("process", "browser", "benchmarks")  # not again with another Python
# Of conformance what depends on our Python; other programs that read our files do not.
OF_PYTHON = ["tests/conformance/courses", "tests/conformance/distributions"]
LTI_TESTS = "tests/browser/lti"
QUICK = ["tests/unit", "tests/integration/schema"]  # what finds most in a minute
FAST = ("-m", "not slow and not long")
NOT_LONG, LONG = ("-m", "not long"), ("-m", "long")
BREAKS, SEED = 30, 16
BY_FILE: Any = {"workers": 2, "spread": "loadfile"}  # what a module builds first takes long
# Whether others may run meanwhile:
ALONE, BESIDE = ("-m", "alone and not long"), ("-m", "not alone and not long")


def main() -> int:
    arguments = parse()
    if arguments.area and arguments.area not in areas():
        print(f"There is no area {arguments.area}; there are {', '.join(areas())}.")
        return 2
    began = time.monotonic()
    python = pythons.find_python(arguments.python)
    if python is None:
        print(f"Python {arguments.python} is not installed, nor another from 3.12 on: left out.")
        return 0
    if python != sys.executable:  # the environment is made by the Python that it is for
        return restart_with(python, arguments.what, arguments.area)
    stages = Stages(prepare())
    if arguments.what == "quick":
        run_quick(stages)
    elif arguments.what == "long":
        run_long(stages, seed=arguments.seed, count=arguments.count)
    elif arguments.what == "breaks":
        run_seeded_breaks(stages, seed=arguments.seed, count=arguments.count)
    else:
        run_all(stages, area=arguments.area, is_other_python=arguments.python is not None)
    stages.results.print_summary(time.monotonic() - began)
    return 1 if stages.results.failed else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./test", description="Sets everything up and tests it.")
    parser.add_argument(
        "what",
        nargs="?",
        choices=["quick", "long", "breaks"],
        help="what takes under a minute; what takes over two minutes, and breaks; breaks alone: "
        "small errors put into a copy of the program, which tests must find",
    )
    parser.add_argument("--area", help="one area, such as assessments, in every kind of test")
    parser.add_argument("--seed", type=int, default=SEED, help="of the choice of breaks")
    parser.add_argument("--count", type=int, default=BREAKS, help="of breaks")
    parser.add_argument("--python", metavar="X.Y", help="what depends on the Python, with it")
    return parser.parse_args()


def areas() -> list[str]:
    """Every folder of tests below a kind of test. None takes three minutes."""
    kinds = (ROOT / "tests" / kind for kind in ALL_KINDS)
    return sorted({test.parent.name for kind in kinds for test in kind.glob("*/test_*.py")})


def restart_with(python: str, what: str | None, area: str | None) -> int:
    version = subprocess.run(
        [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    print(f"Testing with Python {version} ({python})", flush=True)
    command = [python, "-m", "tests.runner", "--python", version]
    if what:
        command.append(what)
    if area:
        command += ["--area", area]
    return subprocess.run(command, cwd=ROOT).returncode


def prepare() -> Path:
    FOLDER.mkdir(exist_ok=True)
    name = "python{}.{}".format(*sys.version_info[:2])
    return environment.prepare(FOLDER / name, ROOT / "requirements-test.lock")


def run_quick(stages: Stages) -> None:
    with stages.checks_beside():
        stages.run_tests("quick", QUICK, *FAST, workers=2)


def run_all(stages: Stages, *, area: str | None, is_other_python: bool) -> None:
    missing = debian.install_missing()
    kinds = [kind for kind in ALL_KINDS if not (is_other_python and kind in ONLY_ONCE)]
    folders = {kind: folder_of(kind, area) for kind in kinds}
    with nullcontext() if is_other_python else stages.checks_beside():
        stages.run_tests("unit", [folders["unit"]], *NOT_LONG, workers=2)
    if not is_other_python and with_blocks_by_others(folders):
        prepare_blocks_by_others()
    stages.run_tests("on SQLite", [folders["integration"]], *NOT_LONG, workers=2, in_memory=True)
    if not is_other_python:  # what differs between databases does not differ between Pythons
        run_on_postgresql(stages, folders, missing)
    whole = is_other_python and area is None
    run_conformance(stages, OF_PYTHON if whole else [folders["conformance"]])
    if folders.get("browser") in ("tests/browser", LTI_TESTS):
        prepare_lti_consumer(stages, missing)
    for kind in ONLY_ONCE:  # the benchmarks come last, when nothing else runs
        if kind in kinds:
            run_if_possible(stages, kind, folders[kind], missing)


def run_long(stages: Stages, *, seed: int, count: int) -> None:
    """What `./test` leaves out. Nothing runs beside it: most of it measures."""
    debian.install_missing(is_long=True)
    stages.run_tests("long", ["tests"], *LONG)
    run_seeded_breaks(stages, seed=seed, count=count)


def run_seeded_breaks(stages: Stages, *, seed: int, count: int) -> None:
    print("\n== breaks", flush=True)
    with stages.folder_in_memory() as folder:
        run_breaks(stages.python, ROOT, folder, stages.results, seed=seed, count=count)


def folder_of(kind: str, area: str | None) -> str:
    return f"tests/{kind}" if area is None else f"tests/{kind}/{area}"


def run_on_postgresql(stages: Stages, folders: dict[str, str], missing: list[str]) -> None:
    if "initdb" in missing:
        stages.results.left_out.append("integration on PostgreSQL, which is not installed")
        return
    with postgres.postgres_server() as url:
        variables = {"PAYUNG_TEST_DATABASE": "postgresql", "PAYUNG_TEST_POSTGRESQL_URL": url}
        concurrent = [folders["process"]] if "process" in folders else []
        integration = [folders["integration"]]
        stages.run_tests(
            "on PostgreSQL", integration, *NOT_LONG, workers=2, in_memory=True, **variables
        )
        stages.run_tests(
            "processes on PostgreSQL",
            concurrent,
            *("-m", "postgresql and not long"),
            **BY_FILE,
            **variables,
        )


def run_conformance(stages: Stages, folders: list[str]) -> None:
    """Other systems run in environments of their own: the sdk's workbench, and a record store."""
    if not any((ROOT / folder).exists() for folder in folders):
        return
    for name in ("workbench", "ulmo", "lrs"):
        folder = FOLDER / "{}{}.{}".format(name, *sys.version_info[:2])
        lock = ROOT / f"requirements-{name}.lock"
        python = environment.prepare(folder, lock, with_project=False)
        stages.environment[f"PAYUNG_TEST_{name.upper()}"] = str(python)
    stages.run_tests("conformance", folders, *NOT_LONG, **BY_FILE)


def with_blocks_by_others(folders: dict[str, str]) -> bool:
    """Whether tests in these folders read or run blocks of the package index."""
    of_blocks = {"tests/integration", "tests/integration/olx", "tests/browser"}
    return bool({*of_blocks, "tests/browser/blocks"} & {*folders.values()})


def prepare_blocks_by_others() -> None:
    """They stand beside our environment, so that nothing of ours sees them but where it should."""
    others = FOLDER / "others{}.{}".format(*sys.version_info[:2])
    lock = ROOT / "requirements-others.lock"
    environment.prepare(others, lock, with_project=False)


def prepare_lti_consumer(stages: Stages, missing: list[str]) -> None:
    """The LTI consumer of Open edX runs in an environment of its own, where that can be made."""
    folder = FOLDER / "lti{}.{}".format(*sys.version_info[:2])
    try:
        python = environment.prepare(folder, ROOT / "requirements-lti.lock", with_project=False)
    except environment.SetupError as problem:
        missing.append(LTI_TESTS)
        stages.results.left_out.append(f"launches from the LTI consumer of Open edX: {problem}")
    else:
        stages.environment["PAYUNG_TEST_LTI"] = str(python)


def run_if_possible(stages: Stages, kind: str, folder: str, missing: list[str]) -> None:
    if kind == "browser" and "chromium" in missing:
        stages.results.left_out.append("browser tests: Chromium is not installed")
    elif kind == "browser":
        left_out = [f"--ignore-glob={LTI_TESTS}/*"] if LTI_TESTS in missing else []
        stages.run_tests(kind, [folder], *BESIDE, *left_out, **BY_FILE)
        stages.run_tests("browser, alone", [folder], *ALONE, *left_out)
    elif kind == "process":
        stages.run_tests(kind, [folder], *NOT_LONG, **BY_FILE)
    elif "initdb" in missing:
        stages.results.left_out.append("benchmarks on PostgreSQL, which is not installed")
        stages.run_tests(kind, [folder], "-m", "not needs_postgresql and not long")
    else:
        stages.run_tests(kind, [folder], *NOT_LONG)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except environment.SetupError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
