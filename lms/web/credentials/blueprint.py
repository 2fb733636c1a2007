"""The blueprint of documents for third-party software."""

from flask import Blueprint

from lms.web.credentials.answers import answer_preflight

bp = Blueprint("credentials", __name__, template_folder="templates")
bp.after_request(answer_preflight)
