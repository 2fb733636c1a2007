"""The umbrella of a page: as many ribs as modules, and what it shows in words."""

from markupsafe import Markup

from lms.web.assets.umbrella import umbrella


def test_each_rib_shows_the_state_of_its_module():
    drawn = umbrella(["done", "now", ""], "1 of 3 modules done")
    assert isinstance(drawn, Markup)
    assert [drawn.count(f'class="{kind}"') for kind in ("rib done", "rib now", "rib")] == [1, 2, 1]


def test_its_words_are_escaped():
    assert 'aria-label="&lt;1 of 3&gt;"' in umbrella(["", "", ""], "<1 of 3>")
