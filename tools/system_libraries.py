"""See to what Qt needs of the system on Linux: what `make test` and `make run` do first.

Qt's wheels bring Qt and expect the rest from the system. As root on Debian or Ubuntu what is missing is installed with
apt; anybody else is told the one line to run. With `--with-tests` that includes the X server without a screen in which
a test opens the window for real, the hand that uses it there, and what shows that nothing is sent anywhere.
"""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library

PACKAGES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
    "dbus-1": "libdbus-1-3",
    "pulse": "libpulse0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-sync": "libxcb-sync1",
    "xcb-xfixes": "libxcb-xfixes0",
    "xcb-xkb": "libxcb-xkb1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "X11-xcb": "libx11-xcb1",
}
PROGRAMS_OF_TESTS = {"Xvfb": "xvfb", "strace": "strace", "xdotool": "xdotool"}


def main() -> int:
    """Install what is missing, or say how, and return the exit status."""
    missing = [package for library, package in PACKAGES.items() if find_library(library) is None]
    if "--with-tests" in sys.argv[1:]:
        missing += [package for program, package in PROGRAMS_OF_TESTS.items() if shutil.which(program) is None]
    if not sys.platform.startswith("linux") or not missing:
        return 0
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Qt needs system libraries that are not there. Run: sudo {' '.join(install)}", file=sys.stderr)
        return 1
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet"], check=True, env=quiet)
    return subprocess.run(install, check=False, env=quiet).returncode


if __name__ == "__main__":
    raise SystemExit(main())
