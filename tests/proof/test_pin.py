"""The pin: the laptop's new connections take one line, and the router itself takes the rule away."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest

from proof.pin import COMMENT, NAME, Taken, by_line, in_turn, pinned, sweep, told
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.packetflow import Packet
from routerboard.packetflow.addresses import number

VERSIONS = ("6.49.18", "7.20.8")
LAPTOP = "192.168.88.240"
METHODS: Sequence[dict[str, Any]] = (
    {},
    {"method": "ecmp"},
    {"method": "nth", "sticky": True},
    {"method": "failover"},
)
HOME = "device-mode: home\n"


def _lines_of_new_connections(it: Any, source: str = LAPTOP) -> Counter[str]:
    """The marks that 24 new connections of this host get."""
    sent = [
        it.router.world.send(
            Packet(number(source), number(f"198.51.100.{at}"), "tcp", 40000 + at, 80, it.router.world.laptop.port)
        )
        for at in range(24)
    ]
    return Counter(entry.connection.mark for entry in sent)


async def _left(it: Any) -> list[str]:
    """What is there of a pin."""
    menus = ("/ip/firewall/mangle", "/ip/firewall/address-list", "/system/scheduler", "/tool/netwatch")
    return [
        menu
        for menu in menus
        for row in await it.rows(menu)
        if COMMENT in row.get("comment", "") or NAME in (row.get("name"), row.get("list"))
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_whoever_opens_the_router_is_told_of_a_pin(bench: Callable[..., Any], version: str) -> None:
    async with bench(version, running=False) as it:
        assert told(await survey(it.session)) == ()
        async with pinned(it.session, LAPTOP, by_line(it.job.lines[0].mark), 60):
            (found,) = told(await survey(it.session))
        assert found.code == "pinned"
        assert "takes it away by itself" in found.why


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_who_is_pinned_elsewhere_by_another_program_of_his_is_told(
    bench: Callable[..., Any], version: str
) -> None:
    async with bench(version, running=False) as it:
        first, second = (by_line(line.mark) for line in it.job.lines)
        session = await connect(Target(it.server.host, it.server.port), Secret(""))
        async with session, AsyncExitStack() as stack:
            with pytest.raises(Taken, match="Another program on this laptop"):
                async with pinned(it.session, LAPTOP, first, 60):
                    await stack.enter_async_context(pinned(session, LAPTOP, second, 60))
            assert set(_lines_of_new_connections(it)) == {it.job.lines[1].mark}, "the other's pin stands"
        assert await _left(it) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("given", METHODS, ids=str)
async def test_every_method_is_pinned_by_one_rule(
    bench: Callable[..., Any], version: str, given: dict[str, Any]
) -> None:
    async with bench(version, running=False, **given) as it:
        rules = len(await it.rows("/ip/firewall/mangle"))
        for line in it.job.lines:
            async with pinned(it.session, LAPTOP, by_line(line.mark), 60):
                assert len(await it.rows("/ip/firewall/mangle")) == rules + 1
                assert _lines_of_new_connections(it) == {line.mark: 24}
                others = _lines_of_new_connections(it, "192.168.88.77")
                assert given.get("method", "pcc") not in ("pcc",) or len(others) == 2
        assert await _left(it) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_in_turn_every_line_gets_its_part(bench: Callable[..., Any], version: str) -> None:
    async with bench(version, running=False) as it:
        async with pinned(it.session, LAPTOP, in_turn([line.mark for line in it.job.lines]), 60):
            assert _lines_of_new_connections(it) == {"Wan1_conn": 12, "Wan2_conn": 12}
        assert await _left(it) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("mode", ["", HOME])
@pytest.mark.parametrize("then", ["time", "restart"])
async def test_where_the_laptop_dies_the_router_takes_it_away(
    bench: Callable[..., Any], version: str, mode: str, then: str
) -> None:
    from tests.proof.conftest import BOARD

    async with bench(version, BOARD + mode, running=False) as it:
        before = await it.rows("/ip/firewall/mangle")
        dying = await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0)
        held = pinned(dying, LAPTOP, by_line("Wan2_conn"), 60)
        await held.__aenter__()
        it.router.tick(30)
        assert _lines_of_new_connections(it) == {"Wan2_conn": 24}
        await dying.close()
        assert not await held.__aexit__(ConnectionError, ConnectionError(), None)
        if then == "restart":
            it.router.reboot()
            it.router.tick(30)
            again = await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0)
            it.session = again
        else:
            it.router.tick(31)
            assert len(_lines_of_new_connections(it)) == 2, "without effect as soon as its time is over"
            it.router.tick(15)
            await asyncio.sleep(0)
        assert await _left(it) == []
        assert [row.get("comment") for row in await it.rows("/ip/firewall/mangle")] == [
            row.get("comment") for row in before
        ]
        if then == "restart":
            await it.session.close()


@pytest.mark.asyncio
async def test_a_pin_that_is_left_over_is_found_and_one_of_another_laptop_is_left_alone(
    bench: Callable[..., Any],
) -> None:
    async with bench("7.20.8", running=False) as it:
        rule = {**by_line("Wan1_conn")[0]}
        await it.session.add("/ip/firewall/mangle", rule)
        assert await sweep(it.session, LAPTOP) == 1
        assert await _left(it) == []
        await it.session.add("/ip/firewall/mangle", rule)
        await it.session.add("/ip/firewall/address-list", {"list": NAME, "address": "192.168.88.9", "timeout": "60s"})
        with pytest.raises(Taken, match=r"192\.168\.88\.9"):
            await sweep(it.session, LAPTOP)
        assert len(await _left(it)) == 2
