"""The window starts, opens a call and plays it without any of the heavy libraries."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"torch", "whisper", "faster_whisper", "ctranslate2", "onnxruntime", "tokenizers"}
LATE = {"av", "typst", "docx"}
PROBE = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop import app
from desktop.storage.opening import open_library
from tools.invented_calls import invented_call
from tools.seeded_library import add_analysed, copy_of_sample

home = Path(sys.argv[1])
with open_library(home / "library.sqlite") as library:
    call_id = add_analysed(library, 1, invented_call(1), home)
    library._db.execute("UPDATE calls SET file = ?", [str(copy_of_sample(home / "sounds"))])
loaded = {}

def names():
    return sorted(name.partition(".")[0] for name in sys.modules)

def when(ready, go_on):
    # However busy the computer is: as soon as it is so, and not after a while.
    found = ready()
    QTimer.singleShot(50, lambda: go_on(found) if found else when(ready, go_on))

def shown_window():
    return next((w for w in QApplication.topLevelWidgets() if hasattr(w, "open_call") and w.isVisible()), None)

def started(window):
    loaded["started"] = names()
    window.open_call(call_id)
    from desktop.ui.call.player.player import Player
    player = window.findChild(Player)
    player.play()
    from desktop.ui.call.screen import CallScreen
    call = window.findChild(CallScreen).call
    for text in ("one", "two"):
        call.write_note(text)
        call.swap_roles()
    call.undo_stack.undo()

    def played(_):
        loaded["played"] = names()
        window.close()

    when(lambda: player.position_s > 0.2, played)

application_of = app.application_of

def timed(arguments):
    application = application_of(arguments)
    QTimer.singleShot(0, lambda: when(shown_window, started))
    QTimer.singleShot(60_000, lambda: QApplication.exit(3))
    return application

app.application_of = timed
status = app.main([])
print(json.dumps(loaded))
sys.exit(status)
"""


def test_no_heavy_library_is_imported_by_the_window(tmp_path: Path) -> None:
    environment = {**os.environ, "UPSWING_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", PROBE, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    loaded = {moment: set(names) for moment, names in json.loads(done.stdout.splitlines()[-1]).items()}
    assert not HEAVY & loaded["started"]
    assert not HEAVY & loaded["played"]
    assert not LATE & loaded["started"]
