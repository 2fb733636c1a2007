"""Imports all modules that declare tables and triggers."""

from importlib import import_module

MODULES = (
    "lms.kernel.sealing.sealing",
    "lms.kernel.sealing.server_key_record",
    "lms.kernel.jobs",
    "lms.kernel.outbox",
    "lms.kernel.audit",
    "lms.kernel.deliveries.models",
    "lms.accounts.models",
    "lms.accounts.roles.models",
    "lms.accounts.platform.models",
    "lms.accounts.sign_in.models",
    "lms.accounts.sessions.models",
    "lms.accounts.contact_changes.models",
    "lms.accounts.passkeys.models",
    "lms.accounts.merging.models",
    "lms.accounts.api_tokens.models",
    "lms.accounts.lti.models",
    "lms.accounts.oidc.models",
    "lms.organisations.models",
    "lms.organisations.members.models",
    "lms.organisations.claims.models",
    "lms.organisations.moves.models",
    "lms.organisations.invitations.models",
    "lms.organisations.cohort_codes.models",
    "lms.organisations.roster.models",
    "courses.catalogue.models",
    "courses.catalogue.content_models",
    "courses.enrolment.models",
    "courses.cohorts.models",
    "courses.cohorts.live_sessions.models",
    "courses.progress.models",
    "courses.grading.models",
    "courses.follow_up.models",
    "courses.cohorts.reminders.models",
    "courses.action_plans.models",
    "courses.cohorts.plan_reviews.models",
    "courses.awareness.models",
    "courses.questions.models",
    "courses.block_host.state.models",
    "courses.drafts.models",
    "courses.step_edits.models",
    "courses.offline_pack.models",
    "courses.static_files.models",
    "assessments.items.models",
    "assessments.attempts.models",
    "assessments.practice.models",
    "assessments.rescoring.models",
    "assessments.evaluation.models",
    "certificates.models",
    "certificates.designs.models",
    "certificates.holder_requests.models",
)


def load_tables() -> None:
    """Complete `Base.metadata` and the triggers."""
    for module in MODULES:
        import_module(module)
