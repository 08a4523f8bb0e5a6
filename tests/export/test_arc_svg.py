import struct
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from export_builders import CONTROL, FALLING, HOSTILE, RISING, call_of, full_report, report_with

from desktop.errors import BadInput
from desktop.export import arc_png
from desktop.export.arc_flags import flag_shape
from desktop.export.arc_frame import Size
from desktop.export.arc_png import png_of
from desktop.export.arc_svg import arc_svg
from desktop.model.drawing.palette import Theme, palette, valence_colour
from desktop.model.moment import Moment, MomentType
from desktop.model.report import CallReport

SVG = "{http://www.w3.org/2000/svg}"
MOMENTS = (
    Moment(MomentType.PIVOT, 30.0, 34.0, HOSTILE, (HOSTILE,), HOSTILE),
    Moment(MomentType.MISERY, 4.0, 4.0),
    Moment(MomentType.MAGIC, 4.5, 4.5),
    Moment(MomentType.FOLLOW_UP, 5.0, 5.0),
    Moment(MomentType.FOLLOW_UP, 5.2, 5.2),
)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def drawn(report: CallReport, **wishes: object) -> ET.Element:
    return parsed(arc_svg(report, **wishes))


def words_of(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def test_start_low_and_end_are_marked_in_words() -> None:
    report = report_with()
    said = words_of(drawn(report))
    figures = report.arc.figures
    assert figures is not None
    assert "start −0.6" in said
    assert "end +0.6" in said
    assert [text for text in said if text.startswith("low −0.") and " at 0:" in text]
    assert {"+1", "0", "−1", "0:00", "0:30"} <= set(said)


def test_a_reader_who_cannot_see_it_hears_it() -> None:
    svg = drawn(report_with(moments=MOMENTS))
    assert svg.get("role") == "img"
    names = (svg.get("aria-labelledby") or "").split()
    told = {element.get("id"): element.text for element in svg}
    assert told[names[0]] == "Emotion arc of the customer"
    assert "Started very unhappy, lowest at" in (told[names[1]] or "")
    assert "Model 1 estimate" in (told[names[1]] or "")
    assert "Moment 1: misery at 0:04." in (told[names[1]] or "")
    assert svg[0].tag == f"{SVG}title"


def test_a_dot_for_each_turn_in_the_colour_of_its_feeling() -> None:
    svg = drawn(report_with())
    dots = list(svg.iter(f"{SVG}circle"))
    assert [dot.get("fill") for dot in dots] == [valence_colour(value) for value in RISING]
    heights = [float(dot.get("cy") or 0) for dot in dots]
    assert heights.index(max(heights)) == RISING.index(min(RISING))


def test_a_longer_turn_has_a_larger_dot() -> None:
    lines = [(1, "One two."), (0, "Yes I see that.")] * 5 + [(1, "One two three four five six seven eight nine.")]
    radii = [float(dot.get("r") or 0) for dot in drawn(report_with((0.1,) * 6, lines=lines)).iter(f"{SVG}circle")]
    assert radii[-1] == max(radii) > radii[0]


def test_everything_lies_within_the_picture() -> None:
    for report in (report_with(), report_with(FALLING), report_with((1.0,) * 8), report_with((-1.0,) * 8)):
        for size in (Size(), Size(560, 220), Size(320, 200)):
            svg = drawn(replace(report, moments=MOMENTS), size=size)
            for element in svg.iter():
                for name in ("x", "cx", "x1", "x2"):
                    assert 0 <= float(element.get(name) or 0) <= size.width
                for name in ("y", "cy", "y1", "y2"):
                    assert 0 <= float(element.get(name) or 0) <= size.height


def test_flags_stand_in_the_order_of_time_and_apart() -> None:
    svg = drawn(report_with(moments=MOMENTS))
    flags = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "moment"]
    labels = [next(flag.iter(f"{SVG}text")) for flag in flags]
    assert [label.text for label in labels] == ["1", "2", "3", "4", "5"]
    close = {(round(float(label.get("x") or 0)), label.get("y")) for label in labels[:3]}
    assert len({y for _, y in close}) == 3
    assert len({flag_shape(kind, 0, 0) for kind in MomentType}) == len(MomentType)


def test_moments_can_be_left_out() -> None:
    source = arc_svg(report_with(moments=MOMENTS), moments=False)
    assert "moment" not in source.lower()


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_turns_give_dots_and_a_sentence(count: int) -> None:
    svg = drawn(report_with(RISING[:count], lines=None if count else [(0, "Hello is anybody there")]))
    assert f"Too few customer turns to draw an arc ({count} of 6)." in words_of(svg)
    assert len(list(svg.iter(f"{SVG}circle"))) == count
    assert not [text for text in words_of(svg) if text.startswith(("start", "low", "end"))]


def test_a_call_that_was_not_analysed_says_so() -> None:
    report = report_with(())
    said = words_of(drawn(replace(report, call=replace(report.call, analysis=None))))
    assert "This call has not been analysed yet, so no arc is drawn." in said


