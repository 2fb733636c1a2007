"""The blueprint to which the modules of this area add their routes."""

from flask import Blueprint

bp = Blueprint("certificate_admin", __name__, url_prefix="/admin", template_folder="templates")
