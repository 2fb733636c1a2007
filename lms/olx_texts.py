"""English texts on OLX archives, by code: rejection reasons, and remarks of the import report.

Commands and pages translate them into the reader's language.
"""

from collections.abc import Callable
from typing import Final

from lms.item_texts import ITEM_REJECTED


def _(text: str) -> str:
    """Mark a text for extraction without translating it."""
    return text


REJECTION_TEXTS: Final = {
    "too-large": _("The archive is larger than 20 MB."),
    "too-large-unpacked": _("The archive holds more than 60 MB once it is unpacked."),
    "too-many-files": _("The archive holds more than 5,000 files."),
    "no-archive": _("This is not a whole archive of the kind tar.gz."),
    "name-leads-elsewhere": _("The name of a file leads out of the archive."),
    "name-unfit": _("The name of a file holds letters that no name may have."),
    "link-in-archive": _("The archive holds a link or a device; only files and folders may stand."),
    "named-twice": _("Two files in the archive have the same name."),
    "no-course": _("There is no course.xml in the archive, so it holds no OLX course."),
    "file-too-large": _("A file in the archive is too large."),
    "file-missing": _("The course names a file that is not in the archive."),
    "xml-broken": _("A file of the course is broken XML."),
    "dtd-refused": _("A file declares a document type or entities, which are refused."),
    "cycle": _("Parts of the course stand in each other in a circle."),
    "tree-too-large": _("The course has too many parts, or they stand too deep in each other."),
    "wrong-element": _("A part of the course has a name that does not fit its place."),
    "json-broken": _("A file in the folder payung/ is broken JSON."),
    "json-unfit": _("A file in the folder payung/ does not say what Payung needs."),
    "policy-broken": _("The policy file of the course cannot be read, so it may hide parts of it."),
    "notes-broken": _("The notes on a block cannot be read."),
    "field-unreadable": _("A field of a block cannot be read."),
    "no-lessons": _("The course has no lesson."),
    "page-unclear": _("The page of a story or of the action plan must hold exactly that block."),
    "code-unfit": _(
        "The name of a chapter or sequential is used twice, or is no code of at most 20 letters, "
        "digits, points and hyphens."
    ),
    "course-code-unfit": _(
        "The code of the course must have 2 to 20 capital letters, digits and hyphens."
    ),
    "number-unfit": _("A number in the course is no whole number that fits its place."),
    "items-unfit": _("An item, a form or an assessment of the course cannot be asked."),
    "block-unfit": _("A block of the course cannot be shown with what its fields say."),
    "another-course": _("The archive holds another course than this one."),
}
REMARK_TEXTS: Final = {
    "rules-missing": _(
        "Rules of completion and the certificate are not in the archive; nothing is required."
    ),
    "html-as-text": _("The page became a text."),
    "letters-lost": _("Some letters could not be read, since the file is not in UTF-8."),
    "problem-as-check": _("The problem became a knowledge check and a question of practice."),
    "problem-as-practice": _("The problem became a question of the course's practice."),
    "picture-of-problem": _("A picture in this problem was left out."),
    "video-as-transcript": _("The transcript stands in place of the film."),
    "block-not-here": _(
        "This kind of block is not installed or not allowed here. What it says is kept and goes "
        "out again."
    ),
    "staff-only": _(
        "Only staff may see this in its course, so it was left out with everything in it."
    ),
    "no-place": _("There is no place for this in a course of Payung."),
    "static-too-large": _("The file is larger than 10 MB and was not brought over."),
    "static-unfit": _("What the file holds is not what its name says; it was not brought over."),
    "static-unsafe": _(
        "The drawing acts, or loads something from elsewhere; it was not brought over."
    ),
    "static-missing": _("A block shows this file, but it is not among those of the course."),
}
RAW_PROBLEM_TEXT: Final = _("What this problem says is kept and goes out again: %(why)s.")
PROBLEM_PREFIX: Final = "problem-"  # before the reason why one has no form here
STATES: Final = {
    "same": _("Came over as it was"),
    "changed": _("Came over in another form"),
    "kept": _("Kept, but not shown"),
    "left-out": _("Did not come over"),
}


def remark_text(code: str, translate: Callable[[str], str]) -> str:
    """What became of a part of an archive, in the language of its reader."""
    if code in REMARK_TEXTS:
        return translate(REMARK_TEXTS[code])
    return translate(RAW_PROBLEM_TEXT) % {
        "why": translate(ITEM_REJECTED[code.removeprefix(PROBLEM_PREFIX)])
    }
