"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

bp = Blueprint("printing", __name__, template_folder="templates")
