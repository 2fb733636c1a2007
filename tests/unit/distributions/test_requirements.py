"""What is declared, what is imported and what is locked are the same."""

import ast
import re
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.slow  # every module is read
ROOT = Path(__file__).parents[3]
OURS = {"lms", "courses", "assessments", "certificates"}
LOCKS = (
    "requirements.lock",
    "requirements-test.lock",
    "requirements-workbench.lock",
    "requirements-ulmo.lock",
    "requirements-lrs.lock",
    "requirements-lti.lock",
    "requirements-others.lock",
)
BY_NAME_ONLY = {"psycopg", "argon2-cffi"}  # drivers that SQLAlchemy and Flask-Security look up
WITH_ANOTHER = {"pydantic", "pydantic-core", "werkzeug", "jinja2", "markupsafe", "itsdangerous",
                "babel", "webob", "flask-login"}  # come with what is declared  # fmt: skip


def setup():
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    return config


def names_in(text):
    lines = [line for line in text.strip().splitlines() if line]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported_distributions():
    owners = packages_distributions()
    found = set()
    for package in [*sorted(OURS), "migrations"]:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                found |= {name.partition(".")[0] for name in names}
    foreign = found - OURS - {"migrations"} - set(sys.stdlib_module_names)
    # Two distributions may bring one package: XBlock from 6.3 on holds web_fragments too.
    return {canonicalize_name(owner) for name in foreign for owner in owners[name]}


def locked(name):
    return {
        canonicalize_name(match[1]): match[0]
        for match in re.finditer(
            r"^([A-Za-z0-9._-]+)==\S+.*$", (ROOT / name).read_text(), re.MULTILINE
        )
    }


def test_what_is_imported_is_declared():
    declared = names_in(setup()["options"]["install_requires"])
    declared |= names_in(setup()["options.extras_require"]["pkcs11"])  # imported where it is set
    assert imported_distributions() - WITH_ANOTHER - declared == set()


def test_what_is_declared_is_imported():
    declared = names_in(setup()["options"]["install_requires"])
    assert declared - imported_distributions() - BY_NAME_ONLY == set()


def test_what_is_declared_is_locked():
    extras = setup()["options.extras_require"]
    base = names_in(setup()["options"]["install_requires"])
    assert base - set(locked("requirements.lock")) == set()
    assert (base | names_in(extras["test"])) - set(locked("requirements-test.lock")) == set()
    assert names_in(extras["lti"]) - set(locked("requirements-lti.lock")) == set()
    assert names_in(extras["workbench"]) - set(locked("requirements-workbench.lock")) == set()
    beside = {*locked("requirements-others.lock"), *locked("requirements-test.lock")}
    assert names_in(extras["others"]) - beside == set()


def test_what_serves_is_what_is_tested():
    serving, testing = (
        set(re.findall(r"^([A-Za-z0-9._-]+==[^ \\]+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in LOCKS[:2]
    )
    assert serving - testing == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_names_no_place(name):
    text = (ROOT / name).read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.search(r"https?:|file:|--index|--find-links|/", text) is None


def test_both_generations_of_xblock_are_locked():
    text = (ROOT / "requirements.lock").read_text()
    versions = dict(
        re.findall(r"^xblock==(\S+) ; python_full_version (<|>=) '3.12'", text, re.MULTILINE)
    )
    assert {version[:2] for version in versions} == {"6."}
    assert set(versions.values()) == {"<", ">="}
