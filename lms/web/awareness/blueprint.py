"""The blueprint of awareness pages."""

from flask import Blueprint

bp = Blueprint("awareness", __name__, template_folder="templates")
