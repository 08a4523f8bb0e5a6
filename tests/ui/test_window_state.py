"""How the window stood is kept in a private file, and a damaged one is none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray

from desktop.ui.call.remembered_views import RememberedViews
from desktop.ui.window_state import WindowState


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "home" / "window.ini"
    state = WindowState(path)
    state.keep_text("library", 'a,b;c=d "e"')
    state.keep_state("geometry", QByteArray(b"\x00\xff\x01"))
    state.keep_texts("call", {"folded": "arc,moments", "views": "[[1, 0.0, 2.5]]"})
    state.flush()

    again = WindowState(path)
    assert again.text("library") == 'a,b;c=d "e"'
    assert again.state("geometry") == QByteArray(b"\x00\xff\x01")
    assert again.texts("call") == {"folded": "arc,moments", "views": "[[1, 0.0, 2.5]]"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_never_kept_is_empty(tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    assert state.text("x") == ""
    assert state.state("x").isEmpty()
    assert state.texts("x") == {}


@pytest.mark.parametrize("content", [b"\x00\x01\xff", b"[", b"geometry=zz, yy\n", b"[General]\ngeometry=@Invalid()\n"])
def test_a_damaged_file_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.ini"
    path.write_bytes(content)
    state = WindowState(path)
    assert state.text("geometry") == ""
    assert state.state("geometry").isEmpty()
    state.keep_text("geometry", "00")
    state.flush()
    assert WindowState(path).text("geometry") == "00"


VIEWS = st.dictionaries(st.integers(1, 9), st.tuples(st.floats(0, 100), st.floats(100, 9999)))


@given(VIEWS)
def test_views_are_kept_to_the_hundredth_of_a_second(views: dict[int, tuple[float, float]]) -> None:
    kept, again = RememberedViews(), RememberedViews()
    for call_id, view in views.items():
        kept.keep(call_id, view)
    again.restore(kept.text())
    assert {call_id: again.of(call_id) for call_id in views} == {
        call_id: pytest.approx(view, abs=0.006) for call_id, view in views.items()
    }


def test_only_the_latest_views_are_kept() -> None:
    kept = RememberedViews()
    for call_id in [*range(60), 10]:
        kept.keep(call_id, (0.0, 1.0))
    assert kept.of(59) == kept.of(10) == (0.0, 1.0)
    assert kept.of(5) is None


@given(st.text())
def test_any_text_may_stand_where_views_were_kept(text: str) -> None:
    views = RememberedViews()
    views.restore(text)
    assert views.of(1) is None
