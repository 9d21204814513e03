"""A newcomer pulls the plug while it is applied and watches the router come back by itself, in a real terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).resolve().parents[2]
STEPS = ("Preset", "Lines", "LAN", "Method", "Health", "Review")


def sockets(shown: str) -> list[str]:
    """What the survey says of each socket."""
    return re.findall(r"ether\d +● \w+ +\S+", shown)


@pytest.mark.e2e
def test_the_plug_is_pulled_and_the_router_comes_back(terminal: Callable[..., Any]) -> None:
    """Only keys that stand on the screen at that moment, and in the README, are pressed."""
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    assert "    python3 make.py run" in readme
    assert "press `P`" in readme
    window = terminal(sys.executable, "make.py", "run")

    def press(label: str, key: str) -> None:
        offered = re.compile(rf"(?<!\(){re.escape(label)}\b")
        window.until(lambda shown: offered.search(shown.splitlines()[-1]) is not None)
        window.press(key)

    window.until("What should it do?", 120.0)
    before = sockets(window.until("enter Continue"))
    press("enter Continue", "\r")
    for step in STEPS:
        window.until(f"▸{step}")
        press("enter Next", "\r")
    window.until(" · plan")
    window.until("P on the next page pulls this laptop's plug")
    press("c Allow", "c")
    window.until("Rows that are not ours")
    window.press("\r")
    window.until("nothing done")
    press("a Apply", "a")
    window.until("s to pull this laptop's plug with P", 60.0)
    press("P Plug", "P")
    window.until("trying again; the router undoes at", 60.0)
    window.until(lambda shown: "no answer" in shown.splitlines()[0] and "(c Keep)" in shown.splitlines()[-1])
    window.until("that is not seen yet", 120.0)
    window.until("undone: as before", 90.0)
    shown = window.until("r reads the router again")
    assert "it has undone by itself" in shown
    assert "the router is as before" in " ".join(shown.split())
    assert "▸" not in shown
    press("r Read again", "r")
    window.until("What should it do?", 30.0)
    assert sockets(window.until("enter Continue")) == before
    assert len(before) == 5
    window.press("\x11")
    assert window.ended() == 0
