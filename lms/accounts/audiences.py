"""The audiences of the courses and the languages of the pages. Pure."""

AUDIENCES = ("cso", "teacher", "patbm")
LANGUAGES = ("id", "en")
