"""The link against the practice Routerboard, which speaks the API by code of its own."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from routerboard.link.errors import LoginRefused, RouterRefused
from routerboard.link.session import Session, connect
from routerboard.link.survey import menus_for, survey
from routerboard.link.target import NO_CERTIFICATE, Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import Server, serve
from wizards.hosts import servers_of_guests, servers_of_router

VERSIONS = ["6.49.18", "7.20.8"]


@asynccontextmanager
async def practising(version: str, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """The factory board of that version, its clock standing; with TLS where a context is given."""
    router = PracticeRouter(load_board("factory", version))
    server = await serve(router, tls_port=0 if context else None, certificate=context, running_clock=False)
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def visiting(version: str) -> AsyncIterator[Session]:
    async with practising(version) as server:
        session = await connect(Target(server.host, server.port), Secret(""), timeout=5.0)
        yield session
        await session.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_survey_of_the_factory_board(version: str) -> None:
    async with visiting(version) as session:
        seen = await survey(session)
    assert str(seen.version) == version
    assert (seen.identity, seen.user, seen.via_interface) == ("MikroTik", "admin", "bridge")
    assert seen.client_address == load_board("factory", version).admin
    assert {"read", "write", "policy", "api"} <= seen.policies
    assert seen.interface("ether2").bridge == "bridge"  # type: ignore[union-attr]
    assert [(one.interface, one.status) for one in seen.dhcp_clients] == [("ether1", "bound")]
    assert any(rule.get("action") == "fasttrack-connection" for rule in seen.rows("/ip/firewall/filter"))
    assert seen.requests == len(menus_for(seen.version)) <= 58


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_survey_knows_whom_names_are_asked_of(version: str) -> None:
    """The servers of callers, by HTTPS, and of single names; other names of the router are none of our business."""
    async with visiting(version) as session:
        await session.add("/ip/dns/static", {"name": "corp.lan", "type": "FWD", "forward-to": "10.9.9.9"})
        await session.add("/ip/dns/static", {"name": "till.lan", "address": "192.168.88.20"})
        await session.add("/ppp/profile", {"name": "callers", "dns-server": "10.9.9.8"})
        await session.add("/ip/dhcp-server/option", {"name": "dns", "code": "6", "value": "'10.9.9.7'"})
        await session.add("/ip/dhcp-server/option", {"name": "time", "code": "42", "value": "'10.9.9.1'"})
        await session.add("/ip/ipsec/mode-config", {"name": "road", "responder": "yes", "static-dns": "10.9.9.6"})
        seen = await survey(session)
    assert {"10.9.9.9", "10.9.9.8", "10.9.9.7", "10.9.9.6"} <= servers_of_router(seen) | servers_of_guests(seen)
    assert "10.9.9.1" not in servers_of_guests(seen)
    assert [(row["forward-to"], "name" in row) for row in seen.rows("/ip/dns/static")] == [("10.9.9.9", False)]
    assert "10.9.9.8" in {row.get("dns-server") for row in seen.rows("/ppp/profile")}


@pytest.mark.asyncio
@pytest.mark.parametrize("version", [*VERSIONS, "6.40.9"])
async def test_the_login_of_that_version_keeps_strangers_out(version: str) -> None:
    async with practising(version) as server:
        with pytest.raises(LoginRefused):
            await connect(Target(server.host, server.port), Secret("wrong"), timeout=5.0)
        session = await connect(Target(server.host, server.port), Secret(""), timeout=5.0)
        assert (await session.print("/system/identity"))[0]["name"] == "MikroTik"
        await session.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_rows_are_added_changed_moved_and_removed(version: str) -> None:
    menu = "/ip/firewall/mangle"
    async with visiting(version) as session:
        last = await session.add(menu, {"chain": "prerouting", "action": "accept", "comment": "last"})
        first = await session.add(menu, {"chain": "prerouting", "action": "accept", "comment": "first"}, last)
        await session.set(menu, {"comment": "no"}, first)
        assert [row["comment"] for row in await session.print(menu, "?dynamic=true", "?#!")] == ["no", "last"]
        await session.move(menu, last, first)
        rows = await session.print(menu, "?dynamic=true", "?#!", proplist=(".id",))
        assert [row[".id"] for row in rows] == [last, first]
        assert await session.count(menu, "?comment=no") == 1
        await session.remove(menu, first, last)
        assert await session.print(menu, "?dynamic=true", "?#!") == []
        with pytest.raises(RouterRefused, match="no such item"):
            await session.remove(menu, first)


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_monitor_is_watched_and_left(version: str) -> None:
    async with visiting(version) as session:
        rows = session.stream("/interface/monitor-traffic", {"interface": "ether1"}, silence=10.0)
        assert (await anext(rows))["name"] == "ether1"
        await rows.aclose()
        assert await session.print("/system/identity", proplist=("name",)) == [{"name": "MikroTik"}]


@pytest.mark.asyncio
async def test_tls_without_a_certificate(anonymous_server: ssl.SSLContext, tmp_path: Path) -> None:
    async with practising("7.20.8", anonymous_server) as server:
        target = Target(server.host, server.tls_port, tls=True, accept=NO_CERTIFICATE)
        session = await connect(target, Secret(""), timeout=5.0, known=tmp_path / "known.json")
        assert (await session.print("/system/identity"))[0]["name"] == "MikroTik"
        await session.close()
    assert session.security is not None
    assert session.security.anonymous
