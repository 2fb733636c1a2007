"""What can go wrong with a question."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class QuestionNotFound(NotFound):
    """None with this id, or one that is not the reader's to see."""

    code = "question-not-found"


class QuestionDecided(Conflict):
    """Somebody was faster: it has been moderated, answered or taken back meanwhile."""

    code = "question-decided"


class OwnQuestion(NotAllowed):
    """Nobody moderates or answers a question of their own."""

    code = "own-question"


class ReasonMissing(Invalid):
    """Whoever asked must read why there is no answer."""

    code = "reason-missing"


class ModuleUnknown(Invalid):
    """The course has no such module."""

    code = "module-unknown"


class TooManyQuestions(Conflict):
    """One learner has more questions open than can be answered."""

    code = "too-many-questions"
