"""Errors of questions to experts."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class QuestionNotFound(NotFound):
    """No question has this id, or the reader may not see it."""

    code = "question-not-found"


class QuestionDecided(Conflict):
    """The question was moderated, answered or withdrawn in the meantime."""

    code = "question-decided"


class OwnQuestion(NotAllowed):
    """People cannot moderate or answer their own question."""

    code = "own-question"


class ReasonMissing(Invalid):
    """A declined question needs a reason for the person who asked."""

    code = "reason-missing"


class ModuleUnknown(Invalid):
    """The course has no such module."""

    code = "module-unknown"


class TooManyQuestions(Conflict):
    """The learner has reached the maximum number of open questions."""

    code = "too-many-questions"
