"""Colours between two others."""


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another laid over it, each as `#RRGGBB`."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in parts)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
