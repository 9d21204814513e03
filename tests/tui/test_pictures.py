"""The pictures of the README are made here, on the way through the app: SIMPLIFI_PICTURES=update writes them anew."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from routerboard.link.target import Target
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tui.app import SimplifiApp
from tui.opening import Opening, PracticeBoard

HOUSE = Path(__file__).resolve().parents[2]
PICTURES = HOUSE / "docs" / "pictures"
UPDATE = os.environ.get("SIMPLIFI_PICTURES") == "update"
NAMES = ("start", "survey", "lines", "preview", "apply", "overview", "connections")
RECORDED = ("campus",)
"""What `python -m benchmarks.recording` makes."""
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def drawn(app: Any, title: str) -> str:
    """The screen as SVG that asks nobody for a font."""
    return _FONT_FACE.sub("", app.export_screenshot(title=title)).replace("Fira Code", "ui-monospace, Menlo, Consolas")


def test_the_readme_shows_every_picture_and_each_is_there() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"docs/pictures/(\w+)\.svg", readme))
    assert shown == {*NAMES, *RECORDED}
    for name in shown:
        picture = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
        assert picture.lstrip().startswith("<svg")
        assert "url(" not in _without_fragments(picture)


def _without_fragments(picture: str) -> str:
    """The picture without references into itself (`url(#clip)`)."""
    return re.sub(r"url\(#[^)]*\)", "", picture)


@pytest.mark.asyncio
async def test_pictures_on_the_way(tmp_path: Path, until: Callable[..., Awaitable[None]], screen_text: Any) -> None:
    router = PracticeRouter(load_board("factory", "7.20.8"))
    server = await serve(router, running_clock=False)
    clock = asyncio.create_task(_run(router))

    async def practise(board: str, version: str) -> Target:
        return Target(server.host, server.port)

    boards = tuple(PracticeBoard("factory", version, "Factory hAP") for version in ("7.20.8", "6.49.18"))
    app = SimplifiApp(Opening(practise=practise, boards=boards, data_dir=tmp_path))
    made: dict[str, str] = {}
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await _walk(
                app,
                pilot,
                until,
                screen_text,
                lambda name: made.update({name: drawn(app, "simplifi-tui")}),
                router,
                clock,
            )
    finally:
        clock.cancel()
        await server.close()
    assert set(made) == set(NAMES)
    if UPDATE:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, picture in made.items():
            (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


async def _run(router: PracticeRouter) -> None:
    """The board's clock, faster than life so that leases come soon."""
    while True:
        router.tick(0.5)
        await asyncio.sleep(0.1)


async def _walk(
    app: Any,
    pilot: Any,
    until: Any,
    screen_text: Any,
    keep: Callable[[str], None],
    router: PracticeRouter,
    clock: asyncio.Task[None],
) -> None:
    def shown() -> str:
        return getattr(app.screen, "STEP", "") or app.screen.SCOPE

    await until(pilot, lambda: shown() == "start")
    keep("start")
    for name in ("survey", "preset", "lines", "lan", "method", "health", "review", "preview"):
        await pilot.press("enter")
        await until(pilot, lambda name=name: shown() == name)
        if name in NAMES:
            await pilot.pause()
            keep(name)
    await pilot.press("c", "enter", "a")
    await until(pilot, lambda: shown() == "apply" and app.screen.done, timeout=30)
    keep("apply")
    await pilot.press("enter")
    await until(pilot, lambda: shown() == "live" and len(app.screen.watched.lines) == 2)
    clock.cancel()
    await _fill(app, router)
    await until(pilot, lambda: "expected" in screen_text(app))
    keep("overview")
    await pilot.press("7")
    await until(pilot, lambda: "Dst. Address" in screen_text(app))
    await until(pilot, lambda: "items" in screen_text(app))
    keep("connections")


async def _fill(app: Any, router: PracticeRouter) -> None:
    """A minute of traffic for the pictures that are kept, else a moment, read by the second without waiting for it."""
    watcher, watched = app.screen.watcher, app.screen.watched
    for history in watched.histories.values():
        history.down.clear()
        history.up.clear()
    began, passed = watcher.now() + 5, 0
    watcher.clock = lambda: began + passed
    for passed in range(1, 75 if UPDATE else 5):  # noqa: B007 - the clock above reads it
        router.tick(1.0)
        await watcher.poll_once()
    watcher.clock = None
