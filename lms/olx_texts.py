"""English texts on OLX archives, by code: rejection reasons, and remarks of the import report.

Commands and pages translate them into the reader's language.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from lms.item_texts import ITEM_REJECTED, NOTES

if TYPE_CHECKING:
    from courses.olx.report import State


def _(text: str) -> str:
    """Mark a text for extraction without translating it."""
    return text


REJECTION_TEXTS: Final = {
    "too-large": _("The archive is larger than 20 MB."),
    "too-large-unpacked": _("The archive contains more than 60 MB when unpacked."),
    "too-many-files": _("The archive contains more than 5,000 files."),
    "no-archive": _("This is not a complete tar.gz archive."),
    "name-leads-elsewhere": _("The name of a file points outside the archive."),
    "name-unfit": _("The name of a file contains characters that are not allowed."),
    "link-in-archive": _("The archive contains a link or a device; only files are allowed."),
    "named-twice": _("Two files in the archive have the same name."),
    "no-course": _("There is no course.xml in the archive, so it contains no OLX course."),
    "file-too-large": _("A file in the archive is too large."),
    "file-missing": _("The course names a file that is not in the archive."),
    "xml-broken": _("A file of the course is not valid XML."),
    "dtd-refused": _("A file declares a document type or entities, which are not allowed."),
    "cycle": _("Parts of the course contain each other in a circle."),
    "tree-too-large": _("The course has too many parts, or they are nested too deeply."),
    "wrong-element": _("A part of the course has an element name that is not allowed there."),
    "json-broken": _("A file in the folder payung/ is not valid JSON."),
    "json-unfit": _("A file in the folder payung/ does not have the required content."),
    "policy-broken": _("The policy file of the course cannot be read, so it may hide parts of it."),
    "notes-broken": _("The notes on a block cannot be read."),
    "field-unreadable": _("A field of a block cannot be read."),
    "no-lessons": _("The course has no lesson."),
    "page-unclear": _(
        "The page of a scenario or of the action plan must contain exactly that block."
    ),
    "step-unfit": _("A step of a lesson has a kind, a flag or an id that is not allowed."),
    "code-unfit": _(
        "The name of a chapter or sequential is used twice, or is no code of at most 20 letters, "
        "digits, points and hyphens."
    ),
    "course-code-unfit": _(
        "The code of the course must have 2 to 20 capital letters, digits and hyphens."
    ),
    "number-unfit": _("A number in the course is not a whole number in the allowed range."),
    "items-unfit": _("An item, a form or an assessment of the course cannot be asked."),
    "block-unfit": _("A block of the course cannot be shown with the values of its fields."),
    "another-course": _("The archive contains another course than this one."),
}
REMARK_TEXTS: Final = {
    "rules-missing": _(
        "Rules of completion and the certificate are not in the archive; nothing is required."
    ),
    "scenarios-missing": _(
        "The course requires more scenarios than the archive contains; now it requires those."
    ),
    "plan-missing": _("The course requires an action plan that the archive does not contain."),
    "html-as-text": _("The page was converted to a text."),
    "letters-lost": _("Some letters could not be read, since the file is not in UTF-8."),
    "problem-as-check": _(
        "The problem was converted to a knowledge check and a practice question."
    ),
    "problem-as-practice": _("The problem was converted to a practice question."),
    "case-of-problem": _("This part of the problem was left out."),
    "video-as-transcript": _("The transcript replaces the video."),
    "block-not-here": _(
        "This kind of block is not installed or not allowed here. Its content is kept and "
        "exported again."
    ),
    "staff-only": _(
        "Only staff may see this in its course, so it was left out with everything in it."
    ),
    "step-empty": _("The unit shows nothing here, so it is no step of the lesson."),
    "setting": _("Courses in Payung have no such setting, so it was left out."),
    "policy-unused": _("The policy of the course has settings of parts that it does not contain."),
    "grading-policy": _("Rules of grading are set in Payung; these were left out."),
    "about-as-summary": _("The short description of the course is its summary."),
    "page-elsewhere": _("Payung has no such page beside the lessons, so it was left out."),
    "draft": _("These parts were not published in their course, so they were left out."),
    "file-unused": _("No part of the course uses these files, so they were left out."),
    "no-place": _("Courses in Payung have no equivalent of this."),
    "static-too-large": _("The file is larger than 10 MB and was not imported."),
    "static-unfit": _("The content of the file does not match its name; it was not imported."),
    "static-unsafe": _(
        "The drawing contains scripts or loads external files; it was not imported."
    ),
    "static-missing": _("A block shows this file, but the course does not contain it."),
}
RAW_PROBLEM_TEXT: Final = _("The problem is kept and exported again, but not shown: %(why)s.")
ITEM_NOTE_TEXT: Final = _("In this problem, %(what)s.")
NOTE_PREFIX: Final = "item-"  # before the code of a note on an item
PROBLEM_PREFIX: Final = "problem-"  # before the reason why one has no form here
STATES: "Final[Mapping[State, str]]" = {
    "same": _("Imported unchanged"),
    "changed": _("Imported in another form"),
    "kept": _("Kept, but not shown"),
    "left-out": _("Not imported"),
}


def remark_text(code: str, translate: Callable[[str], str]) -> str:
    """What became of a part of an archive, in the language of its reader."""
    if code in REMARK_TEXTS:
        return translate(REMARK_TEXTS[code])
    if code.startswith(NOTE_PREFIX):
        return translate(ITEM_NOTE_TEXT) % {
            "what": translate(NOTES[code.removeprefix(NOTE_PREFIX)])
        }
    return translate(RAW_PROBLEM_TEXT) % {
        "why": translate(ITEM_REJECTED[code.removeprefix(PROBLEM_PREFIX)])
    }
