"""Every method on the practice Routerboard: whatever spreads connections, both lines carry, and none breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from presets.loader import load_presets
from routerboard.language.items import Row
from routerboard.link.session import Session, connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.writer import Writer
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import often, wide
from wizards.plan import plan, uninstall
from wizards.prefill import prefill
from wizards.site import Site

pytestmark = pytest.mark.wide

NOBODY = Secret("")
VERSIONS = ("6.49.18", "7.15", "7.20.8")
METHODS: dict[str, dict[str, object]] = {
    "pcc": {"method": "pcc"},
    "ecmp": {"method": "ecmp"},
    "ecmp-ports": {"method": "ecmp", "classifier": "both-addresses-and-ports"},
    "nth": {"method": "nth"},
    "nth-sticky": {"method": "nth", "sticky": True},
    "failover": {"method": "failover"},
}
EVERY = [(name, version) for name in METHODS for version in VERSIONS if name != "ecmp-ports" or version == "7.20.8"]
BOTH = [("pcc", "7.20.8"), ("ecmp", "6.49.18")]
EACH = [*BOTH, ("ecmp-ports", "7.20.8"), ("nth", "7.20.8"), ("nth-sticky", "6.49.18"), ("failover", "7.20.8")]


class Played:
    """A factory board with both of its lines under one method."""

    def __init__(self, router: PracticeRouter, session: Session, site: Site) -> None:
        self.router, self.session, self.site = router, session, site

    def run(self, seconds: int) -> None:
        for _ in range(seconds // 10):
            self.router.tick(10)

    async def connections(self) -> list[Row]:
        rows = await self.session.print("/ip/firewall/connection")
        return [row for row in rows if row["src-address"].startswith("192.168.88.") and row.get("srcnat") == "true"]

    async def carried(self) -> dict[str, int]:
        """Bytes received by each line's socket."""
        rows = await self.session.print("/interface", proplist=("name", "rx-byte"))
        sockets = {wan.interface for wan in self.site.wans}
        return {row["name"]: int(row["rx-byte"]) for row in rows if row["name"] in sockets}


@asynccontextmanager
async def practising(version: str, given: dict[str, object]) -> AsyncIterator[Played]:
    router = PracticeRouter(load_board("factory", version))
    async with (
        await serve(router, running_clock=False) as server,
        await connect(Target(server.host, server.port), NOBODY, timeout=5.0) as session,
    ):
        seen = await survey(session)
        site = replace(prefill(seen, load_presets()["hotel"]), **given)  # type: ignore[arg-type]
        made = plan(seen, site)
        assert not made.blocked
        for change in made.changes:
            await Writer(session, seen.version).write(change)
        router.tick(15)
        await forget_connections(session)
        yield Played(router, session, site)


async def forget_connections(session: Session) -> None:
    """What was opened while the second line had no lease yet was given to it, and left by the first."""
    rows = await session.print("/ip/firewall/connection", proplist=(".id",))
    await session.remove("/ip/firewall/connection", *(row[".id"] for row in rows))


def line_of(row: Row) -> str:
    """Whose address it carries."""
    return row["reply-dst-address"].rpartition(":")[0].rpartition(".")[0]


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "version"), often(EVERY, EACH))
async def test_both_lines_carry(name: str, version: str) -> None:
    async with practising(version, METHODS[name]) as it:
        before = await it.carried()
        it.run(60)
        marked = [row for row in await it.connections() if row.get("connection-mark") or name == "failover"]
        counted = Counter(map(line_of, marked))
        after = await it.carried()
        carried = {socket: count - before[socket] for socket, count in after.items()}
        if name == "failover":
            assert max(counted.values()) > 0.9 * sum(counted.values())
            return
        assert len(counted) == 2
        assert min(counted.values()) > 0.25 * sum(counted.values()), counted
        assert min(carried.values()) > 0.1 * sum(carried.values()), carried


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "version"), often(EVERY, BOTH))
async def test_mark_and_address_are_of_one_line_and_the_second_plan_is_empty(name: str, version: str) -> None:
    async with practising(version, METHODS[name]) as it:
        it.run(60)
        pairs = {(row["connection-mark"], line_of(row)) for row in await it.connections() if row.get("connection-mark")}
        assert len(pairs) == len({mark for mark, _ in pairs}) == len({line for _, line in pairs})
        assert plan(await survey(it.session), it.site).empty


