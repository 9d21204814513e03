"""The laptop dies for real: the process is killed in the middle of `apply`, and the router comes back by itself."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from routerboard.link.journal import entries, router_id
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.waiting import waiting
from routerboard.practice.board import load_board
from routerboard.practice.exporting import export
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import wide

pytestmark = pytest.mark.wide

PROGRAM = """\
import sys, platformdirs
from pathlib import Path
home = Path(sys.argv.pop(1))
platformdirs.user_data_path = lambda *words, **given: home
platformdirs.user_data_dir = lambda *words, **given: str(home)
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


async def until(router: PracticeRouter, holds: Callable[[], bool]) -> None:
    """Let the board live until something holds."""
    for _ in range(2000):
        if holds():
            return
        router.tick(0.01)
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


def armed(router: PracticeRouter) -> bool:
    return any(row.values["name"] == "simplifi-undo" for row in router.store.rows("/system/script"))


def written(router: PracticeRouter) -> bool:
    return any("pcc" in row.values.get("comment", "") for row in router.store.rows("/ip/firewall/mangle"))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "moment"), [("6.49.18", armed), ("7.20.8", written), *wide(("6.49.18", written), ("7.20.8", armed))]
)
async def test_a_killed_laptop_strands_nobody(
    tmp_path: Path, site: str, version: str, moment: Callable[[PracticeRouter], bool]
) -> None:
    router, home = PracticeRouter(load_board("factory", version)), tmp_path / "laptop"
    router.tick(60)
    before = export(router).splitlines()[1:]
    async with await serve(router, running_clock=False) as server:
        words = ("apply", site, "--router", f"{server.host}:{server.port}", "--user", "admin", "--yes")
        environment = {"SIMPLIFI_PASSWORD": "", "PYTHONPATH": str(Path(__file__).parents[3])}
        laptop = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, str(home), *words, env={**os.environ, **environment},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await until(router, lambda: moment(router))
        finally:
            laptop.kill()
            await laptop.wait()
        router.tick(120)
        assert export(router).splitlines()[1:] == before
        target = Target(server.host, server.port)
        async with await connect(target, Secret("")) as session:
            seen = await survey(session)
        keep_dir = next(home.rglob("*.jsonl")).parents[1]
        assert waiting(seen, keep_dir, target.place) is None
        (entry,) = entries(keep_dir, router_id(seen, target.place))
        assert entry.state == ("undone" if entry.written else "begun")
