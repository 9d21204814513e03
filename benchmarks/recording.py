"""Records the campus board with its 100,000 connections in a real terminal: scrolling, sorting, filtering.

    python -m benchmarks.recording

writes docs/campus.cast (asciinema, version 2) and docs/pictures/campus.svg, its last screen.
Every key is timed from its press until the screen has answered: what took longest is printed, and told in the header
of the recording. `asciinema play docs/campus.cast` shows it.
"""

from __future__ import annotations

import io
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

HERE = Path(__file__).resolve().parent.parent
CAST, STILL = HERE / "docs" / "campus.cast", HERE / "docs" / "pictures" / "campus.svg"
SIZE = (104, 28)
ENTER, ESCAPE, DOWN, RIGHT, PAGE_DOWN, HOME, END = "\r", "\x1b", "\x1b[B", "\x1b[C", "\x1b[6~", "\x1b[H", "\x1b[F"
PATIENCE = 60.0
TITLES = 4
"""The line of the screen that has the titles of the table."""
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Recorder:
    """A program in a pseudo-terminal; what it draws is kept with its time."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        self._process = subprocess.Popen(
            command, cwd=HERE, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self.screen)
        self._began: float | None = None
        self.events: list[tuple[float, str]] = []
        self.answers: list[tuple[float, str]] = []
        self._half = b""

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self.screen.display)

    def record(self) -> None:
        """From now on all is kept; the recording begins with a whole screen."""
        self._began = time.perf_counter()
        self.events = [(0.0, "\x1b[2J\x1b[H")]

    def listen(self, seconds: float) -> bool:
        """Take in what comes within so long, or what comes first; whether anything came."""
        if not select.select([self._ours], [], [], max(0.0, seconds))[0]:
            return False
        data = self._half + os.read(self._ours, 1 << 16)
        cut = len(data) - next((at for at in range(1, 4) if at <= len(data) and data[-at] >= 0xC0), 0)
        data, self._half = data[:cut], data[cut:]
        self._stream.feed(data)
        if self._began is not None:
            self.events.append((time.perf_counter() - self._began, data.decode("utf-8", "replace")))
        return True

    def rest(self, seconds: float) -> None:
        """Let it run for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.listen(left)

    def until(self, fits: str | Callable[[str], bool]) -> float:
        """Wait for a text; the seconds that took. RuntimeError shows what was there instead."""
        began = time.perf_counter()
        while not (fits in self.text if isinstance(fits, str) else fits(self.text)):
            if time.perf_counter() - began > PATIENCE:
                raise RuntimeError(f"never came: {fits}; the screen was:\n{self.text}")
            self.listen(0.1)
        return time.perf_counter() - began

    def press(self, key: str, what: str, pause: float = 0.25) -> None:
        """Press a key, and time until the screen answers with anything but what it drew before."""
        while self.listen(0.0):
            pass
        before, began = self._looks(), time.perf_counter()
        os.write(self._ours, key.encode())
        while self._looks() == before and time.perf_counter() - began < 2.0:
            self.listen(0.1)
        self.answers.append((time.perf_counter() - began, what))
        self.rest(pause)

    def _looks(self) -> tuple[str, list[str], list[bool]]:
        """The text, the background of each line, and what is underlined in the titles: cursor and current column."""
        buffer = self.screen.buffer
        cursor = [buffer[line][1].bg for line in range(SIZE[1])]
        return self.text, cursor, [buffer[TITLES][column].underscore for column in range(SIZE[0])]

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
        os.close(self._ours)


@contextmanager
def campus() -> Iterator[int]:
    """The port of the board, once all its guests are back."""
    command = (sys.executable, "-m", "benchmarks.board", "campus")
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(20)


def settled(shown: str) -> bool:
    """Whether no row is being sought or sorted."""
    return "sorting …" not in shown and "searching …" not in shown


