"""From the README's command to two balanced lines, in a real terminal, by key presses alone."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).resolve().parents[2]
MOST_KEYS = 12
KEYS = {"enter": "\r"}


def readme_command() -> list[str]:
    """The README's first command, run by this Python."""
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    match = re.search(r"^ {4}python3 (make\.py run)$", readme, re.MULTILINE)
    assert match is not None
    return [sys.executable, *match[1].split()]


def rates(shown: str) -> dict[str, float]:
    """What the title says of each line's download, in Mbit/s."""
    found = re.findall(r"(Wan\d) ●\S* +([\d.]+)([kMG]?)↓", shown.splitlines()[0])
    return {name: float(value) * {"": 1e-6, "k": 1e-3, "M": 1.0, "G": 1e3}[unit] for name, value, unit in found}


def both_carry(shown: str) -> bool:
    """Whether two lines download at more than a trickle."""
    found = rates(shown)
    return len(found) == 2 and min(found.values()) > 1.0


@pytest.mark.e2e
@pytest.mark.parametrize("version", ["7.20.8", "6.49.18"])
def test_two_balanced_lines_from_the_readmes_command(terminal: Callable[..., Any], version: str) -> None:
    command = readme_command()
    if version != "7.20.8":
        command = [*command, "--practice", "--ros", version]
    began = time.monotonic()
    window = terminal(*command, size=(100, 30))
    assert f"RouterOS {version}" in window.until("What should it do?", 120.0)
    for landmark in ("▸Preset", "▸Lines", "▸LAN", "▸Method", "▸Health", "▸Review", " · plan"):
        window.press(KEYS["enter"])
        window.until(landmark)
    assert window.pressed <= MOST_KEYS
    window.press("c")
    window.until("Rows that are not ours")
    window.press(KEYS["enter"])
    window.until("nothing done")
    window.press("a")
    window.until("written and proven", 60.0)
    window.press(KEYS["enter"])
    window.until(both_carry, 60.0)
    print(f"\n{version}: both lines carry {time.monotonic() - began:.1f} s after the command, {window.pressed} keys")
    window.press("7")
    window.until(" items")
    window.press("/")
    window.until("words, or mark:Wan1")
    window.press(*"mark:Wan2", KEYS["enter"])
    window.until("Wan2_conn")
    window.press("\x11")
    assert window.ended() == 0
