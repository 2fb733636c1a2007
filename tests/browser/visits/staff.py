"""Pages of administrators and authors."""

from tests.browser.visit import KB, SEND, Visit, at, to

CERTIFICATES = "/admin/certificates"
CORRECTIONS = "/admin/certificates/corrections"
CLASSES = "/admin/certificates/classes"
DESIGNS = "/admin/certificates/templates"
WITH_SAMPLES = {
    "total_limit": 320 * KB,
    "most_requests": 12,
}  # six pictures, for administrators only
HEAVY = {"page_limit": 45 * KB}  # charts with their tables

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
    Visit(
        "certificates of the site",
        "certificate_admin.certificates",
        at(CERTIFICATES),
        "administrator",
    ),
    Visit("no such certificate", "", at(f"{CERTIFICATES}?number=7K4M"), "administrator"),
    Visit(
        "certificate of the site",
        "certificate_admin.certificate",
        to("certificate of the site"),
        "administrator",
    ),
    Visit("classes of the site", "certificate_admin.cohorts", at(CLASSES), "administrator"),
    Visit("certified class", "certificate_admin.cohort", to("certified class"), "administrator"),
    Visit(
        "certified class in English", "", to("certified class"), "administrator", language="en-GB"
    ),
    Visit("names to correct", "certificate_admin.corrections", at(CORRECTIONS), "administrator"),
    Visit("invite", "admin.invite", at("/admin/people/invite"), "administrator"),
    Visit("set-up", "admin.set_up", at("/admin/setup"), "administrator"),
    Visit("blocks by others", "admin.blocks", at("/admin/blocks"), "administrator"),
    Visit("courses of the site", "admin.courses", at("/admin/courses"), "administrator"),
    Visit(
        "designs",
        "certificate_admin.designs_of_courses",
        at(DESIGNS),
        "administrator",
        **WITH_SAMPLES,
    ),
    Visit(
        "design",
        "certificate_admin.design",
        at(f"{DESIGNS}/design"),
        "administrator",
        **WITH_SAMPLES,
    ),
    Visit(
        "design of a course in English",
        "certificate_admin.design",
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
    Visit("sign-offs", "admin.sign_offs_of_version", to("sign-offs"), "administrator"),
    Visit("sign-offs in English", "", to("sign-offs"), "administrator", language="en-GB"),
    Visit("sign-off with errors", "", to("sign-offs"), "administrator", act=SEND, status=422),
    Visit("end of a pilot, errors", "", to("pilot", "/end"), "administrator", act=SEND, status=422),
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
    Visit("regrades", "authoring.rescorings", at(f"{ITEMS}/regrades"), "administrator"),
    Visit("regrade to be", "authoring.preview_rescoring", to("item", "/regrade"), "administrator"),
    Visit("dry run", "", to("dry run"), "administrator"),
    Visit("regrade", "authoring.rescoring", to("regrade"), "administrator"),
)
EVALUATION = (
    Visit("evaluation", "evaluation.overview", to("evaluation"), "evaluator", **HEAVY),
    Visit("evaluation in English", "", to("evaluation"), "evaluator", language="en-GB", **HEAVY),
    Visit("evaluation by role", "", to("evaluation", "?by=role"), "evaluator", **HEAVY),
    Visit("evaluation by cohort", "", to("evaluation", "?by=cohort"), "evaluator", **HEAVY),
    Visit("evaluation of a province", "", to("evaluation", "?group=province~11"), "evaluator"),
    Visit("evaluation of too few", "", to("evaluation", "?group=province~94"), "evaluator"),
    Visit("quality of the tests", "evaluation.tests", to("evaluation", "/tests"), "evaluator"),
    Visit(
        "quality of the tests in English",
        "",
        to("evaluation", "/tests"),
        "evaluator",
        language="en-GB",
    ),
    Visit("quality of no test", "", to("evaluation", "/tests?test=pre"), "evaluator"),
    Visit("files of evaluation", "evaluation.files", to("evaluation", "/files"), "evaluator"),
    Visit(
        "files of evaluation without a purpose",
        "",
        to("evaluation", "/files"),
        "evaluator",
        act="button[value=report]",
        status=422,
    ),
    Visit("evaluation of the own school", "", to("evaluation of the school"), "coordinator"),
)
