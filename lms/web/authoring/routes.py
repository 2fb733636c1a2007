"""All routes of this area, gathered for the application."""

from lms.web.authoring import (  # noqa: F401  importing them adds their routes
    blocks,
    designer,
    drafts,
    edit,
    grading,
    grading_changes,
    imports,
    items,
    olx,
    outline,
    publish,
    rescoring,
    reviews,
    step_editor,
)
from lms.web.authoring.blueprint import bp

__all__ = ["bp"]
