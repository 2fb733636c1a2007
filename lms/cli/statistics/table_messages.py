"""Message of each error of a table of answers."""

from typing import Final

from lms.cli.language import mark as _

TABLE_MESSAGES: Final = {
    "file-too-large": _("The file is larger than %(megabytes)s MB."),
    "not-text": _("This is not a text file; save the table as CSV."),
    "not-a-table": _("The table cannot be read: %(reason)s."),
    "no-headings": _("The first line must hold the headings of the columns."),
    "heading-empty": _("Column %(column)s has no heading."),
    "heading-repeated": _("The heading %(column)s is used twice."),
    "column-twice": _("The column %(column)s means the same as another column: %(name)s."),
    "column-missing": _("The column %(column)s is missing."),
    "no-rows": _("There are no rows under the headings."),
    "too-many-rows": _("There are more than %(most)s rows."),
    "too-many-columns": _("There are more than %(most)s columns."),
    "row-length": _("Line %(line)s has %(cells)s cells, but there are %(headings)s headings."),
    "cell-too-long": _("Line %(line)s has a cell of more than %(most)s characters."),
    "learner-missing": _("Line %(line)s does not say which learner it is about."),
    "learner-repeated": _("Line %(line)s is about the same learner as line %(first)s."),
    "not-a-number": _(
        "Line %(line)s, column %(column)s: %(value)s is not a number. "
        "Answer letters need a key file: --key."
    ),
    "out-of-range": _(
        "Line %(line)s, column %(column)s: %(value)s is not between %(lowest)s and %(highest)s."
    ),
    "no-items": _("There is no column with an item."),
    "item-missing": _("The key file names the item %(item)s, but the table has no such column."),
    "key-names-no-item": _(
        "The key file names %(item)s, but this column describes learners, not an item."
    ),
    "negative-seconds": _("Line %(line)s, column %(column)s: %(value)s seconds is negative."),
    "key-item-unclear": _("Line %(line)s names no item, or repeats one: %(item)s."),
    "key-max-unclear": _("Line %(line)s: the maximum points of %(item)s must be more than 0."),
    "key-min-unclear": _("Line %(line)s: the minimum points of %(item)s must be 0 or less."),
    "occasion-unknown": _("Line %(line)s: %(value)s is neither pre nor post."),
    "occasion-repeated": _("Line %(line)s: this learner has a second %(occasion)s."),
    "forms-differ": _(
        "The rows have different maximum points (%(points)s), so scores cannot be compared."
    ),
    "no-such-group": _("There is no column %(column)s to group by."),
}
