"""How long the program takes to start, and what it imports for that.

    python -m benchmarks start

`--help` is a whole process. First paint is the time from starting the process in a terminal of its own (not on Windows)
until the start screen stands there. The best of so many runs counts, as the aims are those of an idle machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.row import Row, beside

HERE = Path(__file__).resolve().parent.parent
RUNS = 15
HELP_AIM, PAINT_AIM = 150.0, 500.0
SEEN = b"Practise"
_ESCAPES = re.compile(rb"\x1b(\[[0-9;:?<=>$!]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")
_LIST = "import sys; {}; print(*sorted(sys.modules))"
_OPENED = "tui.door.opening_of(tui.cli.parser().parse_args([]))"
IMPORTS = {
    "--help": "import tui.cli; tui.cli.parser()",
    "first paint": f"import tui.cli, tui.door, tui.app, tui.screens.start; {_OPENED}",
}
"""What is loaded until then."""


def modules(what: str) -> list[str]:
    """The modules that are loaded when this has been done, without those that Python itself starts with."""
    done = [subprocess.check_output((sys.executable, "-c", _LIST.format(code)), cwd=HERE, text=True).split() for code in
            (IMPORTS[what], "pass")]  # fmt: skip
    return sorted(set(done[0]) - set(done[1]))


def packages(what: str) -> str:
    """The same as packages with their number of modules, the largest first; single modules are only counted."""
    counted = Counter(name.split(".")[0] for name in modules(what))
    several = [f"{name} {number}" for name, number in counted.most_common() if number > 1]
    return f"{', '.join(several)}, and {len(counted) - len(several)} single modules"


def help_ms() -> float:
    """Milliseconds of `simplifi-tui --help`."""
    command = (sys.executable, "-m", "tui.cli", "--help")
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, cwd=HERE, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)


def paint_ms() -> float:
    """Milliseconds until the start screen stands in a terminal."""
    return 1000 * min(_painted() for _ in range(RUNS))


def _painted() -> float:
    import pty

    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        child, terminal = pty.fork()
        if not child:
            os.environ |= {"TERM": "xterm-256color", "XDG_DATA_HOME": home, "COLUMNS": "120", "LINES": "36"}
            os.chdir(HERE)
            os.execv(sys.executable, (sys.executable, "-m", "tui.cli"))
        heard = b""
        while SEEN not in _ESCAPES.sub(b"", heard):
            heard += os.read(terminal, 65536)
        took = time.perf_counter() - began
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)
    return took


def rows() -> list[Row]:
    """Both, beside their aims."""
    found = [beside("--help, aim", help_ms(), HELP_AIM, "ms")]
    if sys.platform != "win32":
        found.append(beside("first paint, aim", paint_ms(), PAINT_AIM, "ms"))
    return found


def notes() -> list[str]:
    """What is imported."""
    return [f"imported for {what}: {packages(what)}" for what in IMPORTS]
