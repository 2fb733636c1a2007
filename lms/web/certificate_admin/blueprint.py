"""Blueprint of this area."""

from flask import Blueprint

bp = Blueprint("certificate_admin", __name__, url_prefix="/admin", template_folder="templates")
