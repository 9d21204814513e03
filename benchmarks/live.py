"""The live screen on a router that is somebody else's process, without a terminal: what the other benchmarks stand on.

python -m benchmarks.live memory 100000       peak memory in MB while so many connections are read and sorted
python -m benchmarks.live idle 20             percent of a core that the Overview takes over 20 s of a practice board
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.stream import MENU, serving
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.reconnect import Keeper
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.watching import Snapshot
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.screen import LiveScreen

HERE = Path(__file__).resolve().parent.parent
SIZE = (160, 48)
WARM_UP = 4.0
"""Seconds before the idle time is measured: a screen's first readings and drawings are not idleness."""


@asynccontextmanager
async def live(port: int, *, polling: bool = False) -> AsyncIterator[tuple[Any, LiveScreen]]:
    """The pilot of an app that shows the live screen of the router on this port, and that screen."""
    keeper = Keeper(partial(connect, Target("127.0.0.1", port), Secret("")))
    app = SimplifiApp(Opening())
    async with app.run_test(size=SIZE) as pilot:
        screen = LiveScreen(keeper, Survey(Version.parse("7.20.8"), "benchmark"), polling=polling)
        await app.push_screen(screen)
        await pilot.pause()
        yield pilot, screen


async def painted(pilot: Any) -> None:
    """Wait until what was changed has been drawn."""
    done = asyncio.Event()
    pilot.app.screen.call_after_refresh(done.set)
    await done.wait()


async def read_and_draw(pilot: Any, screen: LiveScreen, count: int) -> float:
    """Read all connections and wait until they are on the screen, which was empty before: seconds."""
    screen._took(MENU, Snapshot((), screen.watcher.now(), 0))
    await _shown(screen, 0)
    began = time.perf_counter()
    await read(screen)
    await _shown(screen, count)
    await painted(pilot)
    return time.perf_counter() - began


async def read(screen: LiveScreen) -> None:
    """Read all connections now, and nothing else."""
    screen.watcher._due = {MENU: 0.0}
    screen.watcher.wanted = frozenset({MENU})
    await screen.poll_once()


async def _shown(screen: LiveScreen, count: int) -> None:
    while screen.table is None or screen.table.shown != count:  # noqa: ASYNC110 (tells when a view is ready, to 1 ms)
        await asyncio.sleep(0.001)


async def connections(pilot: Any, screen: LiveScreen) -> None:
    """Show the tab of the connections, of which all are to be read, however many."""
    screen.watcher.feeds = {**screen.watcher.feeds, MENU: replace(screen.watcher.feeds[MENU], most=0)}
    screen.action_show_tab("Connections")
    await pilot.pause()


async def memory(count: int) -> float:
    """MB at the highest: so many connections read and sorted again and again, the last ones still there meanwhile."""

    with serving(count) as port:
        async with live(port) as (pilot, screen):
            await connections(pilot, screen)
            await read_and_draw(pilot, screen, count)
            await pilot.press("s")
            for _ in range(5):
                await read(screen)
                while screen.table is not None and screen.table.seeking:  # noqa: ASYNC110 (a router is slower still)
                    await asyncio.sleep(0.01)
    return highest()


def highest() -> float:
    """MB that this program had at its highest; of Linux its own, for `ru_maxrss` has what its parent had, too."""
    status = Path("/proc/self/status")
    if status.exists():
        words = status.read_text(encoding="ascii").partition("VmHWM:")[2].split()
        return int(words[0]) * 1024 / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


async def idle(seconds: float) -> float:
    """Percent of a core."""
    with practice("office8") as port:
        async with live(port, polling=True) as (_, screen):
            await asyncio.sleep(WARM_UP)
            began, spent = time.perf_counter(), time.process_time()
            await asyncio.sleep(seconds)
            if not screen.watched.lines:
                raise RuntimeError("the overview shows no line")
            return 100 * (time.process_time() - spent) / (time.perf_counter() - began)


@contextmanager
def practice(board: str) -> Iterator[int]:
    """The port of a practice Routerboard in a process of its own."""
    command = (sys.executable, "-m", "benchmarks.board", board)
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


def by_itself(what: str, argument: float) -> float:
    """The same in a process of its own, so that nothing else is counted."""
    command = (sys.executable, "-m", "benchmarks.live", what, str(argument))
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return float(done.stdout)


if __name__ == "__main__":
    figure = memory(int(sys.argv[2])) if sys.argv[1] == "memory" else idle(float(sys.argv[2]))
    print(asyncio.run(figure))
