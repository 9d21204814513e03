"""librouteros, for asyncio: print, query, add, remove, several sessions at once."""

import asyncio

from common import main, told
from librouteros import async_connect
from librouteros.login import async_plain, async_token
from librouteros.query import Key

version, major, port = told()
OLD = version.startswith(("6.40", "6.44"))


async def connected():
    return await async_connect(
        "127.0.0.1", "admin", "", port=port, encoding="utf-8", login_method=async_token if OLD else async_plain
    )


def reading():
    async def body():
        api = await connected()
        rows = [row async for row in api("/ip/address/print")]
        assert rows and all("/" in row["address"] for row in rows)
        name = Key("name")
        found = [row async for row in api.path("/interface").select(name).where(name == "ether1")]
        assert found == [{"name": "ether1"}], found
        await api.close()

    asyncio.run(body())


def writing():
    async def body():
        api = await connected()
        scripts = api.path("system", "script")
        made = await scripts.add(name="from-afar", source=":log info hello")
        assert [row["name"] async for row in scripts if row[".id"] == made] == ["from-afar"]
        await scripts.remove(made)
        assert [row async for row in scripts if row[".id"] == made] == []
        await api.close()

    asyncio.run(body())


def five_at_once():
    async def one():
        api = await connected()
        rows = [row async for row in api("/interface/print")]
        await api.close()
        return len(rows)

    async def body():
        counts = await asyncio.gather(*(one() for _ in range(5)))
        assert len(set(counts)) == 1 and counts[0] > 4, counts

    asyncio.run(body())


main([reading, writing, five_at_once])
