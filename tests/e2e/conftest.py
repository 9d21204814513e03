"""A real terminal: a pseudo-terminal with a screen that can be read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


class Terminal:
    """A program in a terminal of its own: type into it, read what it shows."""

    def __init__(self, command: Sequence[str], home: Path, size: tuple[int, int]) -> None:
        import pexpect
        import pyte

        columns, rows = size
        self.pressed = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TEXTUAL_ANIMATIONS": "none",
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "HOME": os.environ.get("HOME", str(home)),
        }
        environment.pop("NO_COLOR", None)
        self.child = pexpect.spawn(
            command[0], list(command[1:]), cwd=str(HOUSE), env=environment, dimensions=(rows, columns), timeout=1
        )

    @property
    def text(self) -> str:
        """What the terminal shows now."""
        self._read()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; each counts."""
        for key in keys:
            self.pressed += 1
            self.child.send(key)

    def until(self, wanted: str | Callable[[str], bool], seconds: float = 20.0) -> str:
        """Wait until the screen shows the text, or fits; the screen. AssertionError shows what it was instead."""
        fits = (lambda shown: wanted in shown) if isinstance(wanted, str) else wanted
        end = time.monotonic() + seconds
        while not fits(shown := self.text):
            assert time.monotonic() < end, f"never came: {wanted}; the screen was:\n{shown}"
            assert self.child.isalive(), f"the program ended; the screen was:\n{shown}"
        return shown

    def ended(self, seconds: float = 10.0) -> int | None:
        """Wait for the program to end by itself; its exit status."""
        end = time.monotonic() + seconds
        while self.child.isalive():
            assert time.monotonic() < end, f"it did not end; the screen was:\n{self.text}"
            self._read()
        status: int | None = self.child.exitstatus
        return status

    def close(self) -> None:
        """End the program, whatever it does."""
        self.child.close(force=True)

    def _read(self) -> None:
        import pexpect

        try:
            self._stream.feed(self.child.read_nonblocking(65536, timeout=0.05))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Open programs in terminals; they are ended with the test."""
    pytest.importorskip("pexpect", reason="pseudo-terminals are not to be had here")
    opened: list[Terminal] = []

    def open_terminal(*command: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        opened.append(Terminal(command, tmp_path, size))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()
