"""Two groups of embeddings, the same ones every time.

Spectral clustering (Ng, Jordan & Weiss 2001; with a pruned affinity as in Wang et al., "Speaker Diarization with LSTM",
2018) is only as good as its pruning on the half minute that a short call has. So several prunings and the principal
axes each propose a division, k-means on the sphere settles each, and the tightest two groups win.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# The shares of its neighbours that a window stays linked with.
_LINKED = (0.1, 0.2, 0.4, 0.8)
_FEWEST_LINKS = 6
_AXES = 3
_ROUNDS = 10
# Eigenvectors cost the cube of this; in a longer call every so-many-th window proposes, and all of them settle.
_MOST_PROPOSING = 600
Points = NDArray[np.float64]
Weights = NDArray[np.float64]
Groups = NDArray[np.bool_]
Owners = NDArray[np.intp]


def unit(points: Points) -> Points:
    """Scale to length 1; what has no direction stays zero."""
    lengths = np.linalg.norm(points, axis=-1, keepdims=True)
    return np.asarray(points / np.maximum(lengths, 1e-12))


def two_centres(points: Points, weights: Weights) -> Points | None:
    """The directions of the tightest two groups.

    Args:
        points: of length 1, shape (n, d).
        weights: how much each counts, above 0, shape (n,).

    Returns:
        shape (2, d), or null where the points do not fall in two.
    """
    some = slice(None, None, -(-len(points) // _MOST_PROPOSING) or 1)
    found = [
        centres
        for proposal in _proposals(points[some], weights[some])
        if (centres := _settled(points, weights, _centres(points[some], weights[some], proposal))) is not None
    ]
    return max(found, key=lambda centres: float(weights @ (points @ centres.T).max(axis=1)), default=None)


def separation(points: Points, weights: Weights, second: Groups, owners: Owners) -> float:
    """The mean cosine distance between a point of one group and one of the other, 0 where there is no such pair.

    Args:
        points: of length 1, shape (n, d).
        weights: how much each counts, shape (n,).
        second: which belong to the second group, shape (n,).
        owners: what each was cut from, counted from 0, shape (n,); pairs that were cut from the same are left out.
    """
    count = int(owners.max(initial=-1)) + 1
    sums, masses = np.zeros((2, count, points.shape[1])), np.zeros((2, count))
    np.add.at(sums, (second.astype(int), owners), points * weights[:, None])
    np.add.at(masses, (second.astype(int), owners), weights)
    alike = sums[0].sum(axis=0) @ sums[1].sum(axis=0) - np.sum(sums[0] * sums[1])
    pairs = masses[0].sum() * masses[1].sum() - np.sum(masses[0] * masses[1])
    return float(1 - alike / pairs) if pairs > 1e-9 else 0.0


def _proposals(points: Points, weights: Weights) -> Iterator[Groups]:
    if len(points) < 2:
        return
    affinity = np.maximum(points @ points.T, 0)
    axes = [_fiedler(affinity, share) for share in _LINKED]
    spread = (points - np.average(points, axis=0, weights=weights)) * np.sqrt(weights)[:, None]
    axes += [points @ axis for axis in np.linalg.svd(spread, full_matrices=False)[2][:_AXES]]
    for values in axes:
        yield values > _best_cut(values)
        yield values > np.median(values)


def _fiedler(affinity: Points, share: float) -> NDArray[np.float64]:
    """The second eigenvector of the normalised Laplacian of the strongest links: it parts what is linked least."""
    count = len(affinity)
    links = min(max(int(count * share), _FEWEST_LINKS), count)
    least = np.sort(affinity, axis=1)[:, -links][:, None]
    linked = np.where(affinity >= least, affinity, 0)
    linked = np.maximum(linked, linked.T)
    np.fill_diagonal(linked, 0)
    scale = 1 / np.sqrt(linked.sum(axis=1) + 1e-9)
    vectors = np.linalg.eigh(np.eye(count) - linked * scale[:, None] * scale)[1]
    return np.asarray(vectors[:, 1] * scale)


def _best_cut(values: NDArray[np.float64]) -> float:
    """Where a line of values falls into the two groups with the least variance."""
    line = np.sort(values)
    below = np.arange(1, len(line))
    sums = np.cumsum(line)[:-1]
    between = sums**2 / below + (line.sum() - sums) ** 2 / (len(line) - below)
    best = int(np.argmax(between))
    return float(line[best : best + 2].mean())


def _settled(points: Points, weights: Weights, centres: Points | None) -> Points | None:
    """K-means on the sphere from a first division on; null where one group swallows the other."""
    groups: Groups | None = None
    for _ in range(_ROUNDS):
        if centres is None:
            return None
        closer = points @ centres[1] > points @ centres[0]
        if groups is not None and np.array_equal(closer, groups):
            break
        groups, centres = closer, _centres(points, weights, closer)
    return centres


def _centres(points: Points, weights: Weights, groups: Groups) -> Points | None:
    if groups.all() or not groups.any():
        return None
    weighted = points * weights[:, None]
    return unit(np.stack([weighted[~groups].sum(axis=0), weighted[groups].sum(axis=0)]))
