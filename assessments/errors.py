"""Errors of assessments."""

from lms.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class DraftsExist(Conflict):
    """Drafts with these codes came from another file."""

    code = "drafts-exist"


class AssessmentNotFound(NotFound):
    """The course has no such assessment."""

    code = "assessment-not-found"


class FormNotFound(NotFound):
    """No version of the course has a form of this code."""

    code = "form-not-found"


class FormsSecure(Conflict):
    """The course has secure forms, whose items are never written to files."""

    code = "forms-secure"


class AttemptNotFound(NotFound):
    """No such attempt of this learner, or no such position in it."""

    code = "attempt-not-found"


class AttemptIdTaken(Conflict):
    """The id chosen by the client names another attempt."""

    code = "attempt-id-taken"


class AttemptOpen(Conflict):
    """The attempt is not submitted, so there is no result yet."""

    code = "attempt-open"


class AttemptsUsedUp(Conflict):
    """No attempt is left."""

    code = "attempts-used-up"


class AssessmentPassed(Conflict):
    """The test is passed and cannot be repeated."""

    code = "assessment-passed"


class RetakeTooEarly(Conflict):
    """The wait before the next attempt is not over."""

    code = "retake-too-early"


class PreTestClosed(Conflict):
    """A lesson was opened, so knowledge before the course can no longer be measured."""

    code = "pre-test-closed"


class PostTestBegun(Conflict):
    """The post-test was started, so knowledge before the course can no longer be measured."""

    code = "post-test-begun"


class ResponseIdTaken(Conflict):
    """The id of a response was used before with another body."""

    code = "response-id-taken"


class ResponseRefused(Invalid):
    """The answer does not fit the item."""

    code = "response-refused"


class NothingToPractise(Conflict):
    """No lesson with practice questions is finished yet."""

    code = "nothing-to-practise"


class PracticeAnswerMissing(Invalid):
    """Reasons are shown only after an answer."""

    code = "practice-answer-missing"


class FollowUpNotOpen(Conflict):
    """There is no open invitation to the follow-up, or it is done."""

    code = "follow-up-not-open"


class LessonsFirst(Conflict):
    """The course opens this test once all lessons are done or skipped."""

    code = "lessons-first"


class TooManyResponses(NotAllowed):
    """The attempt has reached the maximum number of responses."""

    code = "too-many-responses"


class AnswersFileFromOtherServer(Invalid):
    """The file is not a file of answers of this program."""

    code = "answers-file-foreign"


class AnswersFileVersionUnknown(Invalid):
    """The version of the file's format is unknown."""

    code = "answers-file-version-unknown"


class AnswersFileKeyUnknown(Invalid):
    """The file is encrypted to a key of another installation, or to a deleted one."""

    code = "answers-file-key-unknown"


class AnswersFileDamaged(Invalid):
    """The file was changed or truncated."""

    code = "answers-file-damaged"


class AnswersFileTooLarge(Invalid):
    """The file has too many bytes or answers."""

    code = "answers-file-too-large"


class AnswersFileMissing(Invalid):
    """No file was sent."""

    code = "answers-file-missing"


class AnswersImportNotFound(NotFound):
    """No such report of this person."""

    code = "answers-import-not-found"


class ItemNotFound(NotFound):
    """No such item, or no such version of it, in this bank."""

    code = "item-not-found"


class ItemNotScored(Conflict):
    """The item has no right answer, so it cannot be rescored."""

    code = "item-not-scored"


class KeyUnfit(Conflict):
    """The key belongs to a version with another text, or to the same version."""

    code = "key-unfit"


class NothingLate(Conflict):
    """There are no late answers."""

    code = "nothing-late"


class ReasonMissing(Invalid):
    """A decision to rescore needs a reason."""

    code = "reason-missing"


class RescoringNotFound(NotFound):
    """No such rescoring, or no such finding of it, in this course."""

    code = "regrade-not-found"


class ItemCodeTaken(Conflict):
    """Another item of the bank has this code."""

    code = "item-code-taken"


class ItemChangedMeanwhile(Conflict):
    """A newer version was saved after the one that the author edited."""

    code = "item-changed-meanwhile"


class ReleaseOvertaken(Conflict):
    """Another run has released figures, or what this one counted has changed meanwhile."""

    code = "release-overtaken"
