"""A line dies and is back, on the practice Routerboard after a real commit: how soon, and what connections become."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language import stale
from routerboard.language.survey import Survey
from routerboard.link.commit import commit
from routerboard.link.journal import ledger, router_id
from routerboard.link.proof import Waits
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import read_board
from routerboard.practice.exporting import export
from routerboard.practice.lines import Line
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import often, wide
from wizards.hosts import chosen_hosts
from wizards.plan import plan, uninstall
from wizards.prefill import prefill
from wizards.site import Env, Health, Site, Wan

pytestmark = pytest.mark.wide

VERSIONS = ["6.49.18", "7.20.8"]
NOBODY = Secret("")
TULIP = Secret("tulip")
FIRST, SECOND = "192.168.30.2", "192.168.42.2"
BOARD = "like: factory\ntitle: two modems\n"
PPPOE = """\
like: factory
title: a session and a lease
modems:
  - {interface: ether1, address: 192.168.30.1/24, user: hotel@isp, password: tulip, local: 100.64.7.7}
  - {interface: ether2, address: 192.168.42.1/24, lease: 192.168.42.2, down: 10M, up: 2M}
"""

TWINS = """\
like: factory
title: two modems of one make
modems:
  - {interface: ether1, address: 192.168.8.1/24, lease: 192.168.8.100, down: 20M, up: 5M}
  - {interface: ether2, address: 192.168.8.1/24, lease: SECOND, down: 10M, up: 2M}
"""


@dataclass
class Bench:
    """A board, and how it becomes a site."""

    router: PracticeRouter
    target: Target
    keep_dir: Path
    passed: float = 0.0

    async def wait(self, seconds: float) -> None:
        self.passed += seconds
        self.router.tick(seconds)

    @property
    def configured(self) -> list[str]:
        return export(self.router).splitlines()[1:]

    async def survey(self) -> Survey:
        async with await connect(self.target, NOBODY, timeout=5.0) as session:
            return await survey(session)

    async def become(self, method: str, check: str, wans: tuple[Wan, ...] = ()) -> Site:
        seen = await self.survey()
        site = replace(prefill(seen, load_presets()["hotel"]), method=method, health=Health(check))
        site = replace(site, wans=wans) if wans else site
        await self._commit(plan(seen, site))
        assert plan(await self.survey(), site).empty
        self.router.tick(60)
        return site

    async def leave(self) -> None:
        seen = await self.survey()
        await self._commit(uninstall(seen, ledger(self.keep_dir, router_id(seen, self.target.place))))

    async def _commit(self, made: object) -> None:
        waits = Waits(reconnect=5.0, sleep=self.wait, now=lambda: self.passed)
        outcome = await commit(self.target, NOBODY, made, keep_dir=self.keep_dir, waits=waits, secrets=lambda _: TULIP)  # type: ignore[arg-type]
        assert outcome.state == "done", outcome

    def active(self, role: str) -> bool:
        rows = self.router.store.rows("/ip/route")
        return any(row.state.get("active") for row in rows if row.values.get("comment", "").startswith(role))

    def leads(self, table: str, gateway: str) -> bool:
        """Whether a table's packets go by this gateway now, whoever made the route."""
        rows = [row for row in self.router.store.rows("/ip/route") if row.values.get("dst-address") == "0.0.0.0/0"]
        there = [
            one
            for one in rows
            if table == (one.values.get("routing-table") or one.values.get("routing-mark") or "main")
        ]
        live = [one.values["gateway"] for one in there if one.state.get("active")]
        return any(one.partition("%")[0].partition("@")[0] == gateway for one in live)

    def until(self, holds: Callable[[], bool], most: float = 60.0) -> float:
        """Seconds of the board's clock until it holds."""
        for passed in range(int(most)):
            if holds():
                return passed
            self.router.tick(1)
        raise AssertionError(f"not within {most} s")

    def held(self, address: str, mark: str | None = None) -> list[dict[str, str]]:
        """The connections that have this address of a line, and this mark."""
        rows = self.router.world.connections()
        own = [row for row in rows if row["reply-dst-address"].partition(":")[0] == address]
        return [row for row in own if mark is None or row.get("connection-mark", "") == mark]


