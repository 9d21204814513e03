"""The scripts that a router runs: what writes a plan, what takes it back, and the hooks that run the latter."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse_of
from routerboard.language.script import command
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.batch import SIZE, batches, write_script
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.undo_script import after_boot, hook, in_time, job, undo_script
from routerboard.link.writer import Writer
from routerboard.practice.board import load_board
from routerboard.practice.exporting import export
from routerboard.practice.replies import Call
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import wide
from wizards.blank import blank_survey
from wizards.plan import plan
from wizards.prefill import prefill
from wizards.site import Dns, Lan, Site, Wan

SHARED = Path(__file__).resolve().parents[4] / "shared"
TOKEN = "5f3a9c1b"
ROUTERS = [("factory", "6.49.18"), *wide(("office8", "6.49.18"), ("flats", "7.16.2")), ("factory", "7.20.8")]


def site(lines: int) -> Site:
    wans = tuple(Wan(name=f"Wan{n}", interface=f"ether{n}", kind="dhcp") for n in range(1, lines + 1))
    return Site("Hôtel “Acacia”", wans, Lan("bridge", "192.168.88.1/24"), dns=Dns(("1.1.1.1", "9.9.9.9")))


def planned(version: str, lines: int) -> Plan:
    return plan(blank_survey(Version.parse(version), site(lines)), site(lines))


def configured(router: PracticeRouter) -> list[str]:
    """The lines of the export without its first, which has the time; a line that goes on is one."""
    return re.sub(r"\\\n +", "", export(router)).splitlines()[1:]


def run(router: PracticeRouter, source: str) -> None:
    """Let the board run a script, as itself."""
    list(router.jobs.run(source, Call(router, None, "", "", {})))
    router.changed()


async def seen(router: PracticeRouter) -> tuple[Survey, Plan]:
    """The plan for a board, with all that an undo needs to know of the rows that it removes."""
    async with (
        await serve(router, running_clock=False) as server,
        await connect(Target(server.host, server.port), Secret("")) as session,
    ):
        found = await survey(session)
        made = plan(found, prefill(found, load_presets()["hotel"]))
        return found, await Writer(session, found.version).whole(made)


def board(name: str, version: str) -> PracticeRouter:
    router = PracticeRouter(load_board(name, version))
    router.tick(60)
    return router


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "version"), ROUTERS)
async def test_it_leads_back_from_anywhere_and_twice(name: str, version: str) -> None:
    _, made = await seen(board(name, version))
    router = board(name, version)
    before, back = configured(router), undo_script(made, TOKEN)
    for count in range(0, len(made.changes) + 1, 3):
        run(router, write_script(made.changes[:count], made.version))
        assert count == 0 or configured(router) != before
        run(router, back)
        assert configured(router) == before, count
        run(router, back)
        assert configured(router) == before, count


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "version"), ROUTERS)
async def test_a_script_writes_what_single_commands_write(name: str, version: str) -> None:
    _, made = await seen(board(name, version))
    by_script, by_hand = board(name, version), board(name, version)
    run(by_script, write_script(made.changes, made.version))
    async with (
        await serve(by_hand, running_clock=False) as server,
        await connect(Target(server.host, server.port), Secret("")) as session,
    ):
        writer = Writer(session, made.version)
        for change in made.changes:
            await writer.write(change)
    owned = [line.replace("owner=*sys", "owner=admin") for line in configured(by_script)]
    assert owned == configured(by_hand)


def test_a_script_stops_where_the_router_is_not_as_planned() -> None:
    made = planned("7.20.8", 2)
    router = board("factory", "7.20.8")
    run(router, write_script(made.changes[:1], made.version))
    with pytest.raises(Exception, match="simplifi: not as planned: /routing/table table:Wan1"):
        run(router, write_script(made.changes, made.version))


def test_a_plan_of_every_size_is_cut_into_handfuls_in_its_order() -> None:
    made = planned("7.20.8", 8)
    handfuls = list(batches(made.changes))
    assert [change for handful in handfuls for change in handful] == list(made.changes)
    assert max(map(len, handfuls)) == SIZE
    assert list(batches(())) == []


def test_a_secret_stands_alone() -> None:
    plain = Change("/ip/route", "add", {"comment": "simplifi:x"})
    secret = Change("/interface/pppoe-client", "add", {"password": "{env:WAN1_PASSWORD}", "comment": "simplifi:y"})
    assert list(batches((plain, plain, secret, plain))) == [(plain, plain), (secret,), (plain,)]


def scripts(version: str, lines: int) -> Iterator[tuple[str, str]]:
    """Everything that we let a router of this version run."""
    made = planned(version, lines)
    release = made.version.can("safe-mode")
    yield "undo", undo_script(made, TOKEN)
    yield "job", job(TOKEN, 60, release=release)
    yield "hook", hook(TOKEN)
    yield "in-time", in_time(TOKEN, 123_456.0, release=release)
    yield "after-boot", after_boot(TOKEN, 400.0)
    for number, handful in enumerate(batches(made.changes)):
        yield f"write-{number}", write_script(handful, made.version)


@pytest.mark.parametrize("version", ["6.49.18", "7.16.2", "7.20.8"])
def test_the_practice_board_can_read_all_of_it(version: str) -> None:
    router = board("factory", version)
    for name, text in scripts(version, 8):
        assert text.isascii(), name
        run(router, f":local f [:parse {_quoted(text)}]")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n") + '"'


@pytest.mark.parametrize("lines", [2, 8])
def test_the_language_server_has_no_warning(tmp_path: Path, lines: int) -> None:
    tool = shutil.which("routeros-lsp", path=str(Path(sys.executable).parent)) or shutil.which("routeros-lsp")
    if tool is None:
        pytest.skip("routeros-lsp is not installed here")
    files = []
    for name, text in scripts("7.20.8", lines):
        files.append(tmp_path / f"{name}.rsc")
        files[-1].write_text(f"{text}\n", encoding="utf-8")
    done = subprocess.run(
        [tool, "check", "--strict", *map(str, files)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def roscheck(tmp_path: Path) -> Callable[[Version, str], None]:
    tool = SHARED / "tools" / "roscheck.py"
    if not tool.is_file():
        pytest.skip("the schemas of real routers are not here (../shared/tools/roscheck.py)")

    def check(version: Version, text: str) -> None:
        file = tmp_path / "commands.rsc"
        file.write_text(text, encoding="utf-8")
        words = [sys.executable, str(tool), "--ros", str(version), str(file)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    return check


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "version"), ROUTERS)
async def test_real_routers_know_every_command_of_it(roscheck, name: str, version: str) -> None:
    _, made = await seen(board(name, version))
    there = "\n".join(command(change, made.version) for change in made.changes)
    back = "\n".join(command(inverse_of(change), made.version) for change in made.changes if inverse_of(change).args)
    roscheck(made.version, f"{there}\n{back}\n")
