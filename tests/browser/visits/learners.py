"""Pages of the course, its tests and its certificates."""

from tests.browser.visit import BASE, SEND, Visit, at, to
from tests.factories import course_files

HAND_IN_FILE = "main form[enctype] button[type=submit]"
STEPS = f"{BASE}/lessons/M02-L1/steps"
FINISH = "form[action$='/finish'] button"
PART = f"{BASE}/plan/activities"

COURSE = (
    Visit("home before a course", "catalogue.home", at("/home"), "newcomer"),
    Visit("home", "catalogue.home", at("/home"), "learner"),
    Visit("home in English", "catalogue.home", at("/home"), "learner", language="en-GB"),
    Visit("home after the course", "catalogue.home", at("/home"), "done"),
    Visit("home with a newer version", "", at("/home"), "completed"),
    Visit("home half-way, with a newer version", "", at("/home"), "half-way", language="en-GB"),
    Visit("course with a newer version", "", at(BASE), "completed"),
    Visit("versions, completed", "catalogue.versions", at(f"{BASE}/versions"), "completed"),
    Visit("versions, half-way", "", at(f"{BASE}/versions"), "half-way"),
    Visit("versions in English", "", at(f"{BASE}/versions"), "moved on", language="en-GB"),
    Visit("plan of a version", "catalogue.plan_of_version", to("plan of a version"), "moved on"),
    Visit("courses to join", "catalogue.courses", at("/courses"), "newcomer"),
    Visit("courses", "catalogue.courses", at("/courses"), "learner"),
    Visit("course to join", "catalogue.course", at(BASE), "newcomer"),
    Visit("course", "catalogue.course", at(BASE), "learner"),
    Visit("own grade", "catalogue.grades", at(f"{BASE}/grades"), "learner"),
    Visit("course on the phone", "offline.keep", at(f"{BASE}/offline"), "learner"),
    Visit("course on the phone before the pre-test", "", at(f"{BASE}/offline"), "joined"),
    Visit("course on paper", "printing.course", at(f"{BASE}/print"), "learner"),
    Visit(
        "course on paper that is being made", "", at(f"{BASE}/print"), "learner", language="en-GB"
    ),
    Visit("course on paper before the pre-test", "", at(f"{BASE}/print"), "joined"),
    Visit("sign-out with unsent work", "offline.unsent", at("/offline/unsent"), "learner"),
    Visit("no signal", "offline.away", at("/offline"), "learner", language="en-GB"),
    Visit("form that was not saved", "offline.not_saved", at("/offline/not-saved"), "learner"),
    Visit("phone to clear", "offline.remove", at("/offline/remove"), "learner"),
    Visit("phone that is cleared", "", at("/offline/remove?removed=1"), "learner"),
    Visit("search", "offline.search", at(f"{BASE}/search"), "learner"),
    Visit("what a search finds", "", at(f"{BASE}/search?q=anak"), "learner"),
    Visit("a search in English", "", at(f"{BASE}/search?q=m"), "learner", language="en-GB"),
    Visit("a search for nothing", "", at(f"{BASE}/search?q={'x' * 100}"), "learner"),
    Visit("glossary", "catalogue.glossary", at(f"{BASE}/glossary"), "learner"),
    Visit("helplines", "catalogue.helplines", at(f"{BASE}/helplines"), "learner"),
    Visit("lesson", "learning.lesson", at(f"{BASE}/lessons/M01-L1"), "learner"),
    Visit("lesson in English", "", at(f"{BASE}/lessons/M08-L1"), "learner", language="en-GB"),
    Visit("lesson that may be skipped", "", at(f"{BASE}/lessons/M08-L3"), "learner"),
    Visit("step with a case", "learning.step", at(f"{STEPS}/case"), "learner"),
    Visit("step with an idea", "", at(f"{STEPS}/idea"), "learner", language="en-GB"),
    Visit("step with a note", "", at(f"{STEPS}/note"), "learner"),
    Visit("step with a question", "", at(f"{STEPS}/try"), "learner"),
    Visit("step that may be skipped", "", at(f"{STEPS}/sort"), "learner"),
    Visit("last step", "", at(f"{STEPS}/takeaway"), "learner"),
    Visit(
        "lesson not finished",
        "",
        at(f"{STEPS}/note"),
        "learner",
        act=FINISH,
        put={"skip": ""},
        status=422,
    ),
    Visit("end of a module", "learning.module_end", at(f"{BASE}/modules/M01/end"), "done"),
    Visit("end of the course", "learning.course_end", at(f"{BASE}/end"), "done"),
    Visit("home before the pre-test", "", at("/home"), "joined"),
    Visit("lesson before the pre-test", "", at(f"{BASE}/lessons/M01-L1"), "joined"),
    Visit("scenario", "learning.scenario", at(f"{BASE}/scenarios/SC01"), "learner"),
    Visit("plan", "learning.plan", at(f"{BASE}/plan"), "learner"),
    Visit("plan that was handed in", "", at(f"{BASE}/plan"), "done"),
    Visit("part of the plan", "learning.plan_part", at(f"{BASE}/plan/goal"), "learner"),
    Visit("part of the plan in English", "", at(PART), "learner", language="en-GB"),
    Visit("part of the plan, begun", "", at(f"{BASE}/plan/goal"), "done"),
    Visit("self-review of the plan", "", at(f"{BASE}/plan/self-review"), "learner"),
)
TESTS = (
    Visit("pre-test closed", "assessments.intro", at(f"{BASE}/assessments/pre"), "learner"),
    Visit("post-test again", "assessments.intro", at(f"{BASE}/assessments/post"), "again"),
    Visit("question", "assessments.item", to("question"), "learner"),
    Visit("question with a case", "", to("question with a case"), "learner", most_requests=12),
    Visit(
        "question with a case in English",
        "",
        to("question with a case"),
        "learner",
        language="en-GB",
        most_requests=12,
    ),
    Visit("scale", "assessments.scale", to("open scale", "/scale"), "learner"),
    Visit(
        "question in time",
        "",
        to("attempt with a time limit", "/items/1"),
        "in time",
        most_requests=12,  # its order is by lot too: this may be the one with a case
    ),
    Visit(
        "hand in, in time",
        "",
        to("attempt with a time limit", "/submit"),
        "in time",
        most_requests=9,
    ),
    Visit("hand in", "assessments.finish", to("open attempt", "/submit"), "learner"),
    Visit("result of the pre-test", "assessments.result", to("pre result"), "learner"),
    Visit("result of the scale", "", to("scale result"), "learner"),
    Visit("result, not yet", "", to("result of again"), "again"),
    Visit("result, passed", "", to("result of done"), "done"),
    Visit("file of answers", "assessments.hand_in_file", at("/answers/import"), "learner"),
    Visit("no file of answers", "", at("/answers/import"), "learner", act=HAND_IN_FILE, status=422),
    Visit("file of a phone", "offline.hand_in_file", at("/outbox/import"), "learner"),
    Visit(
        "file of a phone in English",
        "",
        at("/outbox/import"),
        "learner",
        language="en-GB",
    ),
    Visit("no file of a phone", "", at("/outbox/import"), "learner", act=HAND_IN_FILE, status=422),
    Visit("file handed in", "assessments.import_report", to("import report"), "learner"),
    Visit("results before a course", "assessments.results", at("/results"), "newcomer"),
    Visit("results", "assessments.results", at("/results"), "learner"),
    Visit("results of two versions", "", at("/results"), "moved on"),
    Visit("results after the course", "assessments.results", at("/results"), "done"),
    Visit("follow-up", "assessments.intro", at(f"{BASE}/assessments/follow-up"), "done"),
    Visit("all questions", "assessments.all_items", to("one page"), "done", most_requests=12),
    Visit("result of the follow-up", "", to("follow-up result"), "again"),
    Visit("scale of the follow-up", "", to("follow-up scale"), "again"),
    Visit("practice", "practice.offer", at(f"{BASE}/practice"), "again"),
    Visit("practice question", "practice.question", to("practice", "/items/2"), "learner"),
    Visit("no answer", "", to("practice", "/items/2"), "learner", act=SEND, status=422),
    Visit("practice reasons", "practice.question", to("practice", "/items/1"), "learner"),
    Visit("end of practice", "practice.end", to("practice", "/end"), "learner"),
    Visit("no certificate yet", "", at("/certificates"), "learner"),
    Visit("certificates", "certificates.own_certificates", at("/certificates"), "done"),
    Visit("certificate", "certificates.own_certificate", to("certificate"), "done"),
    Visit("refresher", "certificates.refresher", to("refresher"), "done"),
    Visit("another name", "corrections.ask", to("correction"), "done"),
    Visit("another name with errors", "", to("correction"), "done", act=SEND, status=422),
    Visit("another name that waits", "", to("request that waits"), "done"),
)
KITS = tuple(
    Visit(f"kit {kit.id}", "catalogue.kit", at(f"{BASE}/kits/{kit.id}"), "learner")
    for kit in course_files().kits
)
LESSONS = tuple(
    Visit(f"lesson {lesson.code}", "", at(f"{BASE}/lessons/{lesson.code}"), "learner", is_slow=True)
    for lesson in course_files().lessons
)
STORIES = tuple(
    Visit(f"story {story.id}", "", at(f"{BASE}/scenarios/{story.id}"), "learner", is_slow=True)
    for story in course_files().scenarios
)