@asynccontextmanager
async def bench(keep_dir: Path, version: str, board: str = BOARD) -> AsyncIterator[Bench]:
    router = PracticeRouter(read_board("two", board, version))
    async with await serve(router, running_clock=False) as server:
        yield Bench(router, Target(server.host, server.port), keep_dir)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "version"), [("pcc", "7.20.8"), ("nth", "6.49.18"), *wide(("pcc", "6.49.18"), ("nth", "7.20.8"))]
)
async def test_a_dead_isp_behind_a_living_modem(tmp_path: Path, method: str, version: str) -> None:
    """Probes give the line up within 11 to 21 s, its connections are cleared, and again when it is back."""
    async with bench(tmp_path, version) as it:
        before = it.configured
        await it.become(method, "probe")
        assert len(it.held(FIRST, "Wan1_conn")) > 30
        session = [row for row in it.router.world.connections() if row["dst-address"].endswith(":8728")]
        writes = it.configured

        it.router.world.isp_dead("ether1")
        assert 10 <= it.until(lambda: not it.active("simplifi:default:Wan1:")) <= 22
        it.router.tick(6)
        assert not it.held(FIRST, "Wan1_conn"), "what has the address of the dead line is gone"
        it.router.tick(30)
        moved = it.held(SECOND, "Wan1_conn")
        assert len(moved) > 15, "new connections of the dead line take the living one"
        assert len(it.held(SECOND, "Wan2_conn")) > 30, "those of the living line were left alone"

        it.router.world.restore("ether1")
        assert it.until(lambda: it.active("simplifi:default:Wan1:table:Wan1")) <= 11
        it.router.tick(11)
        assert not it.held(SECOND, "Wan1_conn"), "what has the other line's address is gone"
        it.router.tick(30)
        assert len(it.held(FIRST, "Wan1_conn")) > 15
        assert len(it.held(SECOND, "Wan2_conn")) > 30
        still = [row for row in it.router.world.connections() if row["dst-address"].endswith(":8728")]
        assert [row[".id"] for row in still] == [row[".id"] for row in session], "our own session was never cut"
        assert it.configured == writes, "nothing is written at a fail-over"

        await it.leave()
        assert it.configured == before


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_a_gateway_check_does_not_see_it_and_sees_a_modem_that_hangs(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        await it.become("pcc", "gateway")
        it.router.world.isp_dead("ether1")
        it.router.tick(60)
        assert it.leads("to_Wan1", "192.168.30.1")
        it.router.world.restore("ether1")
        it.router.tick(60)
        assert len(it.held(FIRST, "Wan1_conn")) > 30
        it.router.world.modem_dead("ether1")
        assert it.until(lambda: not it.leads("to_Wan1", "192.168.30.1")) <= 22
        it.router.tick(30)
        assert not it.held(FIRST, "Wan1_conn")
        assert it.held(SECOND, "Wan1_conn")
        it.router.world.restore("ether1")
        it.router.tick(25)
        assert not it.held(SECOND, "Wan1_conn")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["6.49.18"]))
