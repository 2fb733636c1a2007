"""Every page of the program with who opens it and in which state. A new page needs a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.world import World
from tests.factories import course_files

KB = 1024


@dataclass(frozen=True, slots=True)
class Visit:
    """`act` is a selector to click after opening, for example a form's button, for its errors."""

    name: str
    endpoint: str
    path: Callable[[World], str]
    who: str = "anyone"
    is_slow: bool = False
    language: str = "id-ID"
    act: str = ""
    status: int = 200
    page_limit: int = 25 * KB
    total_limit: int = 60 * KB
    most_requests: int = 8


def at(path: str) -> Callable[[World], str]:
    return lambda world: path


def to(name: str, more: str = "") -> Callable[[World], str]:
    """A path that the world has made."""
    return lambda world: world.paths[name] + more


def in_passing(name: str) -> Callable[[World], str]:
    """A path that holds a code of these minutes."""
    return lambda world: world.passing[name]()


SEND = "main form[method=post]:has(.in, .choice) button[type=submit]:not(.vh) >> nth=0"
HAND_IN_FILE = "main form[enctype] button[type=submit]"
HAND_IN = "button[value=submit]"
BASE = "/courses/POESA-EL"
VERIFY_LIMIT = 15 * KB
CERTIFICATES = "/admin/certificates"
CORRECTIONS = "/admin/certificates/corrections"
CLASSES = "/admin/certificates/classes"
DESIGNS = "/admin/certificates/templates"
WITH_SAMPLES = {
    "total_limit": 320 * KB,
    "most_requests": 12,
}  # six pictures, for administrators only

