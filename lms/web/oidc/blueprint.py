"""The blueprint of sign-in with accounts elsewhere."""

from flask import Blueprint

from lms.accounts.oidc import queries
from lms.accounts.oidc.queries import Provider
from lms.extensions import db


def sign_in_providers() -> list[Provider]:
    """The providers that the pages of sign-in and sign-up offer."""
    return queries.active_providers(db.session())


bp = Blueprint("oidc", __name__, template_folder="templates")
bp.add_app_template_global(sign_in_providers)