@pytest.mark.parametrize("call", [call_of(language="de"), call_of(scorer=None)])
def test_other_languages_get_a_sentence(call: object) -> None:
    report = replace(report_with(), call=call)
    assert not list(drawn(report).iter(f"{SVG}circle"))
    assert "Feelings are read in English only, so no arc is drawn." in words_of(drawn(report))


def test_english_has_many_names() -> None:
    for code in ("en", "EN", "en-GB", "en_US"):
        assert "start −0.6" in words_of(drawn(report_with(call=call_of(language=code))))


def test_nothing_that_a_user_wrote_is_in_it() -> None:
    call = call_of(scorer=f"<b>{CONTROL}&", file=HOSTILE)
    source = arc_svg(report_with(call=call, moments=MOMENTS))
    parsed(source)
    assert "<b>" not in source
    assert "alert" not in source
    assert not set(CONTROL) & set(source)


def test_colours_follow_the_theme_and_figures_the_locale() -> None:
    dark = arc_svg(report_with(), theme=Theme.DARK, locale="de")
    assert palette(Theme.DARK).panel in dark
    assert palette(Theme.LIGHT).panel not in dark
    assert "start −0,6" in dark
    with pytest.raises(BadInput, match="not a locale"):
        arc_svg(report_with(), locale="xx-nowhere")


def test_turns_at_the_same_instant_and_a_very_long_call_are_drawn() -> None:
    report = report_with(call=call_of(duration_s=11_000.0))
    assert "1:00:00" in words_of(drawn(report))
    same = replace(report.arc, line=tuple(replace(p, t_s=5.0) for p in report.arc.line))
    assert "nan" not in arc_svg(replace(report, arc=same))


def test_a_png_twice_the_size_that_is_the_same_without_any_fonts_of_the_system() -> None:
    report = report_with()
    png = png_of(arc_svg(report, size=Size(400, 200)))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (800, 400)
    dumb = parsed(arc_svg(report, size=Size(400, 200)))
    for label in dumb.findall(f"{SVG}text"):
        dumb.remove(label)
    assert ink(png) > ink(png_of(ET.tostring(dumb, encoding="unicode"))) * 1.1


def ink(png: bytes) -> int:
    """How much there is to see: what the picture packs down to."""
    return len(zlib.compress(png))


def test_the_fonts_ship_with_their_licence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fonts = arc_png.resources() / "fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8").upper()
    with_fonts = png_of(arc_svg(report_with()))
    monkeypatch.setattr(arc_png, "resources", lambda: tmp_path)
    assert ink(png_of(arc_svg(report_with()))) < ink(with_fonts), "the fonts of this computer were used"


def test_a_pivot_is_an_arrow_with_its_size_and_the_band_lies_under_the_line() -> None:
    report = full_report()
    svg = drawn(report)
    assert [text for text in words_of(svg) if text.startswith("pivot +1.")]
    shades = [path for path in svg.iter(f"{SVG}path") if path.get("fill-opacity")]
    assert len(shades) == 1
    assert "Up +1." in "".join(element.text or "" for element in svg.iter(f"{SVG}desc"))
    assert not [text for text in words_of(drawn(report_with())) if text.startswith("pivot −")]


def test_a_ring_shows_a_voice_with_more_energy_than_usual() -> None:
    rings = list(drawn(full_report()).iter(f"{SVG}ellipse"))
    assert len(rings) == 1
    assert not list(drawn(report_with()).iter(f"{SVG}ellipse"))


def test_a_corrected_dot_has_a_hole_and_the_models_value_stays_behind_it() -> None:
    report = full_report(corrections=((0, 0.5),))
    svg = drawn(report)
    dot = next(svg.iter(f"{SVG}circle"))
    rounds = list(svg.iter(f"{SVG}ellipse"))
    ghost, hole = rounds[0], rounds[1]
    assert hole.get("cy") == dot.get("cy")
    assert float(ghost.get("cy") or 0) > float(dot.get("cy") or 0)
    assert ghost.get("stroke-dasharray")
    assert "1 of 12 turns corrected." in "".join(element.text or "" for element in svg.iter(f"{SVG}desc"))


def test_names_keep_clear_of_what_the_model_had_said() -> None:
    svg = drawn(full_report(corrections=((3, -0.2), (9, 0.4))), size=Size(760, 250))
    estimates = [dot for dot in svg.iter(f"{SVG}ellipse") if dot.get("stroke-dasharray")]
    names = [text for text in svg.iter(f"{SVG}text") if (text.text or "").startswith(("start", "low", "end", "pivot"))]
    assert (len(estimates), len(names)) == (2, 4)
    for dot in estimates:
        for name in names:
            across = abs(float(name.get("x") or 0) - float(dot.get("cx") or 0))
            down = abs(float(name.get("y") or 0) - 4 - float(dot.get("cy") or 0))
            assert across > 3.8 * len(name.text or "") or down > 12, name.text
