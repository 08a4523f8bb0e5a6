"""Where a valence stands in a lane of a height, and which valence stands where a dot was let go."""

from dataclasses import dataclass

# The lane is a little higher than the scale, so that the outermost dots are whole.
_HEADROOM = 1.3
_STEPS = 10


@dataclass(frozen=True, slots=True)
class Heights:
    """The heights of valences in a lane; `middle` is how many pixels below the lane's upper edge 0 stands."""

    middle: float

    @property
    def per_valence(self) -> float:
        """How many pixels are between 0 and +1."""
        return self.middle / _HEADROOM

    def y(self, value: float) -> float:
        """How many pixels below the lane's upper edge a valence stands."""
        return self.middle - value * self.per_valence

    def value(self, y: float) -> float:
        """The valence at a height to a tenth, which is how a coach sets it; −1 or +1 beyond the scale."""
        return tenth((self.middle - y) / self.per_valence) if self.per_valence > 0 else 0.0


def tenth(value: float) -> float:
    """The nearest valence that a coach can set: a tenth from −1 to +1."""
    return min(max(round(value * _STEPS), -_STEPS), _STEPS) / _STEPS
