"""Times that end something, on a server whose clock was set back since it began."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, literal
from sqlalchemy.orm import InstrumentedAttribute


def later_of(now: datetime, began: InstrumentedAttribute[datetime]) -> ColumnElement[datetime]:
    """`now`, or the time in the column `began` of the same row if that is later.

    The tables require that nothing ends before it began. Without this, a clock that was set back
    would refuse to end anything that began after the time it shows.
    """
    return case((began > now, began), else_=literal(now, began.type))
