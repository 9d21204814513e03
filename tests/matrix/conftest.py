"""A bench for the fault matrix: boards on which a golden site's lines are plugged in, and one commit made to fail."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from routerboard.language.change import Plan
from routerboard.language.items import is_true
from routerboard.language.survey import Survey
from routerboard.link.commit import CHECK, commit
from routerboard.link.errors import RouterError
from routerboard.link.journal import CLOSED, entries, router_id
from routerboard.link.proof import Waits
from routerboard.link.session import Session, connect
from routerboard.link.steps import OnStep, Outcome, Step
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.waiting import waiting
from routerboard.practice.board import Board, read_board
from routerboard.practice.exporting import export
from routerboard.practice.faults import Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import Server, serve
from wizards.plan import plan, uninstall
from wizards.site import Dns, Env, Health, Lan, Site, Wan

PATIENCE, HASTE = 10.0, 0.5
"""Seconds, of this computer, after which a silent router has timed out: long where none falls silent, or load would."""

LATER = 200.0
"""Seconds of the board that pass after a fault, before it is looked at."""

NOBODY = Secret("")
PPPOE = Secret("line-password")


@dataclass(frozen=True)
class Setup:
    """What is written to what: a site of so many lines of a kind, to a router; `work` is "apply", or "remove" of it."""

    site: str
    lines: int
    version: str
    mode: str
    work: str = "apply"

    def __str__(self) -> str:
        return f"{self.work} {self.site}, {self.lines} lines, {self.version} {self.mode}"

    @property
    def kind(self) -> str:
        """How its lines get their address."""
        return KINDS.get(self.site, self.site)


KINDS = {"probe": "dhcp", "ecmp": "static", "nth": "dhcp", "failover": "pppoe"}
"""The sites that are not named after the kind of their lines."""

_ANSWERS: dict[str, dict[str, Any]] = {
    "probe": {"health": Health("probe")},
    "ecmp": {"method": "ecmp"},
    "nth": {"method": "nth", "sticky": True},
    "failover": {"method": "failover", "health": Health("probe")},
}


def site(setup: Setup) -> Site:
    """The site that is written."""
    return Site(
        "Bench",
        tuple(_wan(setup.kind, number) for number in range(1, setup.lines + 1)),
        Lan("bridge", "192.168.88.1/24"),
        dns=Dns(("1.1.1.1", "9.9.9.9")),
        **_ANSWERS.get(setup.site, {}),
    )


def _wan(kind: str, number: int) -> Wan:
    values: dict[str, Any] = {"name": f"Wan{number}", "interface": f"ether{number}", "kind": kind}
    if kind == "static":
        values |= {"address": f"192.168.{100 + number}.2/24", "gateway": f"192.168.{100 + number}.1"}
    if kind == "pppoe":
        values |= {"user": f"user{number}@isp", "password": Env(f"WAN{number}_PASSWORD")}
    return Wan(**values)


def board(setup: Setup) -> Board:
    """A router with those lines plugged in, a LAN, and somebody's rules."""
    kind, lines = setup.kind, setup.lines
    sockets = [f"ether{number}" for number in range(1, lines + 2)]
    data = {
        "title": "Bench",
        "device-mode": setup.mode,
        "memory": 256,
        "interfaces": sockets,
        "modems": [_modem(kind, number) for number in range(1, lines + 1)],
        "guests": {"hosts": 0, "connections": 0, "ports": [sockets[-1]], "seed": 1},
        "laptop": {"address": "192.168.88.240", "port": sockets[-1]},
        "config": {
            "/interface/bridge": [{"name": "bridge"}],
            "/interface/bridge/port": [{"bridge": "bridge", "interface": sockets[-1]}],
            "/ip/address": [{"address": "192.168.88.1/24", "interface": "bridge"}],
            "/ip/dhcp-client": [{"interface": "ether1", "disabled": "no"}] if kind == "dhcp" else [],
            "/ip/firewall/filter": [
                {"chain": "input", "action": "accept", "connection-state": "established,related"},
                {"chain": "input", "action": "accept", "src-address": "192.168.88.0/24", "comment": "their LAN"},
                {"chain": "input", "action": "drop", "in-interface": "ether1"},
                {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"},
                {"chain": "forward", "action": "accept", "connection-state": "established,related"},
            ],
        },
    }
    return read_board("bench", yaml.safe_dump(data), setup.version)


def _modem(kind: str, number: int) -> dict[str, Any]:
    common = {"interface": f"ether{number}", "down": "20M", "up": "5M", "delay": "10ms"}
    if kind == "pppoe":
        account = {"user": f"user{number}@isp", "password": PPPOE.reveal()}
        return {**common, **account, "remote": f"10.64.{number}.1", "local": f"10.64.{number}.2"}
    lease = {"lease": f"192.168.{100 + number}.2"} if kind == "dhcp" else {}
    return {**common, "address": f"192.168.{100 + number}.1/24", **lease}


LEASED = re.compile(r"add address=\S+ (comment=simplifi:lease:\w+:network) (?:disabled=yes )?")
Word = Callable[..., Awaitable[Outcome]]
"""`confirm`, `undo` or `extend` of a change that waits."""


class Killed(BaseException):
    """This computer is dead: nothing of what would come next happens."""


@dataclass
class Bench:
    """One board on a port, and this computer in front of it. All waiting lets the board's clock run on.

    passed   seconds since the bench was set up, whatever the board's clock says after a restart
    """

    router: PracticeRouter
    server: Server
    faults: Faults
    keep_dir: Path
    wanted: Site
    patience: float = PATIENCE
    dies: bool = False
    dead: bool = False
    passed: float = 0.0
    before: list[str] = field(default_factory=list)

    @property
    def target(self) -> Target:
        return Target(self.server.host, self.server.port)

    @property
    def configured(self) -> list[str]:
        """The export without its date; a gateway, and a modem's network, read the same whoever wrote them last.

        A lease's script writes these at its own time, and a write of its own may be the one that is made to fail.
        """
        whole = export(self.router).replace("\\\n    ", "").replace("@main", "")
        return LEASED.sub(r"add \1 ", whole).splitlines()[1:]

    async def wait(self, seconds: float) -> None:
        self.passed += seconds
        self.router.tick(seconds)
        await asyncio.sleep(0)

    async def open(self) -> Session:
        if self.dead or (self.dies and self.struck):
            self.dead = True
            raise Killed
        return await connect(self.target, NOBODY, timeout=5.0, patience=self.patience)

    @property
    def waits(self) -> Waits:
        return Waits(routes=20.0, traffic=0.5, reconnect=5.0, sleep=self.wait, now=lambda: self.passed)

    async def survey(self) -> Survey:
        async with await connect(self.target, NOBODY, timeout=5.0) as session:
            return await survey(session)

    async def planned(self) -> Plan:
        return plan(await self.survey(), self.wanted)

    async def commit(self, made: Plan, *, hold: bool = False, on_step: OnStep = lambda step: None) -> Outcome:
        """Commit, or remove; RouterError where it did not begin, Killed where this computer died."""
        given = {"keep_dir": self.keep_dir, "waits": self.waits, "opener": self.open, "on_step": on_step}
        return await commit(self.target, NOBODY, made, hold=hold, secrets=lambda _: PPPOE, **given)

    async def say(self, word: Word) -> Outcome:
        """`confirm`, `undo` or `extend`."""
        return await word(self.target, NOBODY, keep_dir=self.keep_dir, waits=self.waits, opener=self.open)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Sentences that came and went, and writes, since they were last counted from nothing."""
        return self.faults.received, self.faults.sent, self.router.writes

    def count_anew(self) -> None:
        self.faults.received = self.faults.sent = self.router.writes = 0

    def heal(self) -> None:
        """The trouble is over; what was counted stays counted."""
        mended = Faults(received=self.faults.received, sent=self.faults.sent)
        for name, value in vars(mended).items():
            setattr(self.faults, name, value)
        self.dead = self.dies = False

    @property
    def struck(self) -> bool:
        """Whether the link was cut for good."""
        number = self.faults.cut_after_received
        return number is not None and self.faults.received >= number


@asynccontextmanager
async def bench(keep_dir: Path, setup: Setup) -> AsyncIterator[Bench]:
    """A bench for one case; to be removed, the site was written before."""
    random.seed(0)
    router, faults = PracticeRouter(board(setup)), Faults()
    async with await serve(router, faults=faults, running_clock=False) as server:
        it = Bench(router, server, faults, keep_dir / "before", site(setup))
        await it.wait(130)
        if setup.work == "remove":
            assert (await it.commit(await it.planned())).state == "done"
            await it.wait(60)
        it.keep_dir = keep_dir
        it.before = it.configured
        yield it


@dataclass(frozen=True)
class Quiet:
    """A commit that nothing happened to: the plan, and how many sentences and writes it took.

    commands, replies, writes   numbers of the first and last of the commit, after it has read the router
    """

    setup: Setup
    plan: Plan
    planned: list[str]
    commands: range
    replies: range
    writes: range

    def steps(self, fault: str) -> range:
        """The numbers at which this fault can strike."""
        if fault in ("cut_after_sent", "stall_after"):
            return self.replies
        return self.writes if fault in ("reboot_at_write", "fail_write") else self.commands


async def quiet(keep_dir: Path, setup: Setup) -> Quiet:
    """Commit, and count."""
    async with bench(keep_dir, setup) as it:
        seen = await it.survey()
        made = plan(seen, it.wanted) if setup.work == "apply" else uninstall(seen)
        read: list[tuple[int, int, int]] = []

        def look(step: Step) -> None:
            if step.name == CHECK and not read:
                read.append(it.counts)

        it.count_anew()
        outcome = await it.commit(made, on_step=look)
        assert outcome.state == "done", outcome
        spans = [range(begin + 1, end + 1) for begin, end in zip(read[0], it.counts, strict=True)]
        await it.wait(LATER)
        return Quiet(setup, made, it.configured, *spans)


async def case(keep_dir: Path, quiet: Quiet, fault: str, step: int) -> str:
    """One commit that fails at one step; "" where it ends as it must, else what is wrong."""
    async with bench(keep_dir, quiet.setup) as it:
        it.count_anew()
        strike(it, fault, step)
        outcome = None
        with suppress(RouterError, Killed):
            outcome = await it.commit(quiet.plan)
        it.heal()
        await it.wait(LATER)
        wrong = await verdict(it, quiet.planned, outcome)
        return f"{quiet.setup}, {fault} {step}: {wrong}; {outcome}" if wrong else ""


def strike(it: Bench, fault: str, step: int) -> None:
    """Let it go wrong at this step of what comes."""
    if fault == "killed":
        it.faults.cut_after_received = step
        it.dies = True
    else:
        it.patience = HASTE if fault == "stall_after" else PATIENCE
        setattr(it.faults, fault, step)


async def verdict(it: Bench, planned: list[str], outcome: Outcome | None) -> str:
    """What is wrong with how the router and the journal ended; "" for nothing."""
    as_before, as_planned = it.configured == it.before, it.configured == planned
    if not (as_before or as_planned):
        ways = [sorted(set(it.configured) ^ set(other)) for other in (it.before, planned)]
        return f"neither before nor planned: {min(ways, key=len)[:6]}"
    seen = await it.survey()
    if armed := [row for path in HOOKS for row in it.router.store.rows(path) if not stays(row)]:
        return f"still armed: {[(row.values, row.state) for row in armed]}"
    if any(is_true(row.get("enabled")) for row in seen.rows("/safe-mode")):
        return "safe mode is held"
    if outcome is not None and outcome.state in ENDS and ENDS[outcome.state] != as_planned:
        return f"said {outcome.state}"
    router = router_id(seen, it.target.place)
    said = [entry.state for entry in entries(it.keep_dir, router) if entry.written][-1:]
    if said and said[0] in CLOSED and ENDS[said[0]] != as_planned:
        return f"the journal says {said[0]}"
    if waits := waiting(seen, it.keep_dir, it.target.place):
        return f"still waiting: {waits.proven}"
    told = [entry.state for entry in entries(it.keep_dir, router) if entry.written][-1:]
    if told and ENDS.get(told[0]) != as_planned:
        return f"once the router was read the journal says {told[0]}"
    return ""


HOOKS = ("/system/script/job", "/system/scheduler", "/tool/netwatch")


def stays(row: Any) -> bool:
    """Whether a row is no trace of an undo: what clears stale connections was planned, and is there to stay."""
    comment, runs = row.values.get("comment", ""), row.state.get("script", "")
    return comment.startswith("simplifi:watch:") or runs == "simplifi-clear" or row.state.get("owner") == "*sys"


ENDS = {"done": True, "pending": True, "undone": False, "refused": False}


class Lab:
    """What the matrix does with benches."""

    Setup = Setup
    bench = staticmethod(bench)
    quiet = staticmethod(quiet)
    case = staticmethod(case)
    strike = staticmethod(strike)
    verdict = staticmethod(verdict)


@pytest.fixture
def lab() -> type[Lab]:
    return Lab


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line: how many cases there were, and how many ended otherwise."""
    reports = [
        one for state in ("passed", "failed") for one in terminalreporter.getreports(state) if one.when == "call"
    ]
    counts = [dict(one.user_properties) for one in reports]
    cases, bad = (sum(one.get(name, 0) for one in counts) for name in ("cases", "bad"))
    terminalreporter.write_line(f"fault matrix: {cases} cases, {bad} ended neither as before nor as planned")
