"""The one kind of error that is shown to a user as it is."""


class UserError(Exception):
    """Something a user can understand and mend.

    Attributes:
        what: one sentence that says what happened.
        fix: one sentence that says what to do about it.
    """

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} {fix}")
        self.what = what
        self.fix = fix


class BadInput(UserError):
    """A file or a value that was handed in cannot be used."""


class MissingModel(UserError):
    """Model weights are absent or damaged."""


class LibraryError(UserError):
    """The library file cannot be opened or written."""
