"""Messages and remedies of problems by code, in both languages.

Rows stand by kind of problem: the form of a file, references between files, the structure of what
they describe, and steps of lessons (in `course_files.steps`).
"""

from typing import Final

from courses.course_files.steps.texts import STEP_TEXTS
from courses.course_files.texts.file_form import FILE_FORM
from courses.course_files.texts.references import REFERENCES
from courses.course_files.texts.structure import STRUCTURE
from courses.course_files.two_languages import Texts

_ALL: Final = FILE_FORM | REFERENCES | STRUCTURE | STEP_TEXTS

MESSAGES: Final = {code: Texts(id=row[1], en=row[0]) for code, row in _ALL.items()}
REMEDIES: Final = {code: Texts(id=row[3], en=row[2]) for code, row in _ALL.items()}
