"""The blueprint that the modules of this area add their routes to."""

from flask import Blueprint

bp = Blueprint("offline", __name__, template_folder="templates")
