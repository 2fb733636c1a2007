"""The blueprint that the modules of this version add their operations to.

Nothing here looks at a cookie, so no other site can make a browser act: forms' tokens are not asked
for.
"""

from flask import Blueprint

from lms.extensions import csrf

bp = Blueprint("api", __name__, url_prefix="/api/v1", template_folder="templates")
csrf.exempt(bp)
