"""Forms whose text must not be lost with the token: their routes check it, not `csrf` before them.

Such a route is named in `csrf.exempt`. It stores nothing without a right token; it shows its page
again, with what was typed and with a new token.
"""

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError

from lms.extensions import csrf
from lms.web.texts.error_messages import sentence


def has_right_token() -> bool:
    """Exactly what is asked before all other routes, the site that the form is of included."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        csrf.protect()
    except CSRFError:
        return False
    return True


def is_taken(form: FlaskForm) -> bool:
    """Is the form ours, and are its fields in order? If not, it says what is wrong."""
    if has_right_token():
        return bool(form.validate())
    form.form_errors.append(not_stored())
    return False


def not_stored() -> str:
    return sentence("form-not-stored")
