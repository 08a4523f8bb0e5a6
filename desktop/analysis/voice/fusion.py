"""Words and voice together: the words say which way a customer feels, the voice how strongly."""

INFLUENCE = 0.25
MOST_INFLUENCE = 0.5


def fused_valence(
    valence: float, activation: float | None, confidence: float = 1.0, influence: float = INFLUENCE
) -> float:
    """Scale the valence of the words by the energy of the voice; their sign stays.

    Loudness goes with joy as with anger, so it can tell how much of a feeling there is and never which one.

    Args:
        valence: of the words, −1 to +1.
        activation: of the voice, −1 to +1; where it is null the words stand as they are.
        confidence: of the activation, 0 to 1.
        influence: by which share full activation raises or lowers the valence, 0 to 0.5.

    Returns:
        the valence, −1 to +1, with the sign of the words; of two sentences said alike the stronger stays so.

    Raises:
        ValueError: the influence is out of its range, in which alone the sign is safe.
    """
    if not 0.0 <= influence <= MOST_INFLUENCE:
        raise ValueError(f"The influence of the voice is 0 to {MOST_INFLUENCE}, not {influence}.")
    if activation is None:
        return valence
    scaled = valence * (1.0 + influence * confidence * min(max(activation, -1.0), 1.0))
    return min(max(scaled, -1.0), 1.0)
