"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

bp = Blueprint("authoring", __name__, url_prefix="/authoring", template_folder="templates")
