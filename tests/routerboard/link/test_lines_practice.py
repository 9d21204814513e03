"""Lines of every kind by the real commit on practice boards: they carry, a lease that changes is followed, all goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.survey import Survey
from tests.routerboard.link.test_commit_practice import Bench, bench
from tests.wide import often
from wizards.plan import plan
from wizards.prefill import prefill
from wizards.site import Health, Site

VERSIONS = ["6.49.18", "7.16.2", "7.18.2", "7.20.8", "7.24"]
MAJORS = ["6.49.18", "7.20.8"]
BOARDS = [(board, version) for board in ("factory", "dhcp-lte", "hotel") for version in VERSIONS]
TALK = 30.0
"""Seconds in which guests open some hundred connections."""

pytestmark = [pytest.mark.asyncio, pytest.mark.wide]


async def built(it: Bench, change: Callable[[Site], Site] = lambda site: site) -> Site:
    """Make the board the site that the wizard would offer, with its gateways checked; proven by the commit."""
    seen = await it.survey()
    offered = prefill(seen, load_presets()["hotel"])
    site = change(replace(offered, health=Health("gateway")))
    outcome = await it.commit(plan(seen, site))
    assert outcome.state == "done", outcome
    states = {step.name: step.state for step in outcome.steps}
    assert [states[f"{wan.name} is active"] for wan in site.wans] == ["ok"] * len(site.wans)
    return site


def _without_hotspot(site: Site) -> Site:
    """Guests of a practice board do not log in, so that none would be balanced."""
    return replace(site, lan=replace(site.lan, hotspot=False))


def carries(it: Bench, seconds: float = TALK) -> dict[str, int]:
    """The bytes that came in by each line while guests talk for so long."""
    ports = it.router.world.lines
    before = {name: it.router.world.counters.port(name).values[0] for name in ports}
    it.router.tick(seconds)
    return {name: it.router.world.counters.port(name).values[0] - before[name] for name in ports}


async def removed(it: Bench) -> None:
    outcome = await it.commit(await it.uninstall())
    assert outcome.state == "done", outcome


def fw(survey: Survey, line: str) -> list[Row]:
    """The active default routes in a line's own table."""
    name = f"to_{line}"
    rows = (row for row in survey.rows("/ip/route") if name in (row.get("routing-table"), row.get("routing-mark")))
    return [row for row in rows if is_true(row.get("active")) and row.get("distance") == "1"]


@pytest.mark.parametrize(
    ("board", "version"), often(BOARDS, [("factory", "6.49.18"), ("dhcp-lte", "7.20.8"), ("hotel", "7.20.8")])
)
async def test_both_lines_carry_and_nothing_is_left(tmp_path: Path, board: str, version: str) -> None:
    """DHCP with DHCP in a LAN socket, DHCP with LTE, PPPoE that dials already with DHCP."""
    async with bench(tmp_path, version, board) as it:
        before = it.configured
        site = await built(it, _without_hotspot)
        assert plan(await it.survey(), site).empty
        assert all(size > 100_000 for size in carries(it).values())
        await removed(it)
        assert it.configured == before