def play(it: Recorder) -> None:
    """What is shown."""
    it.until("Watch only")
    it.press("w", "watch", 3.0)
    it.press("7", "the connections", 1.0)
    it.until("of 10")
    it.record()
    it.press("8", "the log", 0.3)
    it.press("7", "the connections again", 2.0)
    it.press("w", "fetch all", 0.2)
    it.until(lambda shown: "held" in shown)
    it.rest(1.0)
    for _ in range(8):
        it.press(DOWN, "down", 0.1)
    for _ in range(8):
        it.press(PAGE_DOWN, "page down", 0.12)
    it.press(END, "the last row", 0.8)
    it.press(HOME, "the first row", 0.6)
    for _ in range(8):
        it.press(RIGHT, "column to the right", 0.1)
    it.press("s", "sort by rate", 0.1)
    it.until(settled)
    it.rest(2.0)
    it.press("s", "sort the other way", 0.2)
    it.until(settled)
    it.rest(1.5)
    it.press("s", "the router's order", 1.0)
    it.press("/", "filter", 0.4)
    for letter in "mark:Wan3 rate>100k":
        it.press(letter, "a letter of the filter", 0.1)
    it.rest(1.0)
    it.until(settled)
    it.press(ENTER, "filtered", 0.5)
    it.press("s", "sorted by rate, filtered", 0.2)
    it.until(settled)
    it.rest(2.5)


def main() -> None:
    """Play it, and write both files."""
    if sys.platform == "win32":
        raise SystemExit("this needs a pseudo-terminal, which Windows has not")
    environment = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none", "SIMPLIFI_PASSWORD": ""}
    environment |= {"XDG_DATA_HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere"}
    for name in ("NO_COLOR", "COLORTERM"):
        environment.pop(name, None)
    program = Path(sys.executable).with_name("simplifi-tui")
    with campus() as port:
        time.sleep(12)
        it = Recorder([str(program), "--router", f"127.0.0.1:{port}"], environment)
        try:
            play(it)
        finally:
            it.close()
    taken = sorted(seconds * 1000 for seconds, _ in it.answers)
    said = f"half of {len(taken)} keys are answered within {taken[len(taken) // 2]:.0f} ms"
    slow = f"the slowest after {taken[-1]:.0f} ms ({max(it.answers)[1]})"
    CAST.write_text(cast(it.events, f"The campus board with 100,000 connections: {said}, {slow}"), encoding="utf-8")
    STILL.write_text(still(it.screen), encoding="utf-8")
    print(*(f"{1000 * seconds:6.0f} ms {what}" for seconds, what in sorted(it.answers)[-6:]), sep="\n")
    print(f"{said}, {slow}; {CAST.stat().st_size / 1e6:.2f} MB")


def cast(events: list[tuple[float, str]], title: str) -> str:
    """An asciinema recording, version 2."""
    head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": title, "env": {"TERM": "xterm-256color"}}
    lines = (json.dumps([round(when, 3), "o", data], ensure_ascii=False) for when, data in events)
    return "\n".join([json.dumps(head), *lines, ""])


def still(screen: pyte.Screen) -> str:
    """The screen as a picture that asks nobody for a font."""
    console = Console(width=SIZE[0], record=True, file=io.StringIO(), color_system="truecolor", force_terminal=True)
    for number in range(SIZE[1]):
        cells = [screen.buffer[number][column] for column in range(SIZE[0])]
        runs = groupby(cells, lambda one: (one.fg, one.bg, one.bold, one.reverse))
        line = Text(no_wrap=True)
        for (fg, bg, bold, reverse), same in runs:
            style = Style(color=_colour(fg), bgcolor=_colour(bg), bold=bold, reverse=reverse)
            line.append("".join(one.data for one in same), style)
        console.print(line, overflow="crop")
    picture = console.export_svg(title="simplifi-tui", theme=SVG_EXPORT_THEME, unique_id="campus")
    return _FONT_FACE.sub("", picture).replace("Fira Code", "ui-monospace, Menlo, Consolas")


def _colour(name: str) -> str | None:
    """A colour of pyte's: a name, six digits, or `default`."""
    if name == "default":
        return None
    return f"#{name}" if re.fullmatch("[0-9a-f]{6}", name) else name.replace("bright", "bright_")


if __name__ == "__main__":
    main()
