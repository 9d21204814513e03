"""Clients that nobody here wrote: librouteros, both of its kinds, as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import librouteros
import pytest
from librouteros.exceptions import FatalError, TrapError
from librouteros.login import plain, token
from librouteros.query import Key, Or

pytestmark = pytest.mark.asyncio
LOGINS = [("6.40.9", token), ("6.44.6", plain), ("6.49.18", plain), ("7.20.8", plain), ("7.24.1", plain)]


def visit(port: int, login: Callable[..., Any]) -> dict[str, Any]:
    api = librouteros.connect("127.0.0.1", "admin", "", port=port, login_method=login, encoding="utf-8")
    try:
        addresses = api.path("ip", "address")
        made = addresses.add(address="10.9.8.7/24", interface="ether1", comment="é")
        addresses.update(**{".id": made, "disabled": True})
        name, kind = Key("name"), Key("type")
        found = {
            "seen": [
                dict(row) for row in addresses.select(Key("address"), Key("disabled")).where(Key("comment") == "é")
            ],
            "ethers": len(tuple(api.path("interface").select(name).where(Or(kind == "ether", kind == "bridge")))),
            "traffic": [row["name"] for row in api("/interface/monitor-traffic", interface="ether1,ether2", once=True)],
            "raw": len(tuple(api("/ip/firewall/raw/print"))),
        }
        addresses.remove(made)
        found["left"] = [row["address"] for row in addresses if row.get("comment") == "é"]
        with pytest.raises(TrapError, match="input does not match any value of interface"):
            addresses.add(address="10.9.8.7/24", interface="asdf")
        return found
    finally:
        api.close()


@pytest.mark.parametrize(("version", "login"), LOGINS)
async def test_librouteros_finds_a_router(serving: Callable[..., Any], version: str, login: Callable[..., Any]) -> None:
    async with await serving(version) as server:
        found = await asyncio.to_thread(visit, server.port, login)
    assert found == {
        "seen": [{"address": "10.9.8.7/24", "disabled": True}],
        "ethers": 6,
        "traffic": ["ether1", "ether2"],
        "raw": 0,
        "left": [],
    }


async def test_librouteros_of_the_other_kind_too(serving: Callable[..., Any], version: str) -> None:
    async with await serving(version) as server:
        api = await librouteros.async_connect("127.0.0.1", "admin", "", port=server.port)
        names = [row["name"] async for row in api.path("interface")]
        await api.close()
        with pytest.raises((TrapError, FatalError)):
            await librouteros.async_connect("127.0.0.1", "admin", "wrong", port=server.port)
    assert names == ["ether1", "ether2", "ether3", "ether4", "ether5", "bridge"]
