"""Error messages of questions to experts by error code."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "question-not-found": _l("There is no such question here, or it is not yours to see."),
    "question-decided": _l(
        "This question was moderated, answered or withdrawn in the meantime. Open the list again."
    ),
    "own-question": _l("Somebody else must decide on a question of your own."),
    "reason-missing": _l("Give a reason that the person who asked can understand."),
    "module-unknown": _l("Choose the module that your question is about."),
    "too-many-questions": _l(
        "%(limit)s of your questions wait for an answer. Ask again once one of them is answered."
    ),
}
