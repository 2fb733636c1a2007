"""Names of assets follow their contents and those of what they import."""

import pytest

from lms.web.assets.asset_names import hashed_name, list_modules, resolve_imports

SCRIPTS = {
    "a/first.js": b'import { two } from "./second.js";\nawait import("../vendor/third.js");',
    "a/second.js": b'import "../vendor/third.js";\nexport const two = 2;',
    "vendor/third.js": b'export const text = "from ./nowhere.js";',
    "page.css": b'@import "./second.js";',
}


def test_imports_name_the_contents_of_what_they_import():
    done = resolve_imports(SCRIPTS)
    third = hashed_name("vendor/third.js", SCRIPTS["vendor/third.js"])
    second = hashed_name("a/second.js", done["a/second.js"])
    assert done["a/second.js"].startswith(f'import "/static/{third}";'.encode())
    assert done["a/first.js"] == (
        f'import {{ two }} from "/static/{second}";\nawait import("/static/{third}");'.encode()
    )
    assert done["page.css"] == SCRIPTS["page.css"]


def test_a_change_far_below_changes_every_name_above():
    before = resolve_imports(SCRIPTS)
    after = resolve_imports({**SCRIPTS, "vendor/third.js": b"export const text = 3;"})
    assert before["a/first.js"] != after["a/first.js"]


def test_a_module_is_listed_with_all_that_it_needs():
    assert list_modules("a/first.js", SCRIPTS) == ["a/first.js", "a/second.js", "vendor/third.js"]
    assert list_modules("vendor/third.js", SCRIPTS) == ["vendor/third.js"]


def test_an_import_of_nothing_stops_the_start():
    with pytest.raises(KeyError):
        resolve_imports({"a.js": b'import "./b.js";'})
