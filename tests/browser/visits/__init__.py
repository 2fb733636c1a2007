"""Every page of the program with who opens it and in which state. A new page needs a line here."""

from tests.browser.visits.anyones import ACCOUNT, OPEN_PAGES
from tests.browser.visits.learners import COURSE, KITS, LESSONS, STORIES, TESTS
from tests.browser.visits.organisations import ORGANISATIONS, PASSED_ON
from tests.browser.visits.public import PUBLIC
from tests.browser.visits.refused import REFUSED
from tests.browser.visits.staff import AUTHORING, EVALUATION, STAFF

COURSE_VISITS = COURSE + TESTS + KITS + LESSONS + STORIES
OF_LEARNERS = OPEN_PAGES + PUBLIC + ACCOUNT + COURSE_VISITS
OF_STAFF = STAFF + AUTHORING + EVALUATION + ORGANISATIONS + PASSED_ON
VISITS = OF_LEARNERS + OF_STAFF + REFUSED
