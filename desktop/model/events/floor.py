"""Who has the floor: how much each side talks, and for how long at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind, EventLimits, Measure, Reason, exceeds
from desktop.model.events.phrases import Phrase, Speaker, is_backchannel, speaker_of, told_apart
from desktop.model.turn import INTERRUPTING_S, Turn


@dataclass(frozen=True, slots=True)
class TalkTime:
    """How long agent and customer speak, in seconds; what both say at once counts for both."""

    agent_s: float
    customer_s: float

    @property
    def agent_share(self) -> float | None:
        """The agent's part of all that is spoken, 0 to 1; null where neither says anything."""
        spoken_s = self.agent_s + self.customer_s
        return self.agent_s / spoken_s if spoken_s > 0 else None


@dataclass(frozen=True, slots=True)
class Monologue:
    """How long one person has the floor, in seconds of the recording; a listener's "mhm" does not take it away."""

    speaker: Speaker
    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s


def talk_time_of(phrases: Iterable[Phrase]) -> TalkTime:
    """How long each role speaks, without the pauses of half a second and more.

    Args:
        phrases: of the whole call. What is voiced among them tells better when words end than a recogniser does.
    """
    spoken = {Role.AGENT: 0.0, Role.CUSTOMER: 0.0, Role.UNKNOWN: 0.0}
    for phrase in phrases:
        spoken[phrase.speaker.role] += phrase.end_s - phrase.start_s
    return TalkTime(spoken[Role.AGENT], spoken[Role.CUSTOMER])


def monologues_of(turns: Sequence[Turn], limits: EventLimits) -> tuple[Monologue, ...]:
    """Every stretch in which one person has the floor, in the order of time.

    It ends where somebody else says more than that they listen, and at a silence.

    Args:
        turns: of the whole call, in any order.
        limits: from how long on a silence is one.
    """
    runs: list[Monologue] = []
    for turn in sorted(told_apart(turns), key=lambda turn: (turn.start_s, turn.channel)):
        last, speaker = runs[-1] if runs else None, speaker_of(turn)
        if last and last.speaker == speaker and not exceeds(turn.start_s - last.end_s, limits.silence_s):
            runs[-1] = Monologue(speaker, last.start_s, max(last.end_s, turn.end_s))
        elif not _only_listens(turn):
            runs.append(Monologue(speaker, turn.start_s, turn.end_s))
    return tuple(runs)


def longest_monologue(monologues: Iterable[Monologue], role: Role) -> Monologue | None:
    """The longest stretch in which a role has the floor, the first of several; null where it never speaks."""
    return max((run for run in monologues if run.speaker.role is role), key=lambda run: run.length_s, default=None)


def long_monologues_of(monologues: Iterable[Monologue], limits: EventLimits) -> tuple[Event, ...]:
    """The monologues that go beyond what is set."""
    return tuple(_event(run, limits) for run in monologues if exceeds(run.length_s, limits.monologue_s))


def _only_listens(turn: Turn) -> bool:
    return turn.duration_s < INTERRUPTING_S or is_backchannel(turn.text)


def _event(run: Monologue, limits: EventLimits) -> Event:
    reason = Reason(Measure.SECONDS, run.length_s, limits.monologue_s)
    return Event(EventKind.LONG_MONOLOGUE, run.start_s, run.end_s, run.speaker.role, run.speaker.channel, None, reason)
