"""By keyboard alone: what has the focus is marked, and neither bar covers it."""

import pytest
from playwright.sync_api import expect

from tests.browser.navigation import follow

PHONE = {"width": 360, "height": 740}
MAX_STOPS = 120
FOCUSED = """() => {
  const part = document.activeElement;
  if (part === document.body) return null;
  const label = part.closest(".choice, .chip") || part;
  const box = label.getBoundingClientRect();
  const top = Math.max(box.top, 0) + 4, bottom = Math.min(box.bottom, innerHeight) - 4;
  const style = getComputedStyle(label);
  const shown = getComputedStyle(part).outlineStyle !== "none" || style.outlineStyle !== "none";
  const uncovered = [top, (top + bottom) / 2, bottom].some(y => {
    const above = document.elementFromPoint(box.left + box.width / 2, y);
    return above !== null && (label.contains(above) || above.contains(label));
  });
  return {name: part.outerHTML.slice(0, 120), shown, uncovered};
}"""


@pytest.fixture
def stops(browser, site):
    """All that the tab key comes to on a page, in order."""
    contexts = []

    def stops_of(who, path):
        state = site.states[who]
        context = browser.new_context(viewport=PHONE, storage_state=state, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(site.origin + path)
        found = []
        for _ in range(MAX_STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None:
                break
            found.append(stop)
        return found

    yield stops_of
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("anyone", "/"),
        ("anyone", "/sign-up"),
        ("learner", "/home"),
        ("learner", "/courses/POESA-EL"),
        ("learner", "/courses/POESA-EL/lessons/M08-L3"),
        ("learner", "/account/data"),
    ],
)
def test_each_stop_is_marked_and_not_covered(stops, who, path):
    found = stops(who, path)
    assert len(found) > 5
    assert [stop["name"] for stop in found if not stop["shown"]] == []
    assert [stop["name"] for stop in found if not stop["uncovered"]] == []


def test_a_form_with_errors_puts_the_focus_on_what_to_mend(page, site):
    page.goto(site.origin + "/sign-up")
    follow(page.locator("main button.main[type=submit]"))
    expect(page.locator(".errsum")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    assert page.title().startswith(("Error: ", "Galat: "))


def test_the_skip_link_leads_past_the_navigation(page, site):
    page.goto(site.origin + "/sign-in")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contact"
