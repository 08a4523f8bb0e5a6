"""What somebody said, without when: all that a reader of words needs to know."""

from dataclasses import dataclass

from desktop.model.call import Role


@dataclass(frozen=True, slots=True)
class Utterance:
    """A few sentences of one person."""

    role: Role
    text: str
