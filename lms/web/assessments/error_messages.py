"""Texts of errors of assessments, by code."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "drafts-exist": _l("There are drafts with these codes already, from another file: %(codes)s."),
    "assessment-not-found": _l("This course has no such test."),
    "attempt-not-found": _l("You have no such test. Your tests are under Results."),
    "attempt-id-taken": _l("This start was already used. Open the test from the course again."),
    "attempt-open": _l("This test is not finished yet. The result comes after you hand it in."),
    "attempts-used-up": _l(
        "You have used all attempts at this test. Your coordinator can tell you what comes next."
    ),
    "assessment-passed": _l("You have passed this test. There is nothing to repeat."),
    "retake-too-early": _l("The next attempt opens later. The page of the test says when."),
    "pre-test-closed": _l(
        "The pre-test was open until the first lesson. You can go on with the course without it."
    ),
    "post-test-begun": _l(
        "It was open until the post-test was started. The course goes on without it."
    ),
    "response-id-taken": _l("A different answer with this id is already stored. Reload the page."),
    "response-refused": _l(
        "This answer does not fit the question. Reload the page and choose again."
    ),
    "nothing-to-practise": _l(
        "There is nothing to practise yet. Questions come with the lessons you finish."
    ),
    "practice-answer-missing": _l("Choose or write an answer first. A guess is fine here."),
    "follow-up-not-open": _l(
        "This follow-up is not open. The invitation on the home page says when it is."
    ),
    "lessons-first": _l(
        "This test opens once all lessons are done; those about a crisis may be skipped."
    ),
    "answers-file-foreign": _l("This is not a file of answers from Payung. Choose the file again."),
    "answers-file-version-unknown": _l(
        "This file was made by a newer version of Payung (%(version)s), which this server does "
        "not know yet."
    ),
    "answers-file-key-unknown": _l(
        "This file was made for another server. Hand it in where the test was taken."
    ),
    "answers-file-damaged": _l(
        "This file is damaged or was changed on the way. Have it saved and sent once more; the "
        "answers are still on the phone."
    ),
    "answers-file-too-large": _l("A file of answers has at most %(kilobytes)s kB."),
    "answers-file-missing": _l("Choose the file of answers first."),
    "answers-import-not-found": _l("You have no such report."),
    "too-many-responses": _l("This test has received too many answers and accepts no more."),
}
