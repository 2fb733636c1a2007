"""payung-xblocks holds portable modules alone, and lives beside a foreign package named `lms`."""

import subprocess
import zipfile
from configparser import ConfigParser
from email import message_from_string

import pytest

from assessments.blocks import BLOCKS as ASSESSMENT_BLOCKS
from courses.blocks import BLOCKS as COURSE_BLOCKS
from tests.conformance.distributions.conftest import ROOT

BLOCKS = {**COURSE_BLOCKS, **ASSESSMENT_BLOCKS}
STORED = {"models.py", "service.py", "queries.py", "errors.py"}
LOOK = """
import sys
from importlib.metadata import entry_points
sys.path.append({foreign!r})
import lms
blocks = entry_points(group="xblock.v1")
ours = [block for block in blocks if block.dist.name == "payung-xblocks"]
for block in ours:
    block.load()
print(lms.__file__, sys.path[-1], len(ours), sys.modules["lms"].WHOSE)
"""


def read_from(wheel, suffix):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(suffix))
        return archive.read(name).decode()


def test_it_holds_nothing_of_lms(names):
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if ".dist-info" not in top} == {"assessments", "courses"}


def test_it_holds_no_module_that_stores(names):
    assert [name for name in names if name.rpartition("/")[2] in STORED] == []


def test_it_holds_every_block_and_its_translations(names):
    for place in BLOCKS.values():
        assert f"{place.partition(':')[0].replace('.', '/')}.py" in names
    assert "courses/blocks/translations/id.json" in names


def test_every_module_of_it_stands_under_the_contract_of_portable_modules(names):
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    contract = setup["importlinter:contract:portable"]["source_modules"].split()
    portable = tuple(one.replace(".", "/") for one in contract if not one.startswith("*"))
    modules = [name for name in names if name.endswith(".py") and "/blocks/" not in name]
    loose = [name for name in modules if not name.startswith(portable)]
    assert [name for name in loose if not name.endswith("__init__.py")] == []


def test_both_distributions_offer_the_same_blocks(wheel):
    points, whole = ConfigParser(), ConfigParser()
    points.read_string(read_from(wheel, "entry_points.txt"))
    whole.read(ROOT / "setup.cfg")
    declared = whole["options.entry_points"]["xblock.v1"].strip().splitlines()
    assert dict(points["xblock.v1"]) == BLOCKS
    assert dict(line.split(" = ") for line in declared) == BLOCKS


def test_it_has_the_version_of_the_whole(wheel):
    whole = ConfigParser()
    whole.read(ROOT / "setup.cfg")
    metadata = message_from_string(read_from(wheel, "METADATA"))
    assert metadata["Version"] == whole["metadata"]["version"]


@pytest.fixture
def foreign(tmp_path):
    """Open edX has a package of this name."""
    package = tmp_path / "lms"
    package.mkdir()
    (package / "__init__.py").write_text("WHOSE = 'theirs'\n")
    return tmp_path


def test_beside_a_foreign_lms_that_stands_last_import_lms_gives_theirs(other_host, foreign):
    look = [other_host, "-c", LOOK.format(foreign=str(foreign))]
    done = subprocess.run(look, cwd=foreign.parent, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        str(foreign / "lms" / "__init__.py"),
        str(foreign),
        str(len(BLOCKS)),
        "theirs",
    ]
