"""Kills at random points of a batch: afterwards everything is there once, and nothing else is left."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from batch_files import invented_recordings, spoken_recordings
from killing import TOO_LATE, Case, Scene, Usual, planned

from desktop.cli import main
from desktop.model.moment import Moment, MomentType, Note
from desktop.storage.opening import open_library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

Stage = Callable[[Path, Case], Scene]
_KEPT = Case(0, "analyse", fresh=True, real=False, kills=())
_CALLS = 3


@pytest.fixture(scope="session")
def set_stage(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Stage:
    """Prepares a batch: three recordings, in a library that is new or has a call with a moment and a note."""
    folder = tmp_path_factory.mktemp("batch")
    invented = invented_recordings(folder, _CALLS + 1)
    spoken = spoken_recordings(folder, _CALLS)
    kept = Scene(tmp_path_factory.mktemp("kept"), invented[_CALLS:], _KEPT, None)
    kept.finish()
    with open_library(kept.library) as library:
        (call,) = library.calls.all()
        library.moments.add(call.id, Moment(MomentType.PIVOT, 3.0, 3.0, "long before", ("kept",)))
        library.notes.add(call.id, Note("kept"))

    def stage(place: Path, case: Case) -> Scene:
        scene = Scene(place, spoken if case.real else invented[:_CALLS], case, None if case.fresh else kept.library)
        if case.real:
            scene.use_models(models_folder)
        return scene

    return stage


@pytest.fixture(scope="session")
def usually(set_stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Usual]:
    """What an undisturbed run of a kind of case takes and leaves, found out when it is first asked for."""
    known: dict[Case, Usual] = {}

    def usual(case: Case) -> Usual:
        kind = replace(case, number=0, kills=())
        if kind not in known:
            known[kind] = set_stage(tmp_path_factory.mktemp("usual"), kind).usual()
        return known[kind]

    return usual


def test_nothing_is_lost_or_doubled_by_a_kill(
    kill_number: int,
    torture_seed: int,
    set_stage: Stage,
    usually: Callable[[Case], Usual],
    count: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = planned(torture_seed, kill_number)
    usual, scene = usually(case), set_stage(tmp_path, case)

    for stage in scene.disturb(case.kills, usual):
        count(f"kills of {case.kind}" if stage != TOO_LATE else "kills that came too late", stage)
    scene.finish()

    monkeypatch.setenv("UPSWING_HOME", str(tmp_path / "home"))
    assert main(["check", "--library", str(scene.library)]) == 0
    assert scene.facts() == usual.facts
    assert scene.marked_twice() == []
    assert scene.files() == usual.files
