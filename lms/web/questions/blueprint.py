"""The blueprint of pages of questions to experts."""

from flask import Blueprint

bp = Blueprint("questions", __name__, template_folder="templates")
