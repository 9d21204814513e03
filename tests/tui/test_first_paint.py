"""What is loaded until the start screen stands there: Textual, and of ours only what it draws with."""

from __future__ import annotations

import subprocess
import sys

LATER = ("librouteros", "yaml", "keyring", "hypothesis", "presets", "proof", "wizards", "importlib.metadata")
LATER_OF_OURS = ("routerboard.link", "routerboard.practice", "routerboard.packetflow", "tui.watch", "tui.headless")
LISTENING = ("routerboard.link", "routerboard.link.discovery")
"""The start screen hears by itself which boards announce themselves."""
CODE = """
import asyncio, sys
from tui import cli
from tui.door import opening_of
opening = opening_of(cli.parser().parse_args([]))
from tui.app import SimplifiApp
async def main():
    app = SimplifiApp(opening)
    async with app.run_test(size=(80, 24)) as pilot:
        while "StartScreen" not in repr(app.screen):
            await pilot.pause()
        print(*sys.modules)
asyncio.run(main())
"""


def test_the_start_screen_loads_nothing_that_it_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    assert "textual.app" in loaded
    late = (*LATER, *LATER_OF_OURS)
    loaded = [name for name in loaded if name not in LISTENING]
    assert [name for name in loaded if name in late or name.startswith(tuple(f"{one}." for one in late))] == []
    ours = [name for name in loaded if name.split(".")[0] in ("tui", "routerboard")]
    assert len(ours) < 30, ours
