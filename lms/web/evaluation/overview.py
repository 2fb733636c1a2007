"""Overview of a course version: the result, pictures with tables, and the limits."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.evaluation.queries import released_contexts
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.versions import VersionEntry, course_versions
from lms.extensions import current_ports, db
from lms.web.evaluation.access import Access, require_evaluation
from lms.web.evaluation.blueprint import bp
from lms.web.evaluation.content_pictures import draw_items, draw_objectives
from lms.web.evaluation.group_field import SEPARATOR, Option, build_group_field
from lms.web.evaluation.group_pictures import MAX_GROUPS, draw_groups, draw_provinces
from lms.web.evaluation.headline import build_headline, finding
from lms.web.evaluation.labels import DIMENSION_LABELS, STAGES, group_name
from lms.web.evaluation.limits import list_limits, waiting_sentence
from lms.web.evaluation.pictures import Picture
from lms.web.evaluation.score_pictures import draw_directions, draw_distribution, draw_flow
from lms.web.evaluation.terms import list_terms
from lms.web.texts.language import current_language
from lms.workflows.evaluation.figures import EVERYONE, LEAST, POOL
from lms.workflows.evaluation.overview import DIMENSIONS, Choice, Overview, read_overview


@bp.get("")
def start() -> ResponseReturnValue:
    """Redirect to the chosen course version, or to the newest that has learners.

    Raises CourseNotFound if there is no course.
    """
    versions = list_versions(require_evaluation())
    chosen = [entry for entry in versions if str(entry.version_id) == request.args.get("version")]
    entry = next(iter([*chosen, *versions]), None)
    if entry is None:
        raise CourseNotFound(course="")
    by, group, text = (request.args.get(name) or None for name in ("by", "group", "q"))
    address = url_for(".overview", version_id=entry.version_id, by=by, group=group, q=text)
    return redirect(address, 303)


@bp.get("/<uuid:version_id>")
def overview(version_id: UUID) -> ResponseReturnValue:
    access = require_evaluation()
    choice = access.permitted(requested_choice())
    versions = list_versions(access)
    require_listed(version_id, versions, access)
    page = read_overview(
        db.session(),
        version_id,
        choice,
        language=current_language(),
        names_groups=access.sees_everyone,
        max_groups=MAX_GROUPS,
    )
    figures = page.figures
    return render_template(
        "evaluation/overview.html",
        overview=page,
        finding=finding(figures),
        headline=build_headline(figures, page.mark) if figures else None,
        columns=list(draw_columns(page)),
        wide=draw_provinces(page),
        limits=list_limits(figures, page.waiting) if figures else [],
        group=chosen_group(access, page),
        group_value=group_value(choice),
        versions=version_options(page, versions),
        dimensions=dimension_options(access, page),
        groups=build_group_field(access, page),
        sees_everyone=access.sees_everyone,
        stages=STAGES,
        least=LEAST,
        waiting=waiting_sentence(page.waiting),
        terms=list_terms("overview"),
    )


def list_versions(access: Access) -> list[VersionEntry]:
    """Return the course versions to choose from, those with learners first, then the newest.

    Evaluators see all, others only those that are open or have released figures.
    """
    return visible_versions(sees_everyone=access.sees_everyone)


def visible_versions(*, sees_everyone: bool) -> list[VersionEntry]:
    """Return the course versions of a reader of all groups, or of own ones."""
    ports = current_ports()
    versions: Sequence[VersionEntry] = course_versions(
        db.session(), language=current_language(), is_loopback=ports.is_loopback
    )
    if not sees_everyone:
        released = released_contexts(db.session())
        versions = [v for v in versions if v.opening.is_open or v.version_id in released]
    return sorted(versions, key=lambda entry: not entry.has_learners)


def require_listed(version_id: UUID, versions: Sequence[VersionEntry], access: Access) -> None:
    """Check that a reader of own groups knows of a version. Raises CourseNotFound."""
    is_listed = version_id in [entry.version_id for entry in versions]
    if not access.sees_everyone and not is_listed:
        raise CourseNotFound(course=str(version_id))


def requested_choice() -> Choice:
    """Return the grouping and the group of the query string.

    The field of groups names the dimension too, so that a group of another dimension is dropped
    when a reader changes the dimension only. Unknown dimensions stand for provinces.
    """
    by = request.args.get("by", "")
    dimension, separator, group_id = request.args.get("group", "").partition(SEPARATOR)
    for known in DIMENSIONS:
        if separator and dimension == known and by in ("", known):
            return Choice(known, "" if group_id == POOL else group_id)
    return next((Choice(known) for known in DIMENSIONS if known == by), Choice())


def group_value(choice: Choice) -> str | None:
    """Return the value of the chosen group in the query string; None for everybody."""
    return f"{choice.dimension}{SEPARATOR}{choice.group_id}" if choice.group_id else None


def chosen_group(access: Access, page: Overview) -> str:
    """Return the name of the chosen group; empty for everybody."""
    if page.choice.group_id == EVERYONE:
        return ""
    for own in access.own_groups or ():
        if own.choice == page.choice:
            return own.name
    return group_name(page.choice.dimension, page.choice.group_id, page.names)


def version_options(page: Overview, versions: Sequence[VersionEntry]) -> list[Option]:
    """Return the course versions to choose from."""
    return [
        Option(
            str(entry.version_id),
            _("%(code)s, version %(number)s", code=entry.code, number=entry.number),
            entry.version_id == page.version_id,
        )
        for entry in versions
    ]


def dimension_options(access: Access, page: Overview) -> list[Option]:
    """Return the dimensions by which everybody can be compared."""
    if not access.sees_everyone:
        return []
    return [
        Option(dimension, str(DIMENSION_LABELS[dimension]), dimension == page.choice.dimension)
        for dimension in DIMENSIONS
    ]


def draw_columns(page: Overview) -> Iterator[Sequence[Picture]]:
    """Return the pictures in two columns; the long ones stand in the second."""
    figures = page.figures
    if figures is None or figures.change is None:
        return
    first = [
        draw_flow(figures),
        draw_distribution(figures, page.mark),
        draw_directions(figures),
        draw_items(figures),
    ]
    second = [draw_groups(page), draw_objectives(page)]
    for column in (first, second):
        pictures = [picture for picture in column if picture is not None]
        if pictures:
            yield pictures
