"""How sure the network may be: the temperature with which its probabilities are right as often as they say."""

import numpy as np
from numpy.typing import NDArray

from training.text_model.figures import Numbers, by_sign, sign_of, softmax

_TRIED = np.geomspace(0.5, 4.0, 200)


def temperature_of(logits: Numbers, steps: NDArray[np.int64]) -> float:
    """The temperature with the highest likelihood of what was felt (Guo et al. 2017).

    Args:
        logits: of the five steps of valence, shape (turns, 5), of turns that were not learnt from.
        steps: the true steps, shape (turns,).

    Returns:
        by what the logits are to be divided, so that negative, neutral and positive have probabilities that hold.
    """
    columns = np.array([sign_of(int(step)) + 1 for step in steps])
    rows = np.arange(len(columns))
    surprises = [-np.log(by_sign(softmax(logits, each))[rows, columns] + 1e-12).mean() for each in _TRIED]
    return float(_TRIED[int(np.argmin(surprises))])
