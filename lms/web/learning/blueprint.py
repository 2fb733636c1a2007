"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

bp = Blueprint("learning", __name__, url_prefix="/courses/<code>", template_folder="templates")
