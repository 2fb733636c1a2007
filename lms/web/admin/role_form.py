"""The form that grants a role, and how roles and their parts of the site are called."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
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
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role, ROLE_LABELS[role]) for role in ROLES],
        validate_choice=False,
    )
    scope = SelectField(_l("Where it holds"), validate_choice=False, default=WHOLE_SITE)

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
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
            self.chosen_scope  # noqa: B018  reading it checks it
        except ValueError as unreadable:
            raise StopValidation(error_message(ScopeIncomplete())) from unreadable

    @property
    def chosen_scope(self) -> tuple[str, UUID | None]:
        """Raises ValueError for what the form does not offer."""
        kind, _colon, name = (self.scope.data or WHOLE_SITE).partition(":")
        if kind == WHOLE_SITE and not name:
            return WHOLE_SITE, None
        if kind not in ("course", "cohort"):
            raise ValueError(kind)
        return kind, UUID(name)


@dataclass(frozen=True, slots=True)
class LabelledGrant:
    """A role that somebody holds, in the reader's words."""

    id: UUID
    role: str
    scope: str
    granted_at: datetime


def label_grants(grants: list[OpenGrant]) -> list[LabelledGrant]:
    scopes: tuple[Scope, ...] = ()
    if any(grant.scope_id for grant in grants):
        scopes = open_scopes(db.session(), language=current_language())
    names: dict[tuple[str, UUID | None], str] = {(one.kind, one.id): one.name for one in scopes}
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
