"""The blueprint to which the modules of this area add their routes."""

from flask import Blueprint

bp = Blueprint("cohorts", __name__, url_prefix="/organisations", template_folder="templates")
