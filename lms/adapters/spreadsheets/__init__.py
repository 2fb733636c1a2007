"""Tables that people bring: workbooks, text with separators, packages of other programs."""
