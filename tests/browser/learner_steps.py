"""What a learner does in the browser, step by step, for the tests that follow one."""

import re
import secrets

from playwright.sync_api import expect

from tests.browser.navigation import arrive, follow
from tests.factories import course_files

COURSE = "/courses/POESA-EL"
ONWARD = ".act > a:last-child, .act form button, form[action$='/finish'] button.main"
PLAN_TEXTS = {
    "problem": "Banyak wali belum tahu ke mana meminta bantuan.",
    "goal-what": "Wali mengenal tiga kanal bantuan",
    "goal-whom": "40 wali murid",
    "goal-until": "Maret 2027",
    "indicator": "Daftar hadir tanpa nama anak.",
    "self_care": "Bergiliran memandu.",
}
ACTIVITY = {
    "what": "Sesi orang tua",
    "audience": "wali",
    "people": "20",
    "date": "2027-01-15",
    "partners": "UPTD PPA",
    "responsible": "Tim sekolah",
}


def keyed_options():
    return {
        option["text_id"].strip()
        for item in course_files().items["single_best"]
        for option in item["options"]
        if option["correct"]
    }


def sign_up(page):
    page.goto("/")
    page.locator("main a[href='/sign-up']").first.click()
    fill_in_who(page)
    expect(page).to_have_url(re.compile("/home"))


def fill_in_who(page):
    page.fill("[name=name]", "Sekar Wulandari")
    page.fill("[name=contact]", f"sekar{secrets.token_hex(4)}@contoh.id")
    page.fill("[name=password]", "payung teduh di kebun kopi")
    page.locator("label.choice:has([name=audience][value=teacher])").click()
    page.select_option("[name=province]", "53")
    page.locator("label.choice:has([name=consent_learning])").click()
    follow(page.locator("main form button[type=submit]").first)


def rate(page, when, level):
    page.goto(f"{COURSE}/assessments/self-efficacy-{when}")
    page.locator("main form[method=post] button.main").click()
    for position in range(1, 11):
        page.locator(f"label:has([name=s{position}])").nth(level - 1).click()
    page.locator("button[name=go][value=end]").click()
    hand_in(page)


def sit(page, purpose, *, leave_blank=()):
    keys = keyed_options()
    page.goto(f"{COURSE}/assessments/{purpose}")
    page.locator("main form[method=post] button.main").click()
    for number in range(1, 21):
        arrive(page, f"/items/{number}$")
        assert "correct" not in page.content()
        if number not in leave_blank:
            options = page.locator("label.choice:has([name=answer])")
            texts = [text.strip()[1:].strip() for text in options.all_inner_texts()]
            options.nth(next(n for n, text in enumerate(texts) if text in keys)).click()
        page.locator("main form button.main[type=submit]").click()
    hand_in(page)


def hand_in(page):
    if arrive(page, "/(submit|result)$").endswith("/submit"):
        page.locator("main form[action$='/submit'] button").click()
    arrive(page, "/result$")


def read_lessons(page):
    """All lessons in order, those in steps with their activities, to the end of the last module."""
    page.goto(f"{COURSE}/lessons/M01-L1")
    while not page.locator("a.main[href$='/next']").count():
        expect(page.locator("h1")).to_be_visible()
        if "/steps/" in page.url:
            answer_step(page)
        follow(page.locator(ONWARD))
    expect(page).to_have_url(re.compile("/modules/M10/end$"))


def answer_step(page):
    """Answer the activities of a step to their end."""
    onward = "main button.pick, main form[action$='/proceed'] button[name=after]"
    while page.locator(onward).count():
        follow(page.locator(onward).first)
    groups = page.locator("main form[action$='/sort'] fieldset")
    for number in range(groups.count()):
        if not groups.nth(number).is_visible():  # a phone shows one card at a time
            page.locator(".card-steps button").last.click()
        groups.nth(number).locator("label.chip").first.click()
    if groups.count():
        follow(page.locator("main form[action$='/sort'] [type=submit]"))


def play_story(page):
    page.goto(f"{COURSE}/scenarios/SC01")
    for _ in range(40):
        onward = page.locator("button[name=choice], form[action$='/next'] button")
        if not onward.count():
            break
        follow(onward.first)
    expect(page.locator("form[action$='/again']").first).to_be_visible()  # its end


def write_plan(page):
    page.goto(f"{COURSE}/plan")
    follow(page.locator(".act a.main"))
    while page.locator("form [name=part]:not([value=''])").count():
        write_part(page)
    page.locator("button[name=do][value=submit]").click()
    expect(page.locator("main p[role=status] .tag.done")).to_be_visible()


def write_part(page):
    form = page.locator("form[action$='/keep']").first
    texts = PLAN_TEXTS | {
        f"activities-{row}-{name}": text for row in range(2) for name, text in ACTIVITY.items()
    }
    for name, text in texts.items():
        if form.locator(f"[name={name}]").count():
            form.locator(f"[name={name}]").fill(text)
    if form.locator("[name=province]").count():
        form.locator("[name=province]").select_option("53")
    for box in form.locator("[type=checkbox]").all():
        box.check()
    for group in sorted(
        {radio.get_attribute("name") for radio in form.locator("[type=radio]").all()}
    ):
        form.locator(f"[name='{group}']").last.check()
    follow(form.locator("button.main[value=save]"))
