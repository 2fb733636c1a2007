"""Blueprint of this version of the API.

No operation reads cookies, so CSRF tokens are not needed.
"""

from flask import Blueprint

from lms.extensions import csrf

bp = Blueprint("api", __name__, url_prefix="/api/v1", template_folder="templates")
csrf.exempt(bp)
