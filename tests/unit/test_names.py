"""Names are standard terms: words of a private dialect may not come back, and no room overflows."""

import ast
import io
import keyword
import tokenize
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_MODULES = 24  # in one folder; more is a drawer
MAX_RATE = 1.0  # names that contain a vague word, for each thousand lines
MAX_ANY = 6.0  # uses of `Any`, for each thousand lines
VAGUE = {
    # a name that says how a value came to us instead of what it is: examples of better names
    "one": "row, item, entry",
    "found": "match, row, result",
    "told": "text, message, shown",
    "said": "text, statement",
    "kept": "stored, cached, remaining",
    "place": "index, position, slot; venue where it is one",
    "most": "max_, limit",
}
FORBIDDEN = {
    # a name, or a part of one between underscores: what to say instead
    "artefact": "certificate_file",
    "artefacts": "certificate_files",
    "door": "entry_point",
    "doors": "entry_points",
    "newcomer": "new_member",
    "newcomers": "new_members",
    "regrade": "rescore (a test), recalculate_grades (a course)",
    "regrades": "rescorings",
    "wishes": "holder_requests",
    "whoever": "the role: reader, owner, caller",
}
PUBLISHED = {
    # names that outlive a rename: columns of tables
    "regrade_id",
}
PACKAGES = ("lms", "courses", "assessments", "certificates", "distributions")
MODULES = [
    str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")
]


def names_in(path):
    """Identifiers of a module, without the methods of SQLAlchemy that are called `one`."""
    before = ""
    for token in tokenize.generate_tokens(io.StringIO((ROOT / path).read_text()).readline):
        is_name = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
        if is_name and not (before == "." and token.string in ("one", "one_or_none")):
            yield token.string
        before = token.string


@pytest.fixture(scope="module")
def names():
    return {path: list(names_in(path)) for path in MODULES}


@pytest.fixture(scope="module")
def thousands():
    return sum((ROOT / path).read_text().count("\n") for path in MODULES) / 1000


def parts_of(name):
    return set(name.lower().split("_"))


@pytest.mark.parametrize("word", VAGUE)
def test_a_vague_word_is_rare_in_names(names, thousands, word):
    uses = Counter(path for path in names for name in names[path] if word in parts_of(name))
    assert sum(uses.values()) / thousands < MAX_RATE, (VAGUE[word], uses.most_common(8))


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_coined_word_is_no_name(names, word):
    uses = {
        (path, name)
        for path in names
        for name in names[path]
        if word in parts_of(name) and name not in PUBLISHED
    }
    assert not uses, FORBIDDEN[word]


def test_any_is_rare(names, thousands):
    uses = Counter(path for path in names for name in names[path] if name == "Any")
    assert sum(uses.values()) / thousands < MAX_ANY, uses.most_common(8)


def test_no_folder_is_a_drawer():
    rooms = Counter(str(Path(path).parent) for path in MODULES)
    assert {room: count for room, count in rooms.items() if count > MAX_MODULES} == {}


def test_every_folder_says_what_it_holds():
    for folder in {Path(path).parent for path in MODULES}:
        module = ROOT / folder / "__init__.py"
        if module.exists():
            assert ast.get_docstring(ast.parse(module.read_text())), folder