OPEN_PAGES = (
    Visit("landing", "pages.landing", at("/")),
    Visit("landing in English", "pages.landing", at("/"), language="en-GB"),
    Visit("landing of a learner", "pages.landing", at("/"), "learner"),
    Visit("notes", "pages.notes", at("/catatan")),
    Visit("notes in English", "pages.notes", at("/notes"), language="en-GB"),
    Visit("concern", "pages.concern", at("/concern")),
    Visit("concern in English", "pages.concern", at("/concern"), language="en-GB"),
    Visit("accessibility", "pages.accessibility", at("/accessibility")),
    Visit("privacy", "account.privacy", at("/privacy")),
    Visit("nothing here", "", at("/no-such-page"), status=404),
    Visit("closed to learners", "", at("/admin/people"), "newcomer", status=403),
    Visit("sign-in", "account.sign_in", at("/sign-in")),
    Visit("sign-in with errors", "account.sign_in", at("/sign-in"), act=SEND, status=422),
    Visit("sign-up", "account.sign_up", at("/sign-up")),
    Visit("sign-up with errors", "account.sign_up", at("/sign-up"), act=SEND, status=422),
    Visit("sign-up in English", "account.sign_up", at("/sign-up"), language="en-GB"),
    Visit("sign-up, look at messages", "account.sign_up_sent", at("/sign-up/sent")),
    Visit("reset", "account.reset", at("/reset")),
    Visit("reset, look at messages", "account.reset_sent", at("/reset/sent")),
    Visit("link in person", "account.use_link", to("link")),
    Visit("link in person with errors", "account.use_link", to("link"), act=SEND, status=422),
    Visit("a link that is used up", "account.use_link", at("/link/used"), status=404),
    Visit("erased", "account.erased", at("/erased")),
    Visit("first administrator", "admin.first_administrator", to("first")),
    Visit("first administrator with errors", "", to("first"), act=SEND, status=422),
    Visit("verify", "verify.index", at("/verify"), page_limit=VERIFY_LIMIT),
    Visit("issuer", "credentials.issuer", at("/issuer")),
    Visit("issuer in English", "credentials.issuer", at("/issuer"), language="en-GB"),
    Visit("verdict", "verify.verdict", to("verdict"), page_limit=VERIFY_LIMIT),
    Visit("no such number", "", at("/v/0000-0000-0000-0000"), status=404, page_limit=VERIFY_LIMIT),
    Visit("drawn name", "verify.verdict", to("drawn verdict"), page_limit=VERIFY_LIMIT),
    Visit("scanner", "verify.scan", at("/verify/scan"), page_limit=VERIFY_LIMIT, most_requests=24),
    Visit("many numbers", "verify.numbers", at("/verify/numbers")),
    Visit("many numbers with errors", "", at("/verify/numbers"), act=SEND, status=422),
    Visit("report a forgery", "verify.report", at("/verify/report")),
    Visit("report a forgery with errors", "", at("/verify/report"), act=SEND, status=422),
    Visit("forgery reported", "verify.reported", at("/verify/report/sent")),
    Visit("no such number", "", at("/v/7K4M-2Q9X-HT3W-P8DR"), status=404),
)
ACCOUNT = (
    Visit("account", "account.account", at("/account"), "learner"),
    Visit("account of an administrator", "account.account", at("/account"), "administrator"),
    Visit("details", "account.correct_profile", at("/account/profile"), "learner"),
    Visit("contact", "account.change_contact", at("/account/contact"), "learner"),
    Visit("password", "account.change_password", at("/account/password"), "learner"),
    Visit("password with errors", "", at("/account/password"), "learner", act=SEND, status=422),
    Visit("devices", "account.devices", at("/account/devices"), "learner"),
    Visit("devices in English", "", at("/account/devices"), "done", language="en-GB"),
    Visit("confirm", "account.confirm", at("/account/confirm?next=/account/passkeys"), "learner"),
    Visit("confirm with errors", "", at("/account/confirm"), "learner", act=SEND, status=422),
    Visit("contact to confirm", "account.confirm_contact", to("contact to confirm"), "newcomer"),
    Visit("contact that waits", "", at("/account/contact"), "newcomer"),
    Visit("objection", "account.object_to_contact", to("objection")),
    Visit("passkeys", "account.passkeys", at("/account/passkeys"), "learner"),
    Visit("own data", "account.see_data", at("/account/data"), "learner"),
    Visit("notices", "account.notices", at("/account/notices"), "newcomer"),
    Visit("erase", "account.erase", at("/account/erase"), "done"),
    Visit("two accounts", "account.ask_to_merge", at("/account/merge"), "newcomer"),
    Visit("what a merge does", "account.merge", to("merge"), "newcomer", act=SEND, status=422),
    Visit("erase with errors", "", at("/account/erase"), "done", act=SEND, status=422),
)
COURSE = (
    Visit("home before a course", "catalogue.home", at("/home"), "newcomer"),
    Visit("home", "catalogue.home", at("/home"), "learner"),
    Visit("home in English", "catalogue.home", at("/home"), "learner", language="en-GB"),
    Visit("home after the course", "catalogue.home", at("/home"), "done"),
    Visit("courses to join", "catalogue.courses", at("/courses"), "newcomer"),
    Visit("courses", "catalogue.courses", at("/courses"), "learner"),
    Visit("course to join", "catalogue.course", at(BASE), "newcomer"),
    Visit("course", "catalogue.course", at(BASE), "learner"),
    Visit("own grade", "catalogue.grades", at(f"{BASE}/grades"), "learner"),
    Visit("glossary", "catalogue.glossary", at(f"{BASE}/glossary"), "learner"),
    Visit("helplines", "catalogue.helplines", at(f"{BASE}/helplines"), "learner"),
    Visit("lesson", "learning.lesson", at(f"{BASE}/lessons/M01-L1"), "learner"),
    Visit("lesson in English", "", at(f"{BASE}/lessons/M08-L1"), "learner", language="en-GB"),
    Visit("lesson that may be skipped", "", at(f"{BASE}/lessons/M08-L3"), "learner"),
    Visit("scenario", "learning.scenario", at(f"{BASE}/scenarios/SC01"), "learner"),
    Visit("plan", "learning.plan", at(f"{BASE}/plan"), "learner"),
    Visit("plan with errors", "", at(f"{BASE}/plan"), "learner", act=HAND_IN, status=422),
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
    Visit("file handed in", "assessments.import_report", to("import report"), "learner"),
    Visit("results before a course", "assessments.results", at("/results"), "newcomer"),
    Visit("results", "assessments.results", at("/results"), "learner"),
    Visit("results after the course", "assessments.results", at("/results"), "done"),
    Visit("follow-up", "assessments.intro", at(f"{BASE}/assessments/follow-up"), "done"),
    Visit("all questions", "assessments.all_items", to("one page"), "done", most_requests=12),
    Visit("result of the follow-up", "", to("follow-up result"), "again"),
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
STAFF = (
    Visit("people", "admin.people", at("/admin/people"), "administrator"),
    Visit("people found", "admin.people", at("/admin/people?q=Maharani"), "administrator"),
    Visit("person", "admin.person", to("person"), "administrator"),
    Visit("extra time", "admin.extra_time", to("person", "/extra-time"), "administrator"),
    Visit("another contact", "admin.offer_contact", to("person", "/contact"), "administrator"),
    Visit(
        "another contact with errors",
        "",
        to("person", "/contact"),
        "administrator",
        act=SEND,
        status=422,
    ),
    Visit("certificates of the site", "admin.certificates", at(CERTIFICATES), "administrator"),
    Visit("no such certificate", "", at(f"{CERTIFICATES}?number=7K4M"), "administrator"),
    Visit(
        "certificate of the site",
        "admin.certificate",
        to("certificate of the site"),
        "administrator",
    ),
    Visit("classes of the site", "admin.classes", at(CLASSES), "administrator"),
    Visit("certified class", "admin.certificate_class", to("certified class"), "administrator"),
    Visit(
        "certified class in English", "", to("certified class"), "administrator", language="en-GB"
    ),
    Visit("names to correct", "admin.corrections", at(CORRECTIONS), "administrator"),
    Visit("invite", "admin.invite", at("/admin/people/invite"), "administrator"),
    Visit("set-up", "admin.set_up", at("/admin/setup"), "administrator"),
    Visit("blocks by others", "admin.blocks", at("/admin/blocks"), "administrator"),
    Visit("courses of the site", "admin.courses", at("/admin/courses"), "administrator"),
    Visit("designs", "admin.designs_of_courses", at(DESIGNS), "administrator", **WITH_SAMPLES),
    Visit("design", "admin.design", at(f"{DESIGNS}/design"), "administrator", **WITH_SAMPLES),
    Visit(
        "design of a course in English",
        "admin.design",
        at(f"{DESIGNS}/design?course=POESA-EL"),
        "administrator",
        language="en-GB",
        **WITH_SAMPLES,
    ),
    Visit("pilot", "admin.open_pilot", to("pilot"), "administrator"),
    Visit("own tokens", "tokens.own_tokens", at("/account/tokens"), "administrator"),
    Visit("no token for learners", "tokens.own_tokens", at("/account/tokens"), "learner"),
    Visit("token with errors", "", at("/account/tokens"), "administrator", act=SEND, status=422),
    Visit("tokens of services", "tokens.service_tokens", at("/admin/tokens"), "administrator"),
    Visit("interface for programs", "api.docs", at("/api/v1/docs")),
    Visit("pilot with errors", "", to("pilot"), "administrator", act=SEND, status=422),
    Visit("time limits", "admin.time_limits_of_tests", to("limits"), "administrator"),
    Visit("end of a pilot", "admin.end_pilot", to("pilot", "/end"), "administrator"),
    Visit("end of a pilot, errors", "", to("pilot", "/end"), "administrator", act=SEND, status=422),
)
CHOSEN = "state=not-joined&state=not-started&state=stuck"
FOUND = "/organisations/new?name=SDN"
ORGANISATIONS = (
    Visit("enter a code", "joining.enter_code", at("/join")),
    Visit("enter a code in English", "", at("/join"), language="en-GB"),
    Visit("enter a code with errors", "", at("/join"), act=SEND, status=422),
    Visit("class code", "joining.code", to("class code")),
    Visit("class code of a learner", "", to("class code"), "learner"),
    Visit("invitation", "joining.invitation", to("invitation of newcomer")),
    Visit("invitation with errors", "", to("invitation of newcomer"), act=SEND, status=422),
    Visit("invitation of an account", "", to("invitation of account")),
    Visit("no organisations yet", "organisations.mine", at("/organisations"), "learner"),
    Visit("own organisations", "organisations.mine", at("/organisations"), "coordinator"),
    Visit("find", "organisations.find", at("/organisations/find?q=harapan"), "learner"),
    Visit("nothing found", "", at("/organisations/find?q=tidak+ada"), "learner"),
    Visit("new organisation", "organisations.found", at(FOUND), "learner"),
    Visit("new organisation in English", "", at(FOUND), "learner", language="en-GB"),
    Visit("new organisation with errors", "", at(FOUND), "learner", act=SEND, status=422),
    Visit("claim", "organisations.claim", to("school", "/claim"), "learner"),
    Visit("claim with errors", "", to("school", "/claim"), "learner", act=SEND, status=422),
    Visit("requests", "organisations.requests", at("/organisations/requests"), "coordinator"),
    Visit("requests of all", "", at("/organisations/requests"), "administrator"),
    Visit("office", "organisations.overview", to("office"), "coordinator"),
    Visit("school", "organisations.overview", to("school"), "coordinator"),
    Visit("school of others", "", to("school"), "learner", status=404),
    Visit("facts", "organisations.edit", to("school", "/edit"), "coordinator"),
    Visit("move", "organisations.move", to("office", "/move"), "coordinator"),
    Visit("move that waits", "", to("school", "/move"), "coordinator"),
    Visit("members", "organisations.members", to("school", "/members"), "coordinator"),
    Visit("members in English", "", to("school", "/members"), "administrator", language="en-GB"),
    Visit("member", "organisations.one_member", to("member"), "administrator"),
    Visit("invite a member", "organisations.invite", to("school", "/invite"), "coordinator"),
    Visit(
        "invite a member, errors", "", to("school", "/invite"), "coordinator", act=SEND, status=422
    ),
    Visit("invitation link", "organisations.invitation_link", to("invitation link"), "coordinator"),
    Visit("class codes", "organisations.codes", to("school", "/codes"), "coordinator"),
    Visit("sheet", "organisations.sheet", to("sheet"), "coordinator"),
    Visit("roster", "rosters.bring", to("school", "/roster"), "coordinator"),
    Visit("roster with errors", "", to("school", "/roster"), "coordinator", act=SEND, status=422),
    Visit("roster to look at", "rosters.look", to("roster draft"), "coordinator"),
    Visit("roster in English", "", to("roster draft"), "coordinator", language="en-GB"),
    Visit("roster taken in", "", to("roster taken in"), "coordinator"),
    Visit("new class", "organisations.new_class", to("school", "/classes/new"), "coordinator"),
    Visit(
        "new class, errors", "", to("school", "/classes/new"), "coordinator", act=SEND, status=422
    ),
    Visit(
        "grades of a class",
        "organisations.class_grades_page",
        to("class board", "/grades"),
        "coordinator",
    ),
    Visit("board", "organisations.board", to("class board"), "coordinator"),
    Visit("board in English", "", to("class board"), "administrator", language="en-GB"),
    Visit("board, nobody", "", to("class board", "?q=tidak+ada"), "coordinator"),
    Visit("board of an empty class", "", to("empty class"), "coordinator"),
    Visit("learner of a class", "organisations.learner", to("learner in class"), "coordinator"),
    Visit("about a class", "organisations.about_class", to("class board", "/about"), "coordinator"),
    Visit("change a class", "organisations.edit_class", to("class board", "/edit"), "coordinator"),
    Visit(
        "announcements",
        "organisations.announcements",
        to("class board", "/announcements"),
        "coordinator",
    ),
    Visit(
        "facilitators",
        "organisations.facilitators",
        to("class board", "/facilitators"),
        "coordinator",
    ),
    Visit("reminders", "organisations.reminders", to("class board", "/reminders"), "coordinator"),
    Visit("reminders to look at", "", to("class board", f"/reminders?{CHOSEN}"), "coordinator"),
    Visit(
        "reminders in English",
        "",
        to("class board", f"/reminders?{CHOSEN}"),
        "administrator",
        language="en-GB",
    ),
    Visit("reminded", "organisations.reminded", to("reminded"), "coordinator"),
    Visit(
        "failed messages", "organisations.failed_messages", to("school", "/messages"), "coordinator"
    ),
    Visit(
        "certificates of an office",
        "organisations.certificates",
        to("office", "/certificates"),
        "coordinator",
    ),
    Visit(
        "certificates in English",
        "",
        to("school", "/certificates"),
        "administrator",
        language="en-GB",
    ),
    Visit("no reminders", "account.no_reminders", to("no reminders")),
    Visit("no reminders in English", "", to("no reminders"), language="en-GB"),
    Visit("plan to review", "organisations.plan", to("plan to review"), "coordinator"),
    Visit("home with an announcement", "", at("/home"), "coordinator"),
    Visit("sessions", "organisations.live_sessions", to("class board", "/sessions"), "coordinator"),
    Visit(
        "sessions in English", "", to("class board", "/sessions"), "coordinator", language="en-GB"
    ),
    Visit(
        "new session",
        "organisations.new_live_session",
        to("class board", "/sessions/new"),
        "coordinator",
    ),
    Visit(
        "new session with errors",
        "",
        to("class board", "/sessions/new"),
        "coordinator",
        act=SEND,
        status=422,
    ),
    Visit(
        "change a session",
        "organisations.edit_live_session",
        to("next session", "/edit"),
        "coordinator",
    ),
    Visit("attendance", "organisations.attendance", to("live session"), "coordinator"),
    Visit("attendance before the day", "", to("next session"), "coordinator", language="en-GB"),
    Visit(
        "code of a session",
        "organisations.show_check_in",
        to("live session", "/check-in"),
        "coordinator",
    ),
    Visit(
        "attendance sheet",
        "organisations.attendance_sheet",
        to("live session", "/sheet"),
        "coordinator",
    ),
    Visit("check in", "joining.check_in", in_passing("check in")),
    Visit("check in, signed in", "", in_passing("check in"), "coordinator"),
    Visit("check in and join", "", in_passing("check in"), "learner", language="en-GB"),
    Visit("own class", "catalogue.my_class", at(f"{BASE}/class"), "coordinator"),
    Visit("own class in English", "", at(f"{BASE}/class"), "coordinator", language="en-GB"),
    Visit("slips", "organisations.slips", to("school", "/slips"), "coordinator"),
)
ITEMS = "/authoring/POESA-EL"
AUTHORING = (
    Visit("courses with items", "authoring.courses", at("/authoring"), "administrator"),
    Visit("items", "authoring.items", at(ITEMS), "administrator"),
    Visit("items in English", "", at(f"{ITEMS}?q=the&use=A"), "administrator", language="en-GB"),
    Visit("no item fits", "", at(f"{ITEMS}?use=none"), "administrator"),
    Visit("item", "authoring.item", to("item"), "administrator"),
    Visit("kind of a new item", "authoring.new_item", at(f"{ITEMS}/new"), "administrator"),
    Visit("new item", "", at(f"{ITEMS}/new?type_code=categorising"), "administrator"),
    Visit(
        "new item with errors",
        "",
        at(f"{ITEMS}/new?type_code=multiple-choice"),
        "administrator",
        act="button[value=save]",
        status=422,
    ),
    Visit("case", "", at(f"{ITEMS}/items/VA"), "administrator"),
    Visit("case in its form", "", at(f"{ITEMS}/items/VA/edit"), "administrator"),
    Visit("item in its form", "authoring.edit_item", to("item", "/edit"), "administrator"),
    Visit("draft in its form", "authoring.take_up", to("draft"), "administrator"),
    Visit("blocks to try", "authoring.blocks", at(f"{ITEMS}/blocks"), "administrator"),
    Visit("blocks to try in English", "", at(f"{ITEMS}/blocks"), "administrator", language="en-GB"),
    Visit("block to try", "authoring.block", to("block draft"), "administrator"),
    Visit("grades of a course", "authoring.grading", at(f"{ITEMS}/grading"), "administrator"),
    Visit(
        "what new rules of grades change",
        "authoring.look_at_grading",
        at(f"{ITEMS}/grading/changes"),
        "administrator",
    ),
    Visit("grades of stories", "authoring.lesson_grading", to("counted"), "administrator"),
    Visit("course as OLX", "authoring.olx", at(f"{ITEMS}/olx"), "administrator"),
    Visit("course to bring", "authoring.new_course", at("/authoring/new-course"), "administrator"),
    Visit("import of items", "authoring.import_items", at(f"{ITEMS}/import"), "administrator"),
    Visit(
        "import without a file",
        "",
        at(f"{ITEMS}/import"),
        "administrator",
        act="button[value=check]",
        status=422,
    ),
    Visit("forms compared", "authoring.designer", at(f"{ITEMS}/forms"), "administrator"),
    Visit("forms with a swap", "", to("swap"), "administrator"),
    Visit("regrades", "authoring.regrades", at(f"{ITEMS}/regrades"), "administrator"),
    Visit("regrade to be", "authoring.look_at_regrade", to("item", "/regrade"), "administrator"),
    Visit("dry run", "", to("dry run"), "administrator"),
    Visit("regrade", "authoring.regrade", to("regrade"), "administrator"),
)
AWARENESS, QUESTIONS = f"{BASE}/awareness", f"{BASE}/questions"
PASSED_ON = (
    Visit("no awareness sessions", "awareness.own_sessions", at(AWARENESS), "done"),
    Visit("awareness sessions", "awareness.own_sessions", at(AWARENESS), "learner"),
    Visit("awareness report", "awareness.report", at(f"{AWARENESS}/new"), "learner"),
    Visit("awareness errors", "", at(f"{AWARENESS}/new"), "learner", act=SEND, status=422),
    Visit("awareness change", "awareness.change", to("session of learner"), "learner"),
    Visit(
        "awareness of a school",
        "awareness.of_organisation",
        to("school", "/awareness"),
        "coordinator",
    ),
    Visit("awareness in English", "", to("office", "/awareness"), "coordinator", language="en-GB"),
    Visit("awareness of all", "awareness.of_all", at("/admin/awareness"), "administrator"),
    Visit("awareness of no year", "", at("/admin/awareness?year=2001"), "administrator"),
    Visit("no questions asked", "questions.of_course", at(QUESTIONS), "done"),
    Visit("questions asked", "questions.of_course", at(QUESTIONS), "learner"),
    Visit("questions in English", "", at(QUESTIONS), "learner", language="en-GB"),
    Visit("question to ask", "questions.ask_experts", at(f"{QUESTIONS}/new?module=M01"), "learner"),
    Visit("question errors", "", at(f"{QUESTIONS}/new"), "learner", act=SEND, status=422),
    Visit("questions that wait", "questions.waiting", at("/questions"), "administrator"),
    Visit("questions of a school", "", at("/questions"), "coordinator"),
    Visit(
        "question moderated",
        "questions.read_to_moderate",
        to("question to moderate"),
        "administrator",
    ),
    Visit("question decided", "", to("question answered"), "administrator"),
    Visit("question answered", "questions.read_to_answer", to("question to answer"), "answers"),
    Visit("private question", "", to("private question"), "answers", language="en-GB"),
    Visit("question, no answer", "", to("question to answer"), "answers", act=SEND, status=422),
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
VISITS = (
    AUTHORING
    + OPEN_PAGES
    + ACCOUNT
    + COURSE
    + TESTS
    + STAFF
    + ORGANISATIONS
    + PASSED_ON
    + KITS
    + LESSONS
    + STORIES
)

# Endpoints that answer GET, yet show no page of ours.
NO_PAGES = {
    "static": "files",
    "installed.manifest": "JSON",
    "installed.service_worker": "a script",
    "credentials.credential": "a document; browsers are led to the page of its number",
    "credentials.did_document": "JSON",
    "credentials.issuer_document": "JSON",
    "credentials.jwk_set": "JSON",
    "credentials.status_list": "a signed document",
    "credentials.status_list_token": "a signed token",
    "verify.drawn_name": "a picture",
    "verify.keys": "JSON",
    "verify.lists": "signed bytes",
    "assessments.picture": "a picture",
    "organisations.board_file": "a file",
    "organisations.attendance_file": "a file",
    "catalogue.class_calendar": "a file",
    "catalogue.next_step": "leads to a page of the course",
    "organisations.certificates_file": "a file",
    "awareness.file_of_organisation": "a file",
    "awareness.file_of_all": "a file",
    "api.certificate": "JSON",
    "api.certificates": "JSON",
    "api.openapi": "JSON",
    "api.roster": "JSON",
    "api.token": "JSON",
    "health.alive": "JSON",
    "health.ready": "JSON",
    "pages.switch_language": "leads back to a page",
    "account.download_data": "a file",
    "admin.start": "leads on to the first page that is open",
    "practice.resume": "leads on to the question where one left off",
    "assessments.attempt": "leads on to the question where one left off",
    "blocks.call": "an answer to a block's script",
    "blocks.resource": "files of blocks",
    "course_files.file": "files of a course",
    "blocks.view": "a block by others in its frame; tests/browser/blocks looks at it",
    "certificates.own_artefact": "a file",
    "certificates.own_badge": "a file",
    "certificates.own_preview": "a picture",
    "rosters.template": "a file",
    "rosters.export": "a file",
    "rosters.wrong_lines": "a file",
    "admin.design_picture": "a picture",
    "admin.design_preview": "a picture",
}
