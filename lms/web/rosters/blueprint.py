"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

bp = Blueprint("rosters", __name__, url_prefix="/organisations", template_folder="templates")
