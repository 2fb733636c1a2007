"""What can go wrong in assessments."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class DraftsExist(Conflict):
    """Drafts with these codes came from another file."""

    code = "drafts-exist"


class AssessmentNotFound(NotFound):
    code = "assessment-not-found"


class AttemptNotFound(NotFound):
    """No such attempt, no such place in it, or somebody else's."""

    code = "attempt-not-found"


class AttemptIdTaken(Conflict):
    code = "attempt-id-taken"


class AttemptOpen(Conflict):
    """There is no result yet."""

    code = "attempt-open"


class AttemptsUsedUp(Conflict):
    code = "attempts-used-up"


class AssessmentPassed(Conflict):
    code = "assessment-passed"


class RetakeTooEarly(Conflict):
    code = "retake-too-early"


class PreTestClosed(Conflict):
    """A lesson was opened: what is known before the course can no longer be measured."""

    code = "pre-test-closed"


class PostTestBegun(Conflict):
    """The questions of the end were seen: what was known before can no longer be measured."""

    code = "post-test-begun"


class ResponseIdTaken(Conflict):
    """The id of a response came with another body than before."""

    code = "response-id-taken"


class ResponseRefused(Invalid):
    """An answer that the item cannot have."""

    code = "response-refused"


class NothingToPractise(Conflict):
    """No lesson with practice questions is done yet."""

    code = "nothing-to-practise"


class PracticeAnswerMissing(Invalid):
    """An answer comes first; the reasons come after it."""

    code = "practice-answer-missing"


class FollowUpNotOpen(Conflict):
    """Nobody has invited to it yet, its time is over, or it is done."""

    code = "follow-up-not-open"


class LessonsFirst(Conflict):
    """The course opens this test once all lessons are done or skipped."""

    code = "lessons-first"


class TooManyResponses(NotAllowed):
    code = "too-many-responses"


class AnswersFileFromOtherServer(Invalid):
    """No file of answers of this program."""

    code = "answers-file-foreign"


class AnswersFileVersionUnknown(Invalid):
    code = "answers-file-version-unknown"


class AnswersFileKeyUnknown(Invalid):
    """Sealed to a key of another installation, or to one that is gone."""

    code = "answers-file-key-unknown"


class AnswersFileDamaged(Invalid):
    """It was changed, or broke off."""

    code = "answers-file-damaged"


class AnswersFileTooLarge(Invalid):
    code = "answers-file-too-large"


class AnswersFileMissing(Invalid):
    code = "answers-file-missing"


class AnswersImportNotFound(NotFound):
    """No such report, or somebody else's."""

    code = "answers-import-not-found"


class ItemNotFound(NotFound):
    """No such item in this bank, or no such version of it."""

    code = "item-not-found"


class ItemNotScored(Conflict):
    """Nothing in it is right or wrong, so nothing can be scored anew."""

    code = "item-not-scored"


class KeyUnfit(Conflict):
    """The key of a version with another wording, or of the same version."""

    code = "key-unfit"


class NothingLate(Conflict):
    """No answers came after the end."""

    code = "nothing-late"


class ReasonMissing(Invalid):
    code = "reason-missing"


class RescoringNotFound(NotFound):
    code = "regrade-not-found"


class ItemCodeTaken(Conflict):
    code = "item-code-taken"


class ItemChangedMeanwhile(Conflict):
    """Somebody has saved a version after the one that was seen."""

    code = "item-changed-meanwhile"