@pytest.mark.parametrize("version", often(VERSIONS, MAJORS))
async def test_a_lease_with_another_gateway_is_followed(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        before = it.configured
        site = await built(it)
        it.router.world.renumber("ether2", "192.168.77.1/24", "192.168.77.20")
        it.router.tick(30.0)
        seen = await it.survey()
        (route,) = fw(seen, "Wan2")
        assert route["gateway"].partition("%")[0].removesuffix("@main") == "192.168.77.1"
        assert is_true(route.get("dynamic")) is (role_of(route) is None)
        assert carries(it)["ether2"] > 100_000
        assert plan(await it.survey(), site).empty
        it.router.world.unplug("ether2")
        it.router.tick(40.0)
        assert carries(it)["ether2"] == 0
        it.router.world.restore("ether2")
        it.router.tick(40.0)
        assert carries(it)["ether2"] > 100_000
        await removed(it)
        assert it.configured == before


@pytest.mark.parametrize("version", often(VERSIONS, MAJORS))
async def test_twins_carry_each_by_its_own_socket(tmp_path: Path, version: str) -> None:
    """Where the client makes the routes, that there is a twin shows with the lease: the next plan names the sockets."""
    async with bench(tmp_path, version, "twins") as it:
        before = it.configured
        site = await built(it)
        seen = await it.survey()
        again = plan(seen, site)
        assert "same-gateway" in {one.code for one in again.findings}
        assert again.empty is (version in ("6.49.18", "7.16.2", "7.18.2"))
        if not again.empty:
            assert (await it.commit(again)).state == "done"
        seen = await it.survey()
        assert plan(seen, site).empty
        gateways = [row["gateway"].removesuffix("@main") for name in ("Wan1", "Wan2") for row in fw(seen, name)]
        assert gateways == ["192.168.8.1%ether1", "192.168.8.1%ether2"]
        assert all(size > 100_000 for size in carries(it).values())
        await removed(it)
        assert it.configured == before


def _static(site: Site) -> Site:
    return replace(
        site,
        wans=tuple(
            replace(wan, kind="static", address=f"192.168.8.{at}/24", gateway="192.168.8.1")
            for at, wan in enumerate(site.wans, 2)
        ),
    )


@pytest.mark.parametrize("version", often(MAJORS, ["6.49.18"]))
async def test_twins_with_fixed_addresses(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version, "twins") as it:
        before = it.configured
        site = await built(it, _static)
        seen = await it.survey()
        assert plan(seen, site).empty
        gateways = [row["gateway"].removesuffix("@main") for name in ("Wan1", "Wan2") for row in fw(seen, name)]
        assert gateways == ["192.168.8.1%ether1", "192.168.8.1%ether2"]
        assert all(size > 100_000 for size in carries(it).values())
        await removed(it)
        assert it.configured == before


def _far(site: Site) -> Site:
    return replace(site, wans=tuple(replace(wan, far_gateway=wan.interface == "ether2") for wan in site.wans))


@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_a_vlan_and_a_gateway_outside_the_lease(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version, "provider") as it:
        before = it.configured
        site = await built(it, _far)
        assert [wan.interface for wan in site.wans] == ["vlan35", "ether2"]
        seen = await it.survey()
        found = plan(seen, site)
        assert found.empty
        assert {"cgnat", "far-lease"} <= {one.code for one in found.findings}
        roles = {role_of(row) for row in seen.rows("/ip/address") if row["address"] == "203.0.113.77/32"}
        assert roles == {None, "gateway:Wan2:lease"}
        assert all(size > 100_000 for size in carries(it).values())
        it.router.world.renumber("ether2", "198.51.100.9/24", "203.0.113.99/32")
        it.router.tick(30.0)
        assert carries(it)["ether2"] > 100_000
        assert plan(await it.survey(), site).empty
        await removed(it)
        assert it.configured == before


async def test_a_gateway_outside_the_lease_that_nobody_told_of_is_undone_and_said(tmp_path: Path) -> None:
    async with bench(tmp_path, "7.20.8", "provider") as it:
        before = it.configured
        seen = await it.survey()
        offered = prefill(seen, load_presets()["hotel"])
        outcome = await it.commit(plan(seen, replace(offered, health=Health("gateway"))))
        assert outcome.state == "undone"
        assert "198.51.100.1 lies outside of its lease 203.0.113.77/32" in outcome.message
        assert "far-gateway: true" in outcome.message
        assert it.configured == before


@pytest.mark.parametrize("version", often(MAJORS, ["6.49.18"]))
async def test_an_lte_modem_that_loses_its_network_gives_its_guests_to_the_other_line(
    tmp_path: Path, version: str
) -> None:
    async with bench(tmp_path, version, "dhcp-lte") as it:
        await built(it)
        it.router.world.unplug("lte1")
        it.router.tick(30.0)
        sizes = carries(it)
        assert sizes["lte1"] == 0
        assert sizes["ether1"] > 100_000
        assert [row["gateway"] for row in fw(await it.survey(), "Wan2")] == []
        it.router.world.restore("lte1")
        it.router.tick(30.0)
        assert carries(it)["lte1"] > 100_000
