"""What a person is in life, and the languages that a page may be in. Pure."""

AUDIENCES = ("cso", "teacher", "patbm")
LANGUAGES = ("id", "en")
