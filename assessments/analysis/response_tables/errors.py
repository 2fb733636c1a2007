"""Error of a table as a code with parameters; entry points hold the messages. Pure."""


class TableError(ValueError):
    """A table that cannot be analysed; `code` has a message in lms/cli/statistics."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters
