"""Every page of the program with who opens it and in which state. A new page needs a line here."""

from tests.browser.visits.anyones import ACCOUNT, OPEN_PAGES
from tests.browser.visits.learners import COURSE, KITS, LESSONS, STORIES, TESTS
from tests.browser.visits.organisations import ORGANISATIONS, PASSED_ON
from tests.browser.visits.staff import AUTHORING, STAFF

COURSE_VISITS = COURSE + TESTS + KITS + LESSONS + STORIES
VISITS = OPEN_PAGES + ACCOUNT + COURSE_VISITS + STAFF + AUTHORING + ORGANISATIONS + PASSED_ON
