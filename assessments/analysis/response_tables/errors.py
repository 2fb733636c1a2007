"""What is wrong with a table, as a code with its parameters; the door has the sentence. Pure."""


class TableError(ValueError):
    """A table that cannot be analysed as it stands."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters
