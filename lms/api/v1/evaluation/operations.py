"""Operations that list course versions and read released figures of the evaluation."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from assessments.evaluation.queries import released_contexts
from lms.accounts.permissions import Grant, allows
from lms.accounts.roles.queries import open_grants
from lms.api.v1.blueprint import bp
from lms.api.v1.evaluation.responses import evaluation_facts, own_group_facts, version_line
from lms.api.v1.evaluation.schemas import EvaluationFacts, EvaluationQuery, VersionList
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.problems import ApiProblem
from lms.api.v1.schemas import PageQuery
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.errors import NotAllowed
from lms.web.evaluation.access import SEE, OwnGroup, own_groups, permitted_choice
from lms.web.evaluation.overview import visible_versions
from lms.web.texts.language import current_language
from lms.workflows.evaluation.figures import POOL
from lms.workflows.evaluation.overview import Choice, Overview, read_overview

SCOPE: Final = "evaluation:read"


@bp.get("/evaluation")
@Operation(
    "List versions with figures",
    VersionList,
    scope=SCOPE,
    query=PageQuery,
    is_paged=True,
    error_statuses=(HTTPStatus.NOT_FOUND,),
)
def evaluation_versions(call: Call) -> ApiResponse:
    """The course versions of the page of the evaluation, and the groups that a coordinator or
    facilitator may read."""
    groups = _own_groups(call.program.person_id)
    versions = visible_versions(sees_everyone=groups is None)
    shown, next_cursor = cut_page(versions, call.query, lambda entry: entry.version_id)
    released = released_contexts(db.session())
    page = VersionList(
        versions=[version_line(entry, released) for entry in shown],
        groups=own_group_facts(groups),
        next_cursor=next_cursor,
    )
    link = next_link("api.evaluation_versions", call.query, next_cursor)
    return ApiResponse(page, headers=link)


@bp.get("/evaluation/<uuid:version_id>")
@Operation(
    "Read released figures",
    EvaluationFacts,
    scope=SCOPE,
    query=EvaluationQuery,
    error_statuses=(HTTPStatus.NOT_FOUND,),
    cost=2,
)
def evaluation(call: Call, version_id: UUID) -> ApiResponse:
    """The figures of the page of a course version: of everybody, compared by one grouping, or of
    one group. A coordinator or facilitator gets the own group only."""
    group_id = "" if call.query.group == POOL else call.query.group
    groups = _own_groups(call.program.person_id)
    try:
        choice = permitted_choice(groups, Choice(call.query.by, group_id))
    except NotAllowed:  # tells nobody which groups exist
        raise ApiProblem(HTTPStatus.NOT_FOUND, "not-found") from None
    page = read_overview(
        db.session(),
        version_id,
        choice,
        language=current_language(),
        names_groups=groups is None,
    )
    facts = evaluation_facts(page)
    db.session.remove()
    _record(call, page)
    return ApiResponse(facts)


def _own_groups(person_id: UUID | None) -> tuple[OwnGroup, ...] | None:
    """Return the groups of a person, or None for a service or person who sees everybody."""
    if person_id is None:
        return None
    rows = open_grants(db.session(), person_id)
    grants = [Grant(row.role, row.scope_type, row.scope_id) for row in rows]
    return None if allows(grants, SEE) else own_groups(grants)


def _record(call: Call, page: Overview) -> None:
    """Audit who takes which figures along, as for files."""
    choice = page.choice
    with transaction() as session:
        audit.record(
            session,
            action="evaluation.exported",
            actor_id=call.program.person_id,
            subject_type="course_version",
            subject_id=page.version_id,
            now=call.now,
            details={
                "file": "api",
                "dimension": choice.dimension,
                "group": choice.group_id,
                "token": str(call.program.token_id),
            },
        )
