from itertools import pairwise

import pytest

from desktop.model.drawing.palette import BAND_TINT, Theme, mixed, palette, valence_colour


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_words_and_marks_stand_out_from_what_they_stand_on(theme: Theme) -> None:
    colours = palette(theme)
    for ground in (colours.window, colours.panel):
        for words in (colours.text, colours.quiet, colours.accent, colours.agent, colours.customer, colours.error):
            assert contrast(words, ground) >= 4.5, (words, ground)
        for mark in (colours.lowest, colours.neutral, colours.highest, colours.outline, colours.accent):
            assert contrast(mark, ground) >= 3.0, (mark, ground)
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_words_stay_readable_where_a_row_or_a_stretch_is_tinted(theme: Theme) -> None:
    colours = palette(theme)
    for ground in (colours.window, colours.panel):
        for words in (colours.text, colours.customer):
            for share in (0.09, 0.12, 0.16, 0.2, 0.28):
                assert contrast(words, mixed(ground, colours.accent, share)) >= 4.5, (words, ground, share)
    for words in (colours.quiet, colours.error, colours.accent):
        # What is selected in the library, while the focus is there and while it is elsewhere.
        assert contrast(words, mixed(colours.panel, colours.accent, 0.12)) >= 4.5, words
        assert contrast(words, mixed(colours.panel, colours.text, 0.06)) >= 4.5, words


@pytest.mark.parametrize("theme", Theme)
def test_what_is_pressed_or_looked_at_can_be_told_from_what_it_stands_on(theme: Theme) -> None:
    colours = palette(theme)
    # A button that is pressed in or under the pointer, and its frame while it has the focus.
    assert contrast(colours.text, colours.line) >= 4.5
    assert contrast(colours.accent, colours.line) >= 3.0
    # The frame of the primary button while it has the focus.
    assert contrast(colours.text, colours.accent) >= 1.5
    # A lit word, and the words in a filled flag.
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_words_can_be_read_on_pivots_and_on_the_band(theme: Theme) -> None:
    colours = palette(theme)
    for filled in (colours.lowest, colours.highest):
        assert contrast(colours.on_accent, filled) >= 4.5
    band = mixed(colours.panel, colours.quiet, BAND_TINT)
    assert contrast(colours.text, band) >= 4.5
    for step in range(-10, 11):
        assert contrast(valence_colour(step / 10, theme), band) >= 3.0


@pytest.mark.parametrize("theme", Theme)
def test_every_valence_is_a_mark_that_can_be_seen(theme: Theme) -> None:
    colours = palette(theme)
    for step in range(-20, 21):
        assert contrast(valence_colour(step / 20, theme), colours.window) >= 3.0
        assert contrast(valence_colour(step / 20, theme), colours.panel) >= 3.0


@pytest.mark.parametrize("theme", Theme)
def test_the_scale_ends_where_the_design_says_and_runs_on_without_a_break(theme: Theme) -> None:
    colours = palette(theme)
    assert [valence_colour(v, theme) for v in (-1, 0, 1)] == [colours.lowest, colours.neutral, colours.highest]
    assert valence_colour(-3, theme) == colours.lowest
    assert valence_colour(3, theme) == colours.highest
    scale = [valence_colour(step / 50, theme) for step in range(-50, 51)]
    for left, right in pairwise(scale):
        assert max(abs(int(left[i : i + 2], 16) - int(right[i : i + 2], 16)) for i in (1, 3, 5)) <= 10


def test_colours_are_mixed_by_their_share() -> None:
    assert mixed("#000000", "#FFFFFF", 0.0) == "#000000"
    assert mixed("#000000", "#FF8000", 0.5) == "#804000"
