"""Activities in a browser: with script without a new page, without script as forms, by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lms.web.assets.assets import read_assets
from tests.bare_host import make_block, post, view
from tests.browser.learner_steps import COURSE, sign_up
from tests.browser.navigation import follow

ORDERING, SORTING = f"{COURSE}/lessons/M06-L1", f"{COURSE}/lessons/M01-L2"
MANY_CARDS = f"{COURSE}/lessons/M03-L2"
WRITING = f"{COURSE}/lessons/M03-L3"
BELOW_THE_LIST = """(steps) => Math.round(
  steps.getBoundingClientRect().top - document.querySelector('.sorts').getBoundingClientRect().top
)"""
REWIND = """for (const part of document.getAnimations()) {
  part.pause();
  part.currentTime = 0;
}"""
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "id-ID"}


@pytest.fixture(scope="module")
def learner(browser, site):
    """Cookies of a learner of this module alone."""
    context = browser.new_context(base_url=site.origin, **PHONE)
    page = context.new_page()
    sign_up(page)
    page.goto(COURSE)
    join = page.locator("form[action$='/join'] button")
    if join.count():
        follow(join)
    page.goto(f"{COURSE}/lessons/M01-L1")
    follow(page.locator("form[action$='/open'] button"))  # without the pre-test
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_page(browser, site, learner):
    contexts = []

    def open_page(path, **options):
        context = browser.new_context(
            base_url=site.origin, storage_state=learner, **(PHONE | options)
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def ordering(open_page):
    """The lesson with an ordering, without anything that other tests left."""
    page = open_page(ORDERING)
    again = page.locator("form[action$='/again']:has([value=missed]) button").last
    if again.count():
        follow(again)
    page.locator(".orders").scroll_into_view_if_needed()
    return page


def texts(page):
    return page.locator(".order > span:nth-child(2)").all_inner_texts()


def saved(page):
    return page.expect_response(lambda answer: answer.url.endswith("/order"))


def test_a_button_moves_a_step_without_a_new_page_and_keeps_the_focus(ordering):
    first, second, *others = texts(ordering)
    ordering.evaluate("window.isSame = true")
    button = ordering.locator(".order").nth(1).locator("[name=down]")
    with saved(ordering):
        button.focus()
        ordering.keyboard.press("Enter")
    third, *rest = others
    assert texts(ordering) == [first, third, second, *rest]
    assert ordering.evaluate("window.isSame")
    assert ordering.evaluate("document.activeElement.name") == "down"
    status = ordering.locator("[data-moved]")
    expect(status).to_have_text(f"“{second}” kini nomor 3")
    assert status.get_attribute("role") == "status"
    ordering.reload()
    assert texts(ordering) == [first, third, second, *rest]


def test_at_the_top_the_focus_goes_to_the_button_that_is_left(ordering):
    row = ordering.locator(".order").nth(1)
    moved = row.locator("span").first.inner_text()
    with saved(ordering):
        row.locator("[name=up]").click()
    assert texts(ordering)[0] == moved
    assert ordering.evaluate("document.activeElement.name") == "down"
    expect(ordering.locator(".order").first.locator("[name=up]")).to_be_disabled()


def lift(page, index):
    """Press the mouse on the number of a row; return the middle of each row."""
    boxes = [row.bounding_box() for row in page.locator(".order").all()]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    x = boxes[0]["x"] + 24
    page.mouse.move(x, middles[index])
    page.mouse.down()
    return x, middles


def test_a_step_is_dragged_to_another_position(ordering):
    first, second, third, *rest = texts(ordering)
    x, middles = lift(ordering, 0)
    ordering.mouse.move(x, middles[2] + 12, steps=6)
    expect(ordering.locator(".order.lifted")).to_have_count(1)
    expect(ordering.locator("[data-drag]")).to_contain_text("geser nomornya")
    with saved(ordering):
        ordering.mouse.up()
    assert texts(ordering) == [second, third, first, *rest]
    expect(ordering.locator(".order.lifted")).to_have_count(0)
    numbers = ordering.locator(".order > b").all_inner_texts()
    assert numbers == [str(n + 1) for n in range(len(numbers))]


def test_escape_puts_a_dragged_step_back(ordering):
    before = texts(ordering)
    x, middles = lift(ordering, 0)
    ordering.mouse.move(x, middles[2] + 12, steps=6)
    assert texts(ordering) != before
    ordering.keyboard.press("Escape")
    assert texts(ordering) == before
    ordering.mouse.up()
    assert texts(ordering) == before
    expect(ordering.locator(".order.lifted")).to_have_count(0)


def test_a_finger_drags_a_step_by_its_number_and_scrolls_on_its_text(open_page):
    page = open_page(ORDERING, has_touch=True)
    page.locator(".orders").scroll_into_view_if_needed()
    first, second, third, *rest = texts(page)
    finger = page.context.new_cdp_session(page)

    def move(kind, x, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def swipe(start, end):
        move("touchStart", *start)
        for part in range(1, 9):
            x, y = (a + (b - a) * part / 8 for a, b in zip(start, end, strict=True))
            move("touchMove", x, y)
        move("touchEnd", *end)

    def middle(selector, index):
        box = page.locator(selector).nth(index).bounding_box()
        return box["x"] + 8, box["y"] + box["height"] / 2

    x, y = middle(".order > b", 2)
    with saved(page):
        swipe(middle(".order > b", 0), (x, y + 12))
    assert texts(page) == [second, third, first, *rest]
    x, y = middle(".order > span:nth-child(2)", 2)
    swipe((x, y), (x, y - 150))
    assert texts(page) == [second, third, first, *rest]


def test_without_script_each_button_is_a_form_and_the_result_says_what_moves(ordering, open_page):
    page = open_page(ORDERING, java_script_enabled=False)
    first, second, *rest = texts(page)
    follow(page.locator(".order").first.locator("[name=down]"))
    assert texts(page) == [second, first, *rest]
    expect(page.locator("[data-drag]")).to_have_text("Tekan panah untuk memindahkan langkah.")
    expect(page.locator("[data-moved]")).to_have_text(f"“{first}” kini nomor 2")
    page.locator("form[action$='/order'] .btn.main").click()
    expect(page.locator(".orders .tag").first).to_be_visible()
    page.locator("form[action$='/again']:has([value=missed]) button").last.click()
    expect(page.locator(".updown").first).to_be_visible()


def test_chips_are_counted_and_saved_as_they_are_chosen(open_page):
    page = open_page(SORTING)
    status = page.locator("form[action$='/sort'] [data-count]")
    total = page.locator(".sort").count()
    expect(status).to_have_text(f"0 dari {total} sudah dipilah")
    with page.expect_response(lambda answer: answer.url.endswith("/sort")):
        page.locator(".sort").first.locator("input").first.focus()
        page.keyboard.press("Space")
    expect(status).to_have_text(f"1 dari {total} sudah dipilah")
    assert status.get_attribute("role") == "status"
    page.reload()
    expect(page.locator(".sort").first.locator("input").first).to_be_checked()


def test_a_chip_chosen_just_before_leaving_is_there_again_and_counted(open_page):
    page = open_page(SORTING)
    chosen = page.locator(".sort").nth(1).locator("input").last
    chosen.focus()
    page.keyboard.press("Space")
    page.goto(COURSE)  # at once, before the pause after which a change is saved
    for _ in range(20):  # what a page sends as it is left may come later than the next request
        page.goto(SORTING)
        if chosen.is_checked():
            break
        page.wait_for_timeout(250)
    expect(chosen).to_be_checked()
    total, done = page.locator(".sort").count(), page.locator(".sort :checked").count()
    status = page.locator("form[action$='/sort'] [data-count]")
    expect(status).to_have_text(f"{done} dari {total} sudah dipilah")


def test_what_was_written_is_saved_on_the_way_on(open_page):
    page = open_page(WRITING)
    page.locator("form[action$='/write'] textarea").first.fill("Lebih banyak mendengar.")
    with page.expect_navigation():
        page.locator("form[action$='/finish'] .btn.main").click()
    page.goto(WRITING)
    expect(page.locator("form[action$='/write'] textarea").first).to_have_value(
        "Lebih banyak mendengar."
    )


def test_what_is_missing_takes_the_focus_at_once(open_page):
    page = open_page(SORTING)
    page.locator("form[action$='/sort'] .btn.main").click()
    focused = page.evaluate("document.activeElement.name")
    missing = page.evaluate(
        "[...document.querySelectorAll('.sort')].find(s => !s.querySelector(':checked'))"
        ".querySelector('input').name"
    )
    assert focused == missing


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_choice_is_answered_at_one_touch_and_can_be_changed(open_page, has_script):
    page = open_page(f"{COURSE}/lessons/M08-L1", java_script_enabled=has_script)
    block = page.locator("form[action$='/choose']").first
    texts = block.locator(".pick").all_inner_texts()
    assert len(texts) >= 2
    block.locator(".pick").first.click()
    result = page.locator(".chosen + .result").first
    expect(result).to_be_visible()
    expect(page.locator(".chosen").first).to_contain_text(texts[0])
    page.get_by_role("button", name=re.compile("Ubah pilihan")).first.click()
    expect(page.locator("form[action$='/choose']").first).to_be_visible()


def choose_on_card(page, number):
    page.locator(".sort").nth(number).locator("label.chip").first.click()


@pytest.fixture
def cards(open_page):
    """A page whose sorting has many cards, none of them chosen."""
    page = open_page(MANY_CARDS)
    form = page.locator("form[action$='/again']")
    if form.count():
        follow(form.locator("button").last)
    return page


def test_a_phone_shows_the_cards_of_a_long_sorting_one_at_a_time(cards):
    total = cards.locator(".sort").count()
    assert total >= 6
    onward = cards.locator(".card-steps button").last
    check = cards.locator("form[action$='/sort'] [type=submit]")
    for number in range(total):
        expect(cards.locator(".sort:visible")).to_have_count(1)
        legend = cards.locator(".sort:visible legend")
        expect(legend).to_contain_text(f"Kartu {number + 1} dari {total}")
        if number + 1 < total:
            expect(check).to_be_hidden()
            expect(onward).to_have_class("btn")
        choose_on_card(cards, number)
        if number + 1 < total:
            expect(onward).to_have_class("btn main")
        if number + 1 < total:
            onward.click()
            assert cards.locator(".sort").nth(number + 1).evaluate("e => e.matches(':focus')")
    expect(onward).to_be_hidden()
    with cards.expect_navigation():
        check.click()
    expect(cards.locator(".result").first).to_be_visible()


def test_the_buttons_below_a_card_stay_where_they_are(cards):
    tops = set()
    for _ in range(cards.locator(".sort").count()):
        tops.add(cards.locator(".card-steps").evaluate(BELOW_THE_LIST))
        cards.locator(".card-steps button").last.click()
    assert len(tops) == 1


def test_the_buttons_between_cards_stand_in_one_row(cards):
    cards.locator(".card-steps button").last.click()
    tops = cards.locator(".card-steps").evaluate("e => [...e.children].map(b => b.offsetTop)")
    assert len(tops) == 2
    assert len(set(tops)) == 1


def test_the_way_on_leads_back_to_a_card_that_was_left_out(cards):
    total = cards.locator(".sort").count()
    onward = cards.locator(".card-steps button").last
    for number in range(total):
        if number != 2:
            choose_on_card(cards, number)
        onward.click()
    expect(cards.locator(".sort:visible")).to_have_count(1)
    expect(cards.locator(".sort").nth(2)).to_be_visible()
    cards.locator(".card-steps button").first.click()
    expect(cards.locator(".sort").nth(1)).to_be_visible()


@pytest.mark.parametrize(
    "options",
    [{"java_script_enabled": False}, {"viewport": {"width": 1280, "height": 800}}],
    ids=["without script", "at a desk"],
)
def test_all_cards_are_in_sight(cards, open_page, options):
    page = open_page(MANY_CARDS, **options)
    total = page.locator(".sort").count()
    expect(page.locator(".sort:visible")).to_have_count(total)
    expect(page.locator("form[action$='/sort'] button.main")).to_be_visible()
    expect(page.locator(".card-steps")).to_be_hidden()


def test_a_script_that_never_comes_leaves_no_card_out(cards, open_page):
    page = open_page(COURSE)
    page.route("**/activities*.js", lambda route: route.abort())
    page.goto(MANY_CARDS)
    last = page.locator(".sort").last
    page.evaluate(REWIND)  # a slow machine may have needed more than its 5 s
    assert last.bounding_box()["height"] < 5
    page.evaluate("for (const part of document.getAnimations()) part.finish()")
    assert last.bounding_box()["height"] > 60
    expect(page.locator("form[action$='/sort'] button.main")).to_be_visible()


def test_steps_of_a_long_lesson_stand_in_one_row_on_the_narrowest_phone(browser, site):
    context = browser.new_context(base_url=site.origin, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto("/")
    page.evaluate(
        """(html) => {
          document.querySelector("main").innerHTML = html;
        }""",
        "<nav class='steps'><ol role='list'>"
        + "<li><a href='#'><span class='name'>Latihan</span></a></li>" * 10
        + "</ol></nav>",
    )
    boxes = [link.bounding_box() for link in page.locator(".steps a").all()]
    context.close()
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 24
    assert min(box["height"] for box in boxes) >= 44


def test_a_count_that_cannot_change_is_not_shown(open_page):
    line = ".check-line[data-count]"
    expect(open_page(SORTING).locator(line)).to_be_visible()
    expect(open_page(SORTING, java_script_enabled=False).locator(line)).to_be_hidden()


@pytest.fixture
def show_block(browser, site):
    """Opens a page of the site with the HTML of a block in it."""
    contexts = []

    def show_block(html, *, has_script=True):
        context = browser.new_context(base_url=site.origin, java_script_enabled=has_script, **PHONE)
        contexts.append(context)
        page = context.new_page()
        page.route(
            f"{site.origin}/",
            lambda route: route.fulfill(
                response=(answer := route.fetch()),
                body=answer.text().replace("</main>", f"{html}</main>"),
            ),
        )
        page.goto("/")
        return page

    yield show_block
    for context in contexts:
        context.close()


SCRIPT = read_assets(Path("lms/web/static")).urls["activities.js"]
PAIRS = [{"id": f"p{n}", "left": f"Left {n}", "right": f"Right {n}"} for n in (1, 2)]


def test_another_round_leads_through_the_missed_cards_to_the_check(show_block):
    items = [{"id": f"i{n}", "text": f"Card {n}", "fits": ["a"]} for n in range(8)]
    groups = [{"id": name, "label": name.upper()} for name in "ab"]
    block = make_block("payung_sorting", {"groups": groups, "items": items})
    post(block, "sort", **{f"item-i{n}": "b" if n in (2, 5) else "a" for n in range(8)})
    post(block, "again", round="missed")
    page = show_block(f'{view(block)}<script src="{SCRIPT}"></script>')
    expect(page.get_by_text("2 of 8 to put right.")).to_be_visible()
    onward = page.locator(".card-steps button").last
    check = page.get_by_role("button", name="Check my choices")
    card = page.locator(".sort:visible")
    first = card.locator("legend").inner_text()
    expect(card.locator(":checked")).to_have_count(0)
    expect(check).to_be_hidden()
    card.locator("label.chip").first.click()
    expect(onward).to_have_class("btn main")
    onward.click()
    assert card.locator("legend").inner_text() != first
    expect(card.locator(":checked")).to_have_count(0)
    expect(onward).not_to_have_class("btn main")
    expect(check).to_be_visible()


def test_a_step_that_was_in_place_is_marked_while_it_is_there(show_block):
    names = ("hear", "ask", "call", "write")
    steps = [{"id": name, "text": f"Step {name}"} for name in names]
    block = make_block("payung_ordering", {"steps": steps})
    post(block, "order", **dict(zip((f"step-{n}" for n in names), (1, 3, 2, 4), strict=True)))
    post(block, "again", round="missed")
    page = show_block(f'{view(block)}<script src="{SCRIPT}"></script>')
    mark = page.locator(".order:has([value=write]) .mark")
    expect(mark).to_have_text("In place last time")
    expect(page.locator(".mark:visible")).to_have_count(2)
    page.get_by_role("button", name="Move up: Step write").click()
    expect(mark).to_be_hidden()
    expect(page.locator("[data-moved]")).to_have_text("“Step write” is now number 3")
    page.get_by_role("button", name="Move down: Step write").click()
    expect(mark).to_be_visible()


def test_a_row_without_an_answer_says_so_until_it_has_one(show_block):
    block = make_block("payung_matching", {"pairs": PAIRS})
    refused = post(block, "match", **{"pair-p1": "A"}).json["problems"]
    page = show_block(view(block, problems=refused, posted={"pair-p1": ["A"]}))
    error, letters = page.locator(".match.bad .err"), page.locator(".match .chips")
    expect(error).to_be_visible()
    page.locator(".match.bad label.chip").first.click()
    expect(error).to_be_hidden()
    lefts = {round(row.bounding_box()["x"]) for row in letters.all()}
    assert len(lefts) == 1  # no row is indented, before or after


def test_the_summary_of_errors_goes_once_nothing_is_missing(show_block):
    block = make_block("payung_matching", {"pairs": PAIRS})
    refused = post(block, "match", **{"pair-p1": "A"}).json["problems"]
    page = show_block(view(block, problems=refused, posted={"pair-p1": ["A"]}))
    expect(page.locator(".errsum")).to_be_visible()
    page.locator(".match.bad label.chip").first.click()
    expect(page.locator(".errsum")).to_be_hidden()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_letter_that_was_chosen_says_its_text_in_the_row(show_block, has_script):
    html = view(make_block("payung_matching", {"pairs": PAIRS}))
    page = show_block(html, has_script=has_script)
    row = page.locator(".match").first
    expect(row.locator("p:visible")).to_have_count(0)
    row.locator("label.chip").last.click()
    expect(row.locator("p:visible")).to_have_count(1)
    expect(row.locator("p:visible")).to_have_text(
        page.locator(".letters li").last.locator("span").inner_text()
    )
