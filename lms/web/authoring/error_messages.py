"""Messages for errors of items, rescoring and archives, and for flaws of entries."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "item-not-found": _l("There is no such item, or no such version of it, in this course."),
    "item-not-scored": _l("Nothing in this item is right or wrong, so it cannot be rescored."),
    "item-code-taken": _l("There is an item %(item)s already. Choose another code."),
    "item-changed-meanwhile": _l(
        "Somebody has saved version %(version)s of %(item)s meanwhile. What you typed stands "
        "below; compare it with the item's page, then save it again."
    ),
    "grading-rules-unfit": _l("These grading rules cannot be met or computed."),
    "grading-draft-changed": _l(
        "Somebody else has saved the draft meanwhile. What you typed stands below; open the page "
        "again to see theirs."
    ),
    "grading-nothing-to-publish": _l("The draft equals the rules that are in force."),
    "course-not-graded": _l("Nothing is graded in this course."),
    "key-unfit": _l(
        "Only the key may differ: choose a version of %(item)s with the same wording and another "
        "key. Who was asked with another wording was asked another question."
    ),
    "nothing-late": _l("No answers came late there."),
    "reason-missing": _l("Write why scores change; the reason is stored with each new score."),
    "regrade-not-found": _l("There is no such rescoring in this course."),
    "forms-secure": _l(
        "The forms %(forms)s of this course are secure: their items are never written to files. "
        "payung items secure --release ends that."
    ),
    "course-archive-rejected": _l("This archive of a course cannot be imported."),
    "course-archive-busy": _l(
        "Another archive is being read or written right now. Nothing was begun with this one; "
        "please try again in a minute."
    ),
    "drafts-exist": _l(
        "Drafts with these codes came from another file: %(codes)s. Take them up or remove them "
        "first."
    ),
    "step-not-found": _l("There is no such step in the newest version of this course."),
    "step-changed": _l("Somebody else has saved or published this step meanwhile."),
    "draft-not-publishable": _l(
        "This draft cannot be published yet. What has to be settled stands at its step."
    ),
    "version-exists": _l(
        "An earlier version has the same texts, label and sentences. Change the label or a "
        "sentence, then publish it again."
    ),
    "draft-changed": _l(
        "The draft or the course has changed meanwhile. Look at it again, then publish it."
    ),
}
FLAWS: dict[str, LazyString] = {
    "item-text-missing": _l("Write this text in both languages."),
    "item-options-few": _l("Write at least two options."),
    "item-option-unclear": _l("This option cannot be read."),
    "item-mark-missing": _l("Say whether it is true or false."),
    "item-option-repeated": _l("Two entries are the same; each needs a text of its own."),
    "item-key-missing": _l("Mark every right option."),
    "item-key-not-one": _l("Mark exactly one option as right."),
    "item-key-differs": _l("Mark exactly one option as right."),
    "item-steps-few": _l("Write at least three steps."),
    "item-pairs-few": _l("Write at least two pairs."),
    "item-groups-few": _l("Write at least two groups and two things."),
    "item-group-unknown": _l("Write the letter of one of the groups."),
    "item-answers-missing": _l("Write at least one accepted answer."),
    "item-answer-long": _l("An accepted answer may have at most 200 characters."),
    "item-number-unclear": _l("Write a number, with a point or comma before decimals."),
    "item-scale-short": _l("Write at least two points, each in both languages, without a slash."),
    "item-scoring-unknown": _l("Choose one of the rules."),
    "item-bound-unclear": _l("Write a whole number from 0 to 100."),
    "item-objective-unknown": _l("Choose an objective of this course."),
    "item-id-missing": _l("Give the item a code of its own: letters, digits and hyphens."),
    "item-picture-unfit": _l(
        "Bring a PNG, a JPEG or a plain SVG of at most 40 kB; all pictures of an item together "
        "have at most 60 kB."
    ),
    "item-vignette-unknown": _l("Choose one of the cases; write a new one first."),
    "item-type-unknown": _l("Choose one of the types."),
}
