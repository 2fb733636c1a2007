"""The sentence for each thing that is said of items in files: refusals, notes, and cues.

In English; commands and pages translate them, each in the language of its reader.
"""

from typing import Final


def _(text: str) -> str:
    """Name a sentence for the catalogue without translating it yet."""
    return text


FILE_REJECTED: Final = {
    "file-empty": _("The file is empty."),
    "file-too-large": _("The file is larger than 20 MB."),
    "not-text": _("This is not a text file."),
    "not-a-table": _("The table cannot be read."),
    "not-this-format": _("The file is not in this format."),
    "headings-missing": _(
        "The first row must hold the headings of the template: payung items template makes one."
    ),
    "formula-in-cell": _("A cell holds a formula; write what it gives instead."),
    "cell-too-long": _("A cell holds more than 10,000 characters."),
    "too-many-rows": _("There are too many rows."),
    "too-many-items": _("There are too many items in one file."),
    "no-items": _("There is no item in this file."),
    "dtd-refused": _("The file declares a document type or entities, which are refused."),
    "xml-broken": _("The XML is broken."),
    "package-broken": _("The package is damaged and cannot be opened."),
    "package-too-large": _("The package is too large when it is unpacked."),
    "only-read": _("This format can be read, not written."),
    "nothing-to-write": _("None of the items fits into this format."),
}
ITEM_REJECTED: Final = {
    "kind-unknown": _("a kind of question that is not supported"),
    "several-questions": _("several questions in one"),
    "no-answers": _("there are no answers"),
    "brace-missing": _("a brace is missing"),
    "answer-line-missing": _("the line with the answer is missing"),
    "line-unexpected": _("a line that is no option"),
    "answer-unknown": _("the key names an option that is not there"),
    "answer-unclear": _("the answer cannot be understood"),
    "partial-credit": _("options that earn a part of the points"),
    "several-numbers": _("several numbers, or one with part of the points"),
    "feedback-of-truth": _("feedback of its own for right and wrong"),
    "pair-unclear": _("the pairs cannot be understood"),
    "several-partners": _("something that belongs to several others, or to none"),
    "extra-answers": _("answers that belong to nothing"),
    "wildcard": _("an accepted answer with a wildcard"),
    "pattern-answer": _("a pattern as accepted answer"),
    "script-in-problem": _("a question that a program makes"),
    "scoring-unknown": _("scoring that is not known"),
    "scoring-not-standard": _("scoring of its own instead of a standard template"),
    "picture-unfit": _("a picture that is no PNG, JPEG or plain SVG, or is too heavy"),
    "picture-too-large": _("a picture of more than 256 kB"),
    "several-cases": _("several cases for one question"),
    "stem-empty": _("there is no question"),
    "code-too-long": _("the code has more than 40 characters"),
    "code-repeated": _("the code stands twice"),
    "text-too-long": _("a text of more than 5,000 characters"),
    "too-many-options": _("more than 20 options"),
    "options-few": _("fewer than two options"),
    "options-alike": _("two options are the same"),
    "part-empty": _("an option or a partner is empty"),
    "key-not-one": _("not exactly one option is right"),
    "key-missing": _("no option is right"),
    "answers-missing": _("no answer is accepted"),
    "number-unclear": _("the number or its tolerance cannot be read"),
    "steps-few": _("fewer than three steps"),
    "pairs-few": _("fewer than two pairs"),
    "pairs-alike": _("two pairs have the same partner"),
    "groups-few": _("fewer than two groups"),
}
SKIPPED: Final = {
    "kind-not-in-format": _("the format does not know this kind of item"),
    "language-missing": _("it is not written in this language yet"),
    "tolerance-not-in-format": _("the format has no standard scoring with a tolerance"),
    "text-unfit": _("a text holds a sign that means something else in this format"),
}
NOTES: Final = {
    "picture-left-out": _("a picture cannot come"),
    "markup-left-out": _("a script or style stood in a text and was left out"),
    "reasons-left-out": _("reasons of answers cannot come along"),
    "scoring-differs": _("the points of partly right answers differ"),
    "scoring-rule-left-out": _(
        "the rule for partly right answers cannot come along; the usual one of the format counts"
    ),
    "sources-left-out": _("the sources cannot come along"),
    "vignette-in-question": _(
        "the format knows no cases: the case stands before each of its questions"
    ),
    "vignette-elsewhere": _("its case is not in this file"),
    "description-left-out": _("a description cannot come: no question says that it asks about it"),
    "classification-left-out": _("objective and level cannot come along"),
    "column-ignored": _("a column that is not known"),
}
CUES: Final = {
    "key-longest": _("the key is by far the longest option"),
    "catch-all-option": _("an option such as 'all of the above'"),
    "absolute-word-in-wrong-options": _("only the wrong options have words such as 'always'"),
    "key-stands-out": _("the key alone has, or lacks, a capital or a full stop"),
    "stem-word-in-key": _("a word of the question stands in the key alone"),
    "article-fits-few": _("the article at the end rules options out"),
    "key-often-longest": _("the key is the longest option more often than by chance"),
    "key-often-in-place": _("the key stands in one place more often than by chance"),
}