@pytest.mark.asyncio
@pytest.mark.parametrize(("version", "held"), [("6.49.18", True), *wide(("6.49.18", False), ("7.20.8", True))])
async def test_ecmp_holds_connections_through_a_flush_of_the_route_cache(version: str, held: bool) -> None:
    """After ten minutes what runs goes on by its line; without the marks a part of it falls silent."""
    async with practising(version, METHODS["ecmp"]) as it:
        if not held:
            rows = await it.session.print("/ip/firewall/mangle", proplist=(".id", "comment"))
            await it.session.remove(
                "/ip/firewall/mangle", *(row[".id"] for row in rows if "simplifi:ecmp" in row.get("comment", ""))
            )
        it.run(590)
        before = {row[".id"]: row for row in await it.connections()}
        it.run(10)
        after = {row[".id"]: row for row in await it.connections()}
        talked = [name for name in before if name in after and after[name]["orig-bytes"] != before[name]["orig-bytes"]]
        assert len(talked) > 10
        grown = [int(after[name]["repl-bytes"]) > int(before[name]["repl-bytes"]) for name in talked]
        assert all(grown) is held


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_a_sticky_guest_keeps_its_line(version: str, rows_by: Callable[..., dict[str, set[str]]]) -> None:
    async with practising(version, METHODS["nth-sticky"]) as it:
        listed: dict[str, str] = {}
        for _ in range(6):
            it.run(20)
            for row in await it.session.print("/ip/firewall/address-list", "?dynamic=true"):
                assert listed.setdefault(row["address"], row["list"]) == row["list"]
        lines = rows_by(await it.connections())
        assert len(listed) > 5
        assert {len(used) for guest, used in lines.items() if guest in listed} == {1}
        assert set(Counter(listed.values())) == {"simplifi-turn-Wan1", "simplifi-turn-Wan2"}


@pytest.fixture
def rows_by() -> Callable[[list[Row]], dict[str, set[str]]]:
    """The lines that each guest's marked connections carry the address of."""

    def grouped(rows: list[Row]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in rows:
            if row.get("connection-mark"):
                found.setdefault(row["src-address"].partition(":")[0], set()).add(line_of(row))
        return found

    return grouped


@pytest.mark.asyncio
@pytest.mark.parametrize("before", ["l3", "l4"])
async def test_the_hash_policy_is_put_back(before: str) -> None:
    router = PracticeRouter(load_board("factory", "7.20.8"))
    async with (
        await serve(router, running_clock=False) as server,
        await connect(Target(server.host, server.port), NOBODY, timeout=5.0) as session,
    ):
        await session.set("/ip/settings", {"ipv4-multipath-hash-policy": before})
        seen = await survey(session)
        wanted = "both-addresses" if before == "l4" else "both-addresses-and-ports"
        site = replace(prefill(seen, load_presets()["hotel"]), method="ecmp", classifier=wanted)
        made = plan(seen, site)
        (edit,) = (change for change in made.changes if change.menu == "/ip/settings")
        assert edit.foreign
        assert edit.consent
        for change in made.changes:
            await Writer(session, seen.version).write(change)
        now = (await session.print("/ip/settings"))[0]["ipv4-multipath-hash-policy"]
        assert now == {"l3": "l4", "l4": "l3"}[before]
        after = await survey(session)
        for change in uninstall(after).changes:
            await Writer(session, seen.version).write(change)
        assert (await session.print("/ip/settings"))[0]["ipv4-multipath-hash-policy"] == before
