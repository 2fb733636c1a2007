"""Forms that are shown again, because something is missing or odd in them."""

from tests.browser.visit import BASE, KB, SEND, Visit, at, to

ITEMS = "/authoring/POESA-EL"
NOBODY = "no-such-choice"


def refused(name, path, who, act=SEND, **more):
    """`act` sends the form; `put` fills fields before that, as in a visit."""
    return Visit(f"{name}, refused", "", path, who, act=act, status=422, **more)


OF_ANYBODY = (
    refused("reset", at("/reset"), "anyone", site="with mail"),
    refused("sign-up by message", at("/sign-up"), "anyone", site="with mail"),
    refused("details", at("/account/profile"), "learner", put={"name": ""}),
    refused("contact", at("/account/contact"), "learner", site="with mail"),
    refused("two accounts", at("/account/merge"), "newcomer"),
    refused("file to verify", at("/verify"), "anyone", put={"file": ""}),
)
OF_LEARNERS = (
    refused("sorting", at(f"{BASE}/lessons/M01-L2"), "learner", "form[action$='/sort'] button"),
    refused("check", at(f"{BASE}/lessons/M01-L4"), "learner", "form[action$='/answer'] button"),
    refused(
        "scenario",
        at(f"{BASE}/scenarios/SC01"),
        "learner",
        "button[name=choice] >> nth=0",
        put={"choice": NOBODY},
    ),
    refused("question", to("question"), "learner", put={"answer": NOBODY}, most_requests=12),
    refused("scale", to("open scale", "/scale"), "learner", put={"s1": NOBODY}),
    refused(
        "all questions",
        to("one page"),
        "done",
        "button[value=end]",
        put={"q1.answer": NOBODY},
        most_requests=12,
    ),
    refused("awareness change", to("session of learner"), "learner", put={"children": "banyak"}),
)
OF_STAFF = (
    refused("role", to("person"), "administrator", put={"role": NOBODY}),
    refused("invite", at("/admin/people/invite"), "administrator"),
    refused("set-up", at("/admin/setup"), "administrator"),
    refused("extra time", to("person", "/extra-time"), "administrator", put={"percent": ""}),
    refused("time limits", to("limits"), "administrator", put={"post": "0"}),
    refused(
        "design",
        at("/admin/certificates/templates/design"),
        "administrator",
        put={"signatory_1_name": "Wulan"},
        total_limit=320 * KB,
        most_requests=18,  # its samples are asked for again
    ),
    refused(
        "name to correct",
        at("/admin/certificates/corrections"),
        "administrator",
        "form[action$='/decline'] button",
    ),
    refused("service token", at("/admin/tokens"), "administrator"),
    refused(
        "question to moderate", to("question to moderate"), "administrator", put={"wording": ""}
    ),
)
OF_AUTHORS = (
    refused("course to bring", at("/authoring/new-course"), "administrator", "[value=look]"),
    refused("course as OLX", at(f"{ITEMS}/olx"), "administrator", "[value=look]"),
    refused("block to try", at(f"{ITEMS}/blocks"), "administrator", put={"olx": "bukan OLX"}),
    refused(
        "step",
        at(f"{ITEMS}/lessons/M02-L1/case"),
        "administrator",
        put={"title_id": "", "markdown_en": "Press <b>here</b> [F999]."},
    ),
    refused("draft to publish", at(f"{ITEMS}/publish"), "administrator"),
    refused("item", to("item", "/edit"), "administrator", "[value=save]", put={"stem_id": ""}),
    refused("grades", at(f"{ITEMS}/grading"), "administrator", put={"at_least": "101"}),
    refused("grades of stories", to("counted"), "administrator", put={"weight": "0"}),
    refused(
        "grades to publish",
        at(f"{ITEMS}/grading/changes"),
        "administrator",
        "form[action$='/publish'] button",
        put={"seen": "99"},
    ),
    refused("late answers", at(f"{ITEMS}/regrades"), "administrator"),
    refused("regrade", to("dry run"), "administrator"),
)
OF_COORDINATORS = (
    refused("facts", to("school", "/edit"), "coordinator", put={"name": ""}),
    refused("move", to("office", "/move"), "coordinator", put={"parent": "tidak ada"}),
    refused("place of a member", to("member"), "administrator", put={"unit": "x" * 300}),
    refused("class code", to("school", "/codes"), "coordinator", put={"days": "0"}),
    refused("change a class", to("class board", "/edit"), "coordinator", put={"name": ""}),
    refused("announcement", to("class board", "/announcements"), "coordinator"),
    refused("change a session", to("next session", "/edit"), "coordinator", put={"title": ""}),
    refused("plan to review", to("plan to review"), "coordinator", "[value=returned]"),
    refused(
        "reminders",
        to("class board", "/reminders?state=not-started"),
        "coordinator",
        site="with mail",
        put={"person": NOBODY},
    ),
)
REFUSED = OF_ANYBODY + OF_LEARNERS + OF_STAFF + OF_AUTHORS + OF_COORDINATORS
