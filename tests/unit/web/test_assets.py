"""Files of the pages: hashed names, compressed once, and none that nobody uses."""

import gzip
import re
from pathlib import Path

import pytest

from lms.web.assets import icons
from lms.web.assets.assets import JOINED, compressed, read_assets

STATIC = Path("lms/web/static")
SCRIPT_LIMIT, STYLE_LIMIT = 32 * 1024, 15 * 1024


@pytest.fixture(scope="module")
def assets():
    return read_assets(STATIC)


def test_the_name_changes_with_the_contents(tmp_path):
    (tmp_path / "a.css").write_text("p { margin: 0 }")
    before = read_assets(tmp_path).urls["a.css"]
    (tmp_path / "a.css").write_text("p { margin: 1px }")
    assert read_assets(tmp_path).urls["a.css"] != before


def test_text_is_compressed_once_and_a_picture_of_dots_is_not(tmp_path):
    (tmp_path / "a.css").write_text("p { margin: 0 }")
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assets = read_assets(tmp_path).by_name
    assert assets["a.css"].is_compressible
    assert not assets["a.png"].is_compressible
    packed = compressed(assets["a.css"].body)
    assert gzip.decompress(packed) == b"p { margin: 0 }"
    assert compressed(assets["a.css"].body) is packed


@pytest.mark.parametrize(("suffix", "limit"), [(".js", SCRIPT_LIMIT), (".css", STYLE_LIMIT)])
def test_script_and_styles_stay_within_their_budgets(assets, suffix, limit):
    """Without what others wrote, which browsers load only where they lack something, what only the
    frames of blocks by others load, and what only work pages or steps of a launch load. The scripts
    of a kept course have a budget of their own (test_short_scripts.py)."""
    joined = JOINED  # they hold what their parts hold
    others = ("vendor/", "blocks/", "lti/", "offline/", "desk.css", *joined)
    own = [a for a in assets.by_name.values() if not a.name.startswith(others)]
    sizes = [len(compressed(a.body)) for a in own if a.name.endswith(suffix)]
    assert sizes
    assert sum(sizes) <= limit


def test_the_sheet_of_work_pages_stays_within_its_budget(assets):
    assert len(compressed(assets.by_name["staff.css"].body)) <= 11 * 1024


def test_scripts_of_launches_stay_within_their_budget(assets):
    own = [asset for name, asset in assets.by_name.items() if name.startswith("lti/")]
    assert own
    assert sum(len(compressed(asset.body)) for asset in own) <= 2 * 1024


def test_every_icon_that_a_template_names_is_drawn():
    for path in Path("lms").rglob("templates/**/*.html"):
        for name in re.findall(r'icon\("([^"]+)"', path.read_text()):
            assert name in icons.PATHS, f"{path}: no icon {name!r}"


@pytest.mark.parametrize("name", ["base.css", "learning.css", "desk.css"])
def test_a_style_sheet_has_no_class_that_nothing_names(name):
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z][\w-]*)", rules))
    assert styled - named_words() == set()


def named_words():
    """Words of all templates, scripts and modules: some classes are put together."""
    words = set()
    for package in ("lms", "courses", "assessments", "certificates"):
        for path in Path(package).rglob("*"):
            if path.suffix in (".html", ".py", ".js"):
                words |= set(re.findall(r"[a-z][\w-]*", path.read_text()))
    return words
