"""Form that grants a role, and labels of roles and scopes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from courses.catalogue.role_scopes import Scope
from lms.accounts.errors import RoleUnknown, ScopeIncomplete
from lms.accounts.permissions import ROLES
from lms.accounts.roles.queries import OpenGrant
from lms.extensions import db
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.accounts.grant_role import open_scopes

ROLE_LABELS = {
    "learner": _l("Learner"),
    "coordinator": _l("Coordinator"),
    "facilitator": _l("Facilitator"),
    "author": _l("Author"),
    "expert": _l("Expert"),
    "evaluator": _l("Evaluator"),
    "administrator": _l("Administrator"),
}
WHOLE_SITE = "platform"


class GrantForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Role and scope of a grant."""

    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role, ROLE_LABELS[role]) for role in ROLES],
        validate_choice=False,
    )
    scope = SelectField(_l("Where it holds"), validate_choice=False, default=WHOLE_SITE)

    def __init__(self) -> None:
        super().__init__()
        groups: dict[str, list[SelectChoice]] = defaultdict(list)
        groups[_("Everywhere")].append(SelectChoice(WHOLE_SITE, _("On the whole site")))
        titles = {"course": _("In one course"), "cohort": _("In one cohort")}
        for scope in open_scopes(db.session(), language=current_language()):
            groups[titles[scope.kind]].append(SelectChoice(f"{scope.kind}:{scope.id}", scope.name))
        self.scope.choices = dict(groups)

    def validate_role(self, field: Field) -> None:
        if field.data not in ROLES:
            raise StopValidation(error_message(RoleUnknown()))

    def validate_scope(self, field: Field) -> None:
        try:
            self.chosen_scope  # noqa: B018  validates
        except ValueError as error:
            raise StopValidation(error_message(ScopeIncomplete())) from error

    @property
    def chosen_scope(self) -> tuple[str, UUID | None]:
        """Return type and id of the scope. Raises ValueError for other values."""
        kind, _colon, name = (self.scope.data or WHOLE_SITE).partition(":")
        if kind == WHOLE_SITE and not name:
            return WHOLE_SITE, None
        if kind not in ("course", "cohort"):
            raise ValueError(kind)
        return kind, UUID(name)


@dataclass(frozen=True, slots=True)
class LabelledGrant:
    """A role of a person with translated labels."""

    id: UUID
    role: str
    scope: str
    granted_at: datetime


def label_grants(grants: list[OpenGrant]) -> list[LabelledGrant]:
    """Add labels in the reader's language."""
    scopes: tuple[Scope, ...] = ()
    if any(grant.scope_id for grant in grants):
        scopes = open_scopes(db.session(), language=current_language())
    names: dict[tuple[str, UUID | None], str] = {
        (scope.kind, scope.id): scope.name for scope in scopes
    }
    names[WHOLE_SITE, None] = _("on the whole site")
    elsewhere = _("in one part of the site")
    return [
        LabelledGrant(
            grant.id,
            str(ROLE_LABELS[grant.role]),
            names.get((grant.scope_type, grant.scope_id), elsewhere),
            grant.granted_at,
        )
        for grant in grants
    ]
