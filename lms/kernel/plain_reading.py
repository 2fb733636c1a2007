"""Reading without SQLAlchemy, which takes longer to load than a command may take altogether.

What is read so, a module with models reads too, and a test holds both to the same answers. Whatever
is out of the ordinary, a driver's error as much as a rare case, is left to the models: they have
the sentences for what is wrong.
"""

from collections.abc import Callable, Sequence
from typing import Any

Ask = Callable[[str, Sequence[Any]], list[Any]]
"""Takes SQL with a question mark for each value; gives the rows as the driver does."""


class LeftToModels(Exception):
    """Nothing was found out here. Never reaches a person: whoever reads so asks the models then."""
