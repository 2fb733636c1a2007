"""Labels of types, states, rules and effects on authoring pages."""

from flask_babel import lazy_gettext as _l

from assessments.items.vignettes import AUTHORED_TYPES
from lms.web.texts.language import current_language

STATES = {
    # state: label, CSS class of the tag, icon
    "draft": (_l("Draft"), "", "info"),
    "in-review": (_l("In review"), "review", "review"),
    "approved": (_l("Approved"), "done", "check"),
}
BLOOM = {
    "remember": _l("Remember"),
    "understand": _l("Understand"),
    "apply": _l("Apply"),
    "analyze": _l("Analyse"),
    "evaluate": _l("Evaluate"),
    "create": _l("Create"),
}
DIFFICULTY = {"easy": _l("Easy"), "medium": _l("Medium"), "hard": _l("Hard")}
FORMS = {
    "A": _l("Form A"),
    "B": _l("Form B"),
    "retake": _l("Retakes"),
    "practice": _l("Practice"),
    "scale": _l("Scale"),
}
ITEM_SORTS = {"code": _l("Code"), "newest": _l("Newest first")}
TRAITS = {
    "objective": _l("objective"),
    "level": _l("level"),
    "difficulty": _l("difficulty"),
    "length": _l("length"),
    "facility": _l("facility"),
}
RULES = {
    "key": _l("Score by the key of another version"),
    "drop": _l("Drop the item: it counts for nobody"),
    "full-credit": _l("Full credit for everybody who had it"),
    "as-written": _l("Score by its own key again"),
    "late": _l("Count answers that came late"),
}
EFFECTS = {
    "issued": _l("Issued by this rescoring"),
    "pass-lost": _l("The test is not passed any more"),
    "level-higher": _l("The score is now that of a higher level"),
    "level-lower": _l("The score is now that of a lower level"),
}

# The most common types come first; the first one is preselected.
COMMON_TYPES = ("single-choice", "multiple-choice", "true-false", "short-text", "number")


def type_titles() -> dict[str, str]:
    """Titles of item types in the reader's language, common types first."""
    index = 1 if current_language() == "en" else 0
    codes = (*COMMON_TYPES, *(code for code in AUTHORED_TYPES if code not in COMMON_TYPES))
    return {code: AUTHORED_TYPES[code].title[index] for code in codes}


RULE_PROBLEMS = {
    "weight-out-of-range": _l("Write weights as whole numbers from 1 to 100."),
    "too-many-dropped": _l("Leave out fewer results than count, and write a whole number."),
    "too-many-lessons-dropped": _l("Leave out fewer lessons than count, and write a whole number."),
    "not-a-percentage": _l("Write the grade as a whole number of per cent, at most 100."),
    "nothing-counts": _l("A grade is required, but nothing counts. Let something count first."),
}
