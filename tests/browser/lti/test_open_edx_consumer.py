"""Against the LTI consumer of Open edX, in a frame of another site."""

from playwright.sync_api import expect

from lms.tasks import sweep
from tests.browser.learner_steps import keyed_options

QUESTIONS, WRONG = 20, 3  # questions of the test, and how many are answered wrongly


def agree(frame):
    """Fill in the first page, which has the name from the platform."""
    frame.locator("label.choice:has([name=audience][value=teacher])").click()
    frame.locator("[name=province]").select_option("53")
    frame.locator("label.choice:has([name=consent_learning])").click()
    frame.locator("main form button[type=submit]").first.click()


def sit_test(frame):
    """Answer all questions and hand in; the first ones wrongly."""
    keys = keyed_options()
    frame.locator("main form[method=post] button.main").click()
    for number in range(1, QUESTIONS + 1):
        frame.wait_for_url(f"**/items/{number}")
        options = frame.locator("label.choice:has([name=answer])")
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
