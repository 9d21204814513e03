"""A script that runs long keeps nobody waiting, and one that others have written cannot take longer than it may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from routerboard.practice.interpreter import Stopped, run
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.fuzz.limits import quick
from tests.routerboard.practice.conftest import Ask, board_of
from tests.routerboard.practice.test_interpreter import Host, output_of

ENDLESS = ":while (true) do={:local a [/interface find]}"


@pytest.mark.asyncio
async def test_others_are_answered_while_a_script_runs(calling: Callable[..., Any], version: str) -> None:
    async with await serve(PracticeRouter(board_of("factory", version))) as server, calling(server) as client:
        await client.log_in()
        client.send("/execute", f"=script={ENDLESS}", ".tag=1")
        assert (await client.hear())[0] == "!done"
        for _ in range(5):
            assert await client.answer("/system/script/job/print", "=count-only=") == [("!done", "=ret=1")]


@pytest.mark.asyncio
async def test_others_are_answered_while_a_file_is_imported(calling: Callable[..., Any], version: str) -> None:
    router = PracticeRouter(board_of("factory", version))
    adds = "".join(f"add list=x address=10.1.0.{host}\n" for host in range(200))
    async with await serve(router) as server, calling(server) as client, calling(server) as other:
        await client.log_in()
        await other.log_in()
        router.files.write("a.rsc", "script", f"/ip firewall address-list\n{adds}")
        client.send("/import", "=file-name=a.rsc")
        counts = []
        while not counts or 0 < counts[-1] < 200 or len(counts) < 3:
            (done,) = await other.answer("/ip/firewall/address-list/print", "?list=x", "=count-only=")
            counts.append(int(done[1].removeprefix("=ret=")))
        assert (await client.hear())[0] == "!done"
        assert {*counts} - {0, 200}, "it is seen in the midst"


@pytest.mark.asyncio
async def test_a_restart_ends_scripts_in_the_midst_of_their_work(version: str) -> None:
    async with await serve(PracticeRouter(board_of("factory", version))) as server:
        router = server.router
        restarted = asyncio.Event()
        router.on_reboot.append(restarted.set)
        for source in (ENDLESS, ":for i from=1 to=2000 do={:local a}; /system reboot", ENDLESS):
            _ = [sentence async for sentence in router.execute("/execute", (f"=script={source}",))]
        async with asyncio.timeout(10):
            await restarted.wait()
        assert not router.store.rows("/system/script/job")


def test_without_a_server_a_script_is_done_at_once(router: PracticeRouter, ask: Ask) -> None:
    source = ":for i from=1 to=5000 do={:local a}; /system identity set name=done"
    ask(router, "/execute", f"=script={source}")
    router.tick(0.1)
    assert router.store.single("/system/identity").values["name"] == "done"


@pytest.mark.parametrize(
    "work",
    [
        ":local x [:parse $a]",
        ":local x [:find $a $b]",
        ":local x [:len [:toarray $c]]",
        ":local x [:typeof $a]",
    ],
)
def test_what_works_on_much_counts_for_much(work: str) -> None:
    grown = ':local a ":put 1;"; :for i from=1 to=13 do={:set a ($a.$a)}; :local b ($a."y")'
    parts = ':local c [:toarray $a delimiter=";"]'
    with quick(5.0), pytest.raises(Stopped, match="too many"):
        output_of(run(f"{grown}; {parts}; :while (true) do={{{work}}}", Host()))


def test_a_text_of_many_variables_is_read_in_one_go() -> None:
    with quick(3.0):
        output_of(run(':local a; :put "' + "$a" * 60_000 + '"', Host()))
