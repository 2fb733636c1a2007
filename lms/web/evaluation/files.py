"""Files of the overview: the report in PDF, and an archive for analysis. Each is audited."""

from dataclasses import replace
from itertools import chain
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from werkzeug.utils import secure_filename
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.web.evaluation.access import Access, require_evaluation
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.group_pictures import MAX_GROUPS, draw_provinces
from lms.web.evaluation.headline import build_headline, finding
from lms.web.evaluation.labels import DIMENSION_LABELS, group_name
from lms.web.evaluation.limits import list_limits
from lms.web.evaluation.overview import (
    chosen_group,
    draw_columns,
    list_versions,
    requested_choice,
    require_listed,
)
from lms.web.evaluation.pictures import Picture
from lms.web.evaluation.report_chapters import Chapter, make_chapters
from lms.web.evaluation.report_pdf import Report, render_report
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import OneLine
from lms.web.texts.times import local_date, local_time
from lms.workflows.evaluation.confidence import read_confidence
from lms.workflows.evaluation.export import (
    PURPOSES,
    ExportFacts,
    list_ranges,
    list_sums,
    list_table,
    write_archive,
)
from lms.workflows.evaluation.figures import EVERYONE
from lms.workflows.evaluation.follow_ups import read_follow_ups
from lms.workflows.evaluation.overview import Choice, Overview, read_overview, read_released

EXPORT = "evaluation.export"
MAX_NOTE_LENGTH = 200
PURPOSE_LABELS = {
    "report": _l("Report to a ministry, donor or board"),
    "improvement": _l("Improve the course"),
    "research": _l("Research"),
    "other": _l("Something else, as noted"),
}


class FilesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What an export is for. The note is asked for where no listed purpose fits."""

    purpose = RadioField(
        _l("What is it for?"),
        choices=[SelectChoice(purpose, PURPOSE_LABELS[purpose]) for purpose in PURPOSES],
        validate_choice=False,
    )
    note = StringField(_l("Note"), [OneLine(MAX_NOTE_LENGTH, is_required=False)])

    def validate(self, extra_validators: object = None) -> bool:
        """Check the purpose, and that "other" has a note."""
        is_valid: bool = super().validate(extra_validators)
        if self.purpose.data not in PURPOSES:
            self.purpose.errors = [_("Choose what the file is for.")]
        elif self.purpose.data == "other" and not self.note.data:
            self.note.errors = [_("Say in a few words what the file is for.")]
        return is_valid and not self.errors


KINDS = ("report", "everyone", "groups")


@bp.route("/<uuid:version_id>/files", methods=["GET", "POST"])
def files(version_id: UUID) -> ResponseReturnValue:
    """Ask what a file is for, and send the report, or the archive of one grouping."""
    access = require_evaluation()
    choice = access.permitted(requested_choice())
    require_listed(version_id, list_versions(access), access)
    kind = request.form.get("file", "")
    if kind in ("everyone", "groups") and not may_export(access):
        raise NotAllowed(permission=EXPORT)
    page = read_overview(
        db.session(), version_id, choice, language=current_language(), max_groups=MAX_GROUPS
    )
    form = FilesForm()
    has_figures = page.figures is not None and page.figures.change is not None
    if kind in KINDS and has_figures and form.validate():
        group = chosen_group(access, page)
        content = make_report(page, group) if kind == "report" else make_archive(page, kind)
        record_export(access, page, kind, form)
        return send(content, page, "pdf" if kind == "report" else "zip")
    text = render_template(
        "evaluation/files.html",
        overview=page,
        form=form,
        group=chosen_group(access, page),
        has_figures=has_figures,
        may_export=may_export(access),
        dimension=str(DIMENSION_LABELS[choice.dimension]),
        sees_everyone=access.sees_everyone,
    )
    return text, 422 if kind in KINDS else 200


def may_export(access: Access) -> bool:
    """Whether the reader may take rows along, which holds for evaluators of the platform."""
    return access.person.may(EXPORT)


def make_report(page: Overview, group: str) -> bytes:
    """Return the report of the overview in the language of the reader."""
    figures = page.figures
    columns = list(draw_columns(page))
    provinces = draw_provinces(page)
    if provinces:  # before the longest pictures, which fill pages of their own
        columns.insert(1, [without_hidden_rows(provinces)])
    version = _("version %(label)s", label=page.version_label)
    parts = (_("Evaluation"), page.course_code, version, group)
    return render_report(
        Report(
            language=current_language(),
            eyebrow=" \N{MIDDLE DOT} ".join(part for part in parts if part),
            title=finding(figures),
            lead=_(
                "%(title)s. The same people were tested before and after the course. This does not"
                " prove what caused the change.",
                title=page.title,
            ),
            period=describe_period(page),
            released=_("Figures of %(time)s", time=local_time(page.release.released_at))
            if page.release
            else "",
            headline=build_headline(figures, page.mark) if figures else None,
            pictures=list(chain.from_iterable(columns)),
            limits=list_limits(figures, page.waiting) if figures else [],
            chapters=_chapters(page),
        )
    )


def _chapters(page: Overview) -> list[Chapter]:
    """Read confidence and follow-ups of the same group."""
    session, language = db.session(), current_language()
    of_page = session, page.version_id, page.choice
    return make_chapters(
        read_confidence(*of_page, language=language, names_groups=False),
        read_follow_ups(*of_page, language=language, names_groups=False),
    )


def without_hidden_rows(picture: Picture) -> Picture:
    """Return the picture with the rows of its table that have a figure; the map shows the rest."""
    rows = tuple(row for row in picture.table.rows if row[-1] != _("not shown"))
    return replace(picture, table=replace(picture.table, rows=rows))


def describe_period(page: Overview) -> str:
    """Say which version the figures are of, and from when to when people were counted."""
    if page.release is None:
        return ""
    return str(
        _(
            "Version %(label)s of the course. Counted are people who registered from %(since)s,"
            " when it came to this site, to %(until)s, when the figures were released. Last"
            " checked for new people %(checked)s.",
            label=page.version_label,
            since=local_date(page.since),
            until=local_date(page.release.released_at),
            checked=local_date(page.release.checked_at),
        )
    )


def make_archive(page: Overview, kind: str) -> bytes:
    """Return the archive of everyone with exact scores, or of groups with ranges."""
    dimension = page.choice.dimension
    released = read_released(db.session(), page.version_id, Choice(dimension))
    if released is None:
        raise NotFound
    facts = ExportFacts(
        course_code=page.course_code,
        version_id=page.version_id,
        dimension="all" if kind == "everyone" else dimension,
        pass_percent=page.mark,
        released_at=released.release.released_at,
        names=group_names(page),
    )
    tables = {"table": list_table(released.everyone, released.groups, facts)}
    if kind == "everyone":
        published = {EVERYONE: released.outcomes} if released.outcomes else {}
        tables["sums"] = list_sums(released.everyone, released.outcomes, page.mark)
    else:
        published = dict(released.group_outcomes)
    tables["ranges"] = list_ranges(published, facts.names)
    return write_archive(tables, facts)


def group_names(page: Overview) -> dict[str, str]:
    """Return the names of the groups that may be shown, and of everybody."""
    dimension = page.choice.dimension
    names = {key: group_name(dimension, key, page.names) for key in page.numbers}
    return names | {EVERYONE: _("Everybody")}


def record_export(access: Access, page: Overview, kind: str, form: FilesForm) -> None:
    """Audit who takes which figures along, and what for."""
    with transaction() as session:
        audit.record(
            session,
            action="evaluation.exported",
            actor_id=access.person.id,
            subject_type="course_version",
            subject_id=page.version_id,
            now=utc_now(),
            details={
                "file": kind,
                "dimension": page.choice.dimension,
                "group": page.choice.group_id,
                "purpose": form.purpose.data,
                "note": form.note.data or "",
            },
        )


def send(content: bytes, page: Overview, ending: str) -> Response:
    """Return the file as a download that no cache keeps."""
    name = secure_filename(f"evaluation-{page.course_code}.{ending}".lower())
    types = {"pdf": "application/pdf", "zip": "application/zip"}
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=types[ending], headers=headers)