async def test_one_silent_host_gives_nothing_up_and_clears_nothing(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        site = await it.become("pcc", "probe")
        first, second = chosen_hosts(await it.survey(), site)["Wan1"]
        it.router.world.silence(first)
        it.router.tick(40)
        assert it.active("simplifi:default:Wan1:table:Wan1")
        assert it.active("simplifi:default:Wan1:main")
        assert len(it.held(FIRST, "Wan1_conn")) > 30
        it.router.world.silence(first, second)
        assert it.until(lambda: not it.active("simplifi:default:Wan1:")) <= 22
        it.router.tick(6)
        assert not it.held(FIRST, "Wan1_conn"), "the host that went last told of it"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("check", "version"),
    [("probe", "6.49.18"), ("gateway", "7.20.8"), *wide(("probe", "7.20.8"), ("gateway", "6.49.18"))],
)
async def test_by_fail_over_only_unmarked_connections_are_cleared_too(tmp_path: Path, check: str, version: str) -> None:
    async with bench(tmp_path, version) as it:
        await it.become("failover", check)
        assert len(it.held(FIRST, "")) > 60
        it.router.world.modem_dead("ether1")
        it.until(lambda: it.active("simplifi:default:Wan2:main") or it.leads("main", "192.168.42.1"))
        it.router.tick(12)
        assert not [row for row in it.held(FIRST) if row["srcnat"] == "true" and row["seen-reply"] == "true"]
        it.router.tick(30)
        assert len(it.held(SECOND, "")) > 60
        it.router.world.restore("ether1")
        it.router.tick(25)
        late = [row for row in it.held(SECOND) if row["protocol"] != "icmp" and row["srcnat"] == "true"]
        assert not late


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_a_dial_in_is_probed_through_its_session(tmp_path: Path, version: str) -> None:
    wans = (
        Wan("Wan1", "ether1", "pppoe", user="hotel@isp", password=Env("WAN1_PASSWORD")),
        Wan("Wan2", "ether2", "dhcp"),
    )
    async with bench(tmp_path, version, PPPOE) as it:
        before = it.configured
        site = await it.become("pcc", "probe", wans)
        assert len(it.held("100.64.7.7", "Wan1_conn")) > 30
        shown = {"7": "immediate-gw", "6": "gateway-status"}[version[0]]
        rows = [
            row for row in it.router.store.rows("/ip/route") if "default:Wan1:main" in row.values.get("comment", "")
        ]
        assert rows[0].state[shown].endswith("pppoe-Wan1")
        it.router.world.silence(*chosen_hosts(await it.survey(), site)["Wan1"])
        assert it.until(lambda: not it.active("simplifi:default:Wan1:")) <= 22
        it.router.tick(6)
        assert not it.held("100.64.7.7", "Wan1_conn")
        it.router.world.silence()
        it.router.tick(25)
        assert not it.held(SECOND, "Wan1_conn")
        await it.leave()
        assert it.configured == before


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["6.49.18"]))
async def test_a_lease_that_moves_takes_its_probes_along(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        await it.become("pcc", "probe")
        lines = it.router.world.lines
        ways = [row for row in it.router.store.rows("/ip/route") if "route:Wan2:probe" in row.values.get("comment", "")]
        assert {row.values["gateway"] for row in ways} == {"192.168.42.1%ether2"}
        it.router.world.unplug("ether2")
        it.router.tick(5)
        lines["ether2"] = Line(replace(lines["ether2"].modem, address="10.7.7.1/24", lease="10.7.7.9"))
        it.router.world.restore("ether2")
        it.router.tick(30)
        ways = [row for row in it.router.store.rows("/ip/route") if "route:Wan2:probe" in row.values.get("comment", "")]
        assert {row.values["gateway"] for row in ways} == {"10.7.7.1%ether2"}
        assert it.active("simplifi:default:Wan2:table:Wan2")
        assert it.held("10.7.7.9", "Wan2_conn")
        assert not it.held("192.168.42.2", "Wan2_conn")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_twins_that_lease_one_address_keep_their_connections(tmp_path: Path, version: str) -> None:
    """One silent host wakes the script though no line died: the address that both have tells nothing."""
    twin = "192.168.8.100"
    async with bench(tmp_path, version, TWINS.replace("SECOND", twin)) as it:
        site = await it.become("pcc", "probe")
        seen = await it.survey()
        told = next(one for one in plan(seen, site).findings if one.code == "same-lease")
        assert "cannot be told" in told.why
        lived = {row[".id"] for row in it.router.world.connections() if row.get("connection-mark")}
        assert len(it.held(twin, "Wan1_conn")) > 30
        assert len(it.held(twin, "Wan2_conn")) > 30
        it.router.world.silence(chosen_hosts(seen, site)["Wan2"][1])
        it.router.tick(20)
        left = {row[".id"] for row in it.router.world.connections()}
        assert len(lived & left) > len(lived) / 2, "they only end by themselves"


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_twins_with_an_address_each_are_cleared(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version, TWINS.replace("SECOND", "192.168.8.101")) as it:
        await it.become("pcc", "probe")
        assert len(it.held("192.168.8.100", "Wan1_conn")) > 30
        it.router.world.isp_dead("ether1")
        it.until(lambda: not it.active("simplifi:default:Wan1:"))
        it.router.tick(6)
        assert not it.held("192.168.8.100", "Wan1_conn")


@pytest.mark.asyncio
@pytest.mark.parametrize(("version", "runs"), [("6.49.18", 4), ("7.20.8", 1)])
async def test_a_start_with_all_lines_up_is_one_run_where_hosts_can_be_told_to_be_quiet(
    tmp_path: Path, version: str, runs: int
) -> None:
    """Four hosts are found up; version 6 has no way to say that this is no news."""
    async with bench(tmp_path, version) as it:
        await it.become("pcc", "probe")
        assert cleared(it) == runs, "as after a start: the entries are new"
        it.router.world.unplug("ether1")
        await it.wait(30)
        it.router.world.restore("ether1")
        await it.wait(60)
        assert cleared(it) > runs
        it.router.reboot()
        for _ in range(9):
            await it.wait(10)
        assert cleared(it) == runs


def cleared(bench: Bench) -> int:
    """How often the script has begun."""
    (row,) = [row for row in bench.router.rows("/system/script") if row["name"] == stale.NAME]
    return int(row.get("run-count") or 0)
