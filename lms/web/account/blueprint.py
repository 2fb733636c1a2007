"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

from lms.web.account.consent_texts import consent_text

bp = Blueprint("account", __name__, template_folder="templates")
bp.add_app_template_global(consent_text)
