"""The form of a table of texts."""

TextTable = dict[str, tuple[str, str, str, str]]
"""By code: message in English and Indonesian, remedy in English and Indonesian."""
