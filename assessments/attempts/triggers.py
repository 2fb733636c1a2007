"""Triggers on attempts: closed attempts stay closed, and deadlines never move earlier."""

from lms.kernel.database.triggers import Trigger, declare, fixed_to_learner

FIXED_COLUMNS = "id, assessment_id, form_id, number, started_at"
CLOSED = (
    "SELECT 1 FROM attempt WHERE id = NEW.attempt_id"
    " AND (submitted_at IS NOT NULL OR NEW.received_at >= deadline_at)"
)
LESS_TIME = (
    "NEW.deadline_at IS NULL AND OLD.deadline_at IS NOT NULL"
    " OR OLD.deadline_at IS NULL AND NEW.deadline_at IS NOT NULL"
    " OR NEW.deadline_at < OLD.deadline_at"
)


def create_attempt_triggers() -> None:
    """Declare the triggers of attempts and of the log of answers."""
    _reject_answers_to_closed_attempts()
    fixed_to_learner("attempt", fixed=FIXED_COLUMNS)
    _reject_reopening()
    _reject_less_time()


def _reject_answers_to_closed_attempts() -> None:
    message = "response_log: attempt is closed"
    declare(
        Trigger(
            name="tr_response_log_open_attempt",
            table="response_log",
            event="BEFORE INSERT",
            sqlite=f"BEFORE INSERT ON response_log WHEN EXISTS ({CLOSED})"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"BEGIN IF EXISTS ({CLOSED}) THEN RAISE EXCEPTION '{message}'; END IF;"
            " RETURN NEW; END",
        )
    )


def _reject_reopening() -> None:
    message = "attempt: submitted once and for good"
    declare(
        Trigger(
            name="tr_attempt_closed_for_good",
            table="attempt",
            event="BEFORE UPDATE OF submitted_at",
            sqlite="BEFORE UPDATE OF submitted_at ON attempt WHEN OLD.submitted_at IS NOT NULL"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql="BEGIN IF OLD.submitted_at IS NOT NULL THEN"
            f" RAISE EXCEPTION '{message}'; END IF; RETURN NEW; END",
        )
    )


def _reject_less_time() -> None:
    message = "attempt: its deadline only moves later"
    declare(
        Trigger(
            name="tr_attempt_deadline_only_later",
            table="attempt",
            event="BEFORE UPDATE OF deadline_at",
            sqlite=f"BEFORE UPDATE OF deadline_at ON attempt WHEN {LESS_TIME}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"BEGIN IF {LESS_TIME} THEN RAISE EXCEPTION '{message}'; END IF;"
            " RETURN NEW; END",
        )
    )
