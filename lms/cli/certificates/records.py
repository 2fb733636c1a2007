"""`payung certificate`: suspend, restore, renew, issue, audit.

Exit status of `audit`: 0 if log and records agree, 1 if not, 2 if they cannot be read.
"""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from lms.cli.application import application
from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.read_only_commands import QueryCommand
from lms.cli.settings import load_settings

if TYPE_CHECKING:
    from uuid import UUID

    from certificates.records.queries import LogReport

PROBLEMS = {
    "chain-broken": _("The hash chain is broken: an entry does not follow from the previous one."),
    "time-runs-back": _("An entry is older than the previous one."),
    "head-differs": _("The log does not contain the noted head."),
    "not-in-log": _("A certificate is not in the log: it was not issued here."),
    "record-missing": _("The log has a certificate whose record is missing."),
    "record-changed": _("The record is not what was issued."),
    "back-dated": _("The date of the certificate differs from its entry in the log."),
    "key-not-active": _("It was signed with a key that was not active then."),
    "state-not-in-log": _("The record and the log disagree about a revocation or withdrawal."),
}


@click.command(help=translate("Suspend a certificate until it is restored or revoked."))
@click.argument("number")
@click.option(
    "--reason",
    required=True,
    help=translate("Kept inside: under-review, identity-in-doubt, holder-asked, key-compromise."),
)
def suspend(number: str, reason: str) -> None:
    """Suspend a certificate."""
    from certificates.records import service
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    with application(load_settings()), transaction() as session:
        service.suspend(session, number, reason=reason, suspended_by=None, now=utc_now())
    click.echo(translate("The certificate is suspended; its page says so from now on."))


@click.command(help=translate("End the suspension of a certificate."))
@click.argument("number")
def restore(number: str) -> None:
    """End a suspension."""
    from certificates.records import service
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now

    with application(load_settings()), transaction() as session:
        service.restore(session, number, restored_by=None, now=utc_now())
    click.echo(translate("The certificate is valid again."))


@click.command(help=translate("Renew a certificate after a refresher; the new one has a number."))
@click.argument("number")
def renew(number: str) -> None:
    """Renew a certificate."""
    from certificates.numbers import format_number
    from certificates.records import queries
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.certificates.renew_certificate import renew_certificate

    with application(load_settings()), transaction() as session:
        later_id = renew_certificate(session, number, renewed_by=None, now=utc_now())
        later = queries.issued_record(session, later_id).number
    click.echo(translate("Renewed: %(number)s") % {"number": format_number(later)})


@click.command(help=translate("Issue for every member of a cohort who has met the rules."))
@click.option("--cohort", required=True, help=translate("The name of the cohort, or its id."))
@click.option("--later", is_flag=True, help=translate("Let the worker of the server do it."))
def issue(cohort: str, later: bool) -> None:
    """Issue certificates to a cohort."""
    with application(load_settings()):
        job_id, cohort_id = request_cohort_issue(cohort)
        if later:
            click.echo(translate("The worker will issue the certificates of the cohort."))
            return
        issue_now(job_id, cohort_id)


def request_cohort_issue(text: str) -> "tuple[UUID, UUID]":
    """Add the job; return its id and the cohort's. The worker finishes an interrupted run."""
    from courses.enrolment.queries import find_cohort_id
    from lms.extensions import transaction
    from lms.kernel.clock import utc_now
    from lms.workflows.certificates import issue_for_cohort as issuing

    with transaction() as session:
        cohort_id = find_cohort_id(session, text)
        job_id = issuing.request_cohort_issue(session, cohort_id, requested_by=None, now=utc_now())
    return job_id, cohort_id


def issue_now(job_id: "UUID", cohort_id: "UUID") -> None:
    """Run the job in this process and print its progress."""
    from lms.extensions import task_context, transaction
    from lms.jobs.certificates import show_progress
    from lms.kernel.clock import utc_now
    from lms.kernel.jobs import finish_job
    from lms.workflows.certificates.issue_for_cohort import issue_for_cohort

    def report(done: int, total: int) -> None:
        show_progress(job_id, done, total)
        click.echo(translate("%(done)s of %(total)s") % {"done": done, "total": total})

    result = issue_for_cohort(task_context(), cohort_id, report)
    with transaction() as session:
        finish_job(session, job_id, now=utc_now())
    text = translate("%(issued)s of %(members)s members have a certificate.")
    click.echo(text % {"issued": result.issued, "members": result.members})
    if result.rejected:
        text = translate("%(count)s could not be issued: an erased member, or a name to mend.")
        click.echo(text % {"count": result.rejected}, err=True)


@click.command(
    cls=QueryCommand, help=translate("Check the transparency log, and each certificate against it.")
)
@click.option("--json", "as_json", is_flag=True, help=translate("Print JSON."))
@click.option("--head", help=translate("A head noted earlier, which the log must still contain."))
def audit(as_json: bool, head: str | None) -> None:
    """Check log and records."""
    from certificates.records import queries
    from lms.extensions import db

    with application(load_settings(), only_reads=True):
        report = queries.check_log(db.session(), expected_head=head)
    if as_json:
        click.echo(json.dumps({"is_sound": not report.findings, **asdict(report)}))
    else:
        print_report(report)
    sys.exit(1 if report.findings else 0)


def print_report(report: "LogReport") -> None:
    """Print the findings and the head of the log."""
    from certificates.numbers import format_number

    for finding in report.findings:
        label = format_number(finding.number) if finding.number else f"#{finding.sequence or '-'}"
        click.echo(f"  !! {label}: {translate(PROBLEMS[finding.problem])}")
    text = translate("%(entries)s entries and %(certificates)s certificates were checked.")
    click.echo(text % {"entries": report.entries, "certificates": report.certificates})
    if report.lost:
        text = translate("%(lost)s certificates were lost in a restore; only their entries stay.")
        click.echo(text % {"lost": report.lost})
    click.echo(translate("Head, for noting elsewhere: %(head)s") % {"head": report.head})


COMMANDS = (suspend, restore, renew, issue, audit)
