"""How long it takes to apply a plan over a slow link, beside the same plan sent one command at a time.

    python -m benchmarks.apply [--lines 4] [--kind static] [--round-trip 0.3] [--pace 0.02] [--runs 3]

Both write to a new practice Routerboard on the loopback, behind a link with this round trip, whose router takes so many
seconds for each request. `one by one` only sends the plan's commands and waits for each answer: no survey, no undo, no
proof. `apply` is the whole commit: it reads the router, keeps a backup, arms the undo, reads it back, writes, proves
from a fresh login, disarms, and reads back that nothing is left.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Interface
from pathlib import Path

from benchmarks.row import Row, beside
from routerboard.language.change import Change, Plan
from routerboard.link.commit import commit
from routerboard.link.session import Session, connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.writer import Writer
from routerboard.practice.board import Board, load_board
from routerboard.practice.faults import Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.scenery import Modem
from routerboard.practice.server import serve
from wizards.plan import plan
from wizards.site import Dns, Lan, Site, Wan

NOBODY = Secret("")
VERSIONS = ("6.49.18", "7.16.2", "7.20.8")


def site(board: Board, lines: int, kind: str) -> Site:
    """So many lines of a kind on the board office8, balanced by PCC, their gateways checked."""
    modems = board.scenery.modems[:lines]
    wans = tuple(_wan(number, kind, modem) for number, modem in enumerate(modems, 1))
    return Site("Benchmark", wans, Lan("bridge", "172.16.0.1/23"), dns=Dns(("1.1.1.1", "9.9.9.9")))


def _wan(number: int, kind: str, modem: Modem) -> Wan:
    own = IPv4Interface(modem.address)
    fixed = {"address": f"{own.ip + 1}/{own.network.prefixlen}", "gateway": str(own.ip)} if kind == "static" else {}
    return Wan(name=f"Wan{number}", interface=modem.interface, kind=kind, **fixed)


async def one_by_one(target: Target, made: Plan) -> None:
    """Send each command and wait for its answer; nothing else."""
    async with await connect(target, NOBODY) as session:
        for change in made.changes:
            await plainly(session, made, change)


async def plainly(session: Session, made: Plan, change: Change) -> None:
    """One command, where it needs no look at the router; else as our own writer does it."""
    if change.verb == "add" and change.place_before is None:
        await session.add(change.menu, change.args)
    else:
        await Writer(session, made.version).write(change)


async def applied(target: Target, made: Plan) -> None:
    """The whole commit."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = await commit(target, NOBODY, made, keep_dir=Path(folder))
    if outcome.state != "done":
        raise SystemExit(f"the commit ended as {outcome.state}: {outcome.message}")


async def timed(
    work: Callable[[Target, Plan], Awaitable[None]], version: str, given: argparse.Namespace
) -> tuple[float, int, int]:
    """Seconds, changes, and requests of one run on a new board."""
    board = load_board("office8", version)
    router, faults = PracticeRouter(board), Faults()
    async with await serve(router, faults=faults) as server:
        target = Target(server.host, server.port)
        async with await connect(target, NOBODY) as session:
            made = plan(await survey(session), site(board, given.lines, given.kind))
        faults.delay, faults.pace_command, before = given.round_trip / 2, given.pace, faults.received
        began = time.perf_counter()
        await work(target, made)
        return time.perf_counter() - began, len(made.changes), faults.received - before


def rows() -> list[Row]:
    """Four static lines over a slow link to RouterOS 7, the whole commit beside its bare commands."""
    given = argparse.Namespace(lines=4, kind="static", round_trip=0.3, pace=0.02)
    alone, _, _ = asyncio.run(timed(one_by_one, VERSIONS[-1], given))
    ours, changes, requests = asyncio.run(timed(applied, VERSIONS[-1], given))
    what = f"apply {changes} changes over 300 ms with survey, backup, undo and proof ({requests} requests)"
    return [beside(f"{what}, beside its commands one by one", ours, alone, "s")]


async def main(given: argparse.Namespace) -> None:
    """Print a line for each version."""
    link = f"round trip {given.round_trip * 1000:.0f} ms, {given.pace * 1000:.0f} ms a request"
    print(f"{given.lines} {given.kind} lines, {link}, median of {given.runs}")
    for version in VERSIONS:
        seconds = {}
        for name, work in (("one by one", one_by_one), ("apply", applied)):
            taken = [await timed(work, version, given) for _ in range(given.runs)]
            seconds[name] = statistics.median(one[0] for one in taken)
            print(f"  {version:8} {name:11} {seconds[name]:6.2f} s  {taken[0][1]} changes, {taken[0][2]} requests")
        print(f"  {version:8} ratio {seconds['one by one'] / seconds['apply']:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=4)
    parser.add_argument("--kind", choices=("static", "dhcp"), default="static", help="leases have to be waited for")
    parser.add_argument("--round-trip", type=float, default=0.3)
    parser.add_argument("--pace", type=float, default=0.02)
    parser.add_argument("--runs", type=int, default=3)
    asyncio.run(main(parser.parse_args()))
