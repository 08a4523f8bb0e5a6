"""The sound of customers' turns and of nobody else's: whatever is measured of a voice begins with a type from here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.analysis.speech import Piece
from desktop.analysis.windows import Window, cut
from desktop.media.decode import Samples
from desktop.model.call import Role
from desktop.model.turn import Stretch, Turn


@dataclass(frozen=True, slots=True)
class CustomerTurn:
    """A turn that is known to be a customer's.

    Raises:
        ValueError: it is somebody else's. No feeling is estimated from the voice of an agent, nor of somebody unknown.
    """

    turn: Turn

    def __post_init__(self) -> None:
        if self.turn.role is not Role.CUSTOMER:
            raise ValueError(f"A voice is measured for customers only, and this turn has the role “{self.turn.role}”.")


@dataclass(frozen=True, slots=True, eq=False)
class CustomerSound:
    """A customer's turn with its sound: samples of shape (n,), −1 to +1, at 16 kHz."""

    customer: CustomerTurn
    samples: Samples


def customer_sounds(
    blocks: Iterable[Samples], turns: Sequence[Turn], *, bleed: bool = False
) -> Iterator[tuple[int, CustomerSound]]:
    """Take the sound of the customers' turns out of a recording as it streams by.

    Args:
        blocks: samples of shape (channels, n) at 16 kHz, from the beginning of the recording.
        turns: everybody's, in the order of time. Where somebody else speaks in the same channel meanwhile, that sound
            is left out.
        bleed: whether whoever speaks is heard in every channel, so that it is left out whichever channel is theirs.

    Yields:
        the place in `turns` of each customer's turn, in order, with its sound; other turns and those of which no sound
        is left are passed over.
    """
    customers = [(index, CustomerTurn(turn)) for index, turn in enumerate(turns) if turn.role is Role.CUSTOMER]
    windows = [(index, customer, _window(customer.turn, turns, bleed=bleed)) for index, customer in customers]
    windows = [each for each in windows if each[2].pieces]
    sounds = cut(blocks, [window for _, _, window in windows])
    for (index, customer, _), samples in zip(windows, sounds, strict=True):
        yield index, CustomerSound(customer, samples)


def _window(turn: Turn, turns: Sequence[Turn], *, bleed: bool) -> Window:
    heard = (t for t in turns if bleed or t.channel == turn.channel)
    others = sorted((t.start_s, t.end_s) for t in heard if t.role is not turn.role)
    return Window(tuple(Piece(turn.channel, a, b, a, b) for a, b in _without((turn.start_s, turn.end_s), others)))


def _without(stretch: Stretch, others: Iterable[Stretch]) -> list[Stretch]:
    """What is left of a stretch outside of others, which are sorted by their beginning."""
    left, (at_s, end_s) = [], stretch
    for other_start_s, other_end_s in others:
        left.append((at_s, min(other_start_s, end_s)))
        at_s = max(at_s, other_end_s)
    return [(a, b) for a, b in [*left, (at_s, end_s)] if a < b]
