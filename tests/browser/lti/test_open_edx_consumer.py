"""Against the LTI consumer of Open edX, in a frame of another site."""

import json

from playwright.sync_api import expect

from lms.tasks import sweep
from tests.browser.learner_steps import keyed_options
from tests.browser.lti.first_page import agree

QUESTIONS, WRONG = 20, 3  # questions of the test, and how many are answered wrongly


def sit_test(frame):
    """Answer all questions and hand in; the first ones wrongly."""
    keys = keyed_options()
    frame.locator("main form[method=post] button.main").click()
    for number in range(1, QUESTIONS + 1):
        frame.wait_for_url(f"**/items/{number}")
        options = frame.locator("label.choice:has([name=answer])")
        expect(options.first).to_be_visible()
        texts = [text.strip()[1:].strip() for text in options.all_inner_texts()]
        wanted = number > WRONG
        options.nth(next(n for n, text in enumerate(texts) if (text in keys) is wanted)).click()
        frame.locator("main form button.main[type=submit]").click()
    frame.wait_for_url("**/submit")
    frame.locator("main form[action$='/submit'] button").click()
    frame.wait_for_url("**/result")


def test_score_of_a_test_taken_in_the_frame_reaches_the_grade_book(open_unit, consumer, payung):
    frame = open_unit("ratna", "test")
    expect(frame.locator("[name=name]")).to_have_value("Ratna Dewi")
    agree(frame)
    frame.wait_for_url(f"{payung.origin}/courses/POESA-EL/assessments/post")
    sit_test(frame)
    sweep(payung.app)
    percent = 100 * (QUESTIONS - WRONG) / QUESTIONS
    assert consumer.scores("ratna") == [(percent, 100, "Completed", "FullyGraded")]
    block = "block-v1:Contoh+PA1+2026+type@lti_consumer+block@test"
    assert consumer.grades("ratna") == [(block, percent / 10, 10)]


def test_lesson_in_the_frame_and_quick_exit(page, open_unit, payung):
    frame = open_unit("budi", "lesson")
    agree(frame)
    frame.wait_for_url(f"{payung.origin}/courses/POESA-EL/lessons/M01-L1")
    expect(frame.locator("main h1")).to_be_visible()
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "frame-session"]
    assert (cookie["sameSite"], cookie["secure"]) == ("None", True)
    assert cookie["partitionKey"] == "http://localhost"
    frame.locator(".exit").click()
    page.wait_for_url(f"{payung.origin}/catatan")
    assert len(page.frames) == 1


def test_page_that_a_teacher_picks_is_what_learners_open(page, open_unit, consumer, payung):
    page.goto(f"{consumer.origin}/sign-in/guru")
    page.goto(f"{consumer.origin}/studio/chosen")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Deep Linking Launch").click()
    tab = popup.value
    tab.locator("main summary").first.click()
    tab.locator("[name=page][value='/courses/POESA-EL/lessons/M01-L2']").check()
    tab.locator("main form button[type=submit]").click()
    tab.locator("main form[action*='/lti-dl/response'] button").click()
    expect(tab.locator("body")).to_contain_text("successfully saved in the LMS")
    tab.close()  # or clicks in frames of the page behind it may miss
    ((kind, attributes),) = consumer.rows(
        "SELECT content_type, attributes FROM lti_consumer_ltidlcontentitem"
    )
    item = json.loads(attributes)
    assert (kind, item["url"]) == ("ltiResourceLink", f"{payung.origin}/lti/launch")
    assert item["custom"] == {"target": "/courses/POESA-EL/lessons/M01-L2"}
    frame = open_unit("wayan", "chosen")
    agree(frame)
    frame.wait_for_url(f"{payung.origin}/courses/POESA-EL/lessons/M01-L2")


def test_roster_of_the_consumer_is_compared_and_stored(browser, open_unit, consumer, payung):
    frame = open_unit("sari", "lesson")
    agree(frame)
    frame.wait_for_url(f"{payung.origin}/courses/POESA-EL/lessons/M01-L1")
    context = browser.new_context(locale="en-GB", storage_state=payung.states["administrator"])
    page = context.new_page()
    page.goto(payung.origin + payung.paths["platform"])
    page.get_by_role("link", name="Kelas 7A - Contoh").click()
    page.get_by_role("button", name="Compare with the platform").click()
    page.get_by_role("button", name="Store this list").click()
    expect(page.get_by_role("status")).to_contain_text("being stored")
    sweep(payung.app)
    page.get_by_role("link", name="Look again").click()
    query = "SELECT count(*) FROM open_edx_profile WHERE role = 'student'"
    ((learners,),) = consumer.rows(query)
    listed = page.get_by_role("region", name="Expected learners").get_by_role("listitem")
    expect(listed).to_have_count(learners)
    expect(listed.filter(has_text="Sari Kusuma")).to_contain_text("Has an account here")
    context.close()
