"""Scripts that run on the practice board: beside one another, inside one another, and while somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from typing import Any

import pytest

from routerboard.practice import jobs
from routerboard.practice.accounts import Session
from routerboard.practice.board import Board, read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.serving import Server

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
Calling = Callable[[Server], AbstractAsyncContextManager[Any]]
Serving = Callable[..., Any]
SCRIPT = "/system/script"
JOBS = f"{SCRIPT}/job"
DONE = ("!done",)
REFUSED = "not enough permissions (9)"
NAMED = "/system identity set name="
QUIET = "like: factory\nguests: {hosts: 0, connections: 0, ports: [ether3], seed: 1}"


@cache
def quiet(version: str) -> Board:
    """The factory board without guests: time passes quickly there."""
    return read_board("quiet", QUIET, version)


@pytest.fixture
def router(version: str) -> PracticeRouter:
    return PracticeRouter(quiet(version))


def script(ask: Ask, router: PracticeRouter, name: str, source: str, *words: str) -> None:
    assert ask(router, f"{SCRIPT}/add", f"=name={name}", f"=source={source}", *words)[-1][0] == "!done"


def job(ask: Ask, router: PracticeRouter, source: str, session: Session | None = None) -> str:
    ((_, ret),) = ask(router, "/execute", f"=script={source}", session=session)
    return ret.removeprefix("=ret=")


def test_others_go_first_where_a_script_works_long(
    router: PracticeRouter, ask: Ask, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SLICE", 1e-9)
    job(ask, router, f":for i from=1 to=5000 do={{}}; {NAMED}long")
    job(ask, router, f"{NAMED}short")
    assert identity(rows, router) == "MikroTik"
    router.tick(0.1)
    router.tick(0.1)
    assert identity(rows, router) == "short"
    router.tick(10.0)
    assert identity(rows, router) == "long"
    assert rows(router, f"{JOBS}/print") == []


def identity(rows: Rows, router: PracticeRouter) -> str:
    return rows(router, "/system/identity/print")[0]["name"]


def errors(rows: Rows, router: PracticeRouter) -> list[str]:
    return [row["message"] for row in rows(router, "/log/print") if row["topics"] == "script,error"]


def let_in(router: PracticeRouter, name: str, policy: str) -> Session:
    router.store.add("/user/group", {"name": name, "policy": policy})
    router.store.add("/user", {"name": name, "group": name})
    return router.accounts.log_in(name, "")


# What runs is seen


def test_a_job_says_who_runs_what_since_when(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    admin = router.accounts.log_in("admin", "")
    script(ask, router, "mine", ":delay 1h")
    made = job(ask, router, "/system script run mine", admin)
    outer, inner = rows(router, f"{JOBS}/print")
    assert (outer[".id"], outer["owner"], outer["type"], outer["started"]) == (made, "admin", "command", router.stamp())
    assert "read,write,policy" in outer["policy"]
    assert "script" not in outer
    assert (inner["script"], inner["parent"], inner["owner"]) == ("mine", made, "admin")


def test_a_script_can_see_that_it_runs_already(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    once = ':if ([:len [/system script job find where script="once"]] > 1) do={ :error "runs already" }; :delay 10s'
    script(ask, router, "once", once)
    job(ask, router, "/system script run once")
    job(ask, router, "/system script run once")
    assert errors(rows, router) == ["runs already"]
    router.tick(10)
    assert rows(router, f"{JOBS}/print") == []


# How long it takes


def test_delays_end_when_they_should_however_the_clock_is_turned(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job(ask, router, f":delay 1500ms; :delay 700ms; :delay 700ms; {NAMED}later")
    router.tick(2)
    assert identity(rows, router) == "MikroTik"
    router.tick(1)
    assert identity(rows, router) == "later"


def test_of_a_long_sleep_a_loop_lives_the_end_alone(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job(ask, router, ":global n 0; :while (true) do={ :delay 1s; :set n ($n + 1) }")
    router.tick(86_400)
    job(ask, router, f":global n; {NAMED}$n")
    assert 119 <= int(identity(rows, router)) <= 122


def test_the_script_of_a_lease_may_wait(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, "/interface/bridge/port/remove", f"=.id={second(rows, router)}")
    source = f'=script=:delay 30s; :if ($bound=1) do={{ {NAMED}$"lease-address" }}'
    ask(router, "/ip/dhcp-client/add", "=interface=ether2", "=disabled=no", source)
    router.tick(25)
    assert identity(rows, router) == "MikroTik"
    assert [row["owner"] for row in rows(router, f"{JOBS}/print")] == ["*sys"]
    router.tick(15)
    assert identity(rows, router) == "192.168.42.2"


def second(rows: Rows, router: PracticeRouter) -> str:
    return rows(router, "/interface/bridge/port/print", "?interface=ether2")[0][".id"]


def test_what_a_job_configures_has_its_effect_at_once(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job(ask, router, ":delay 5s; /ip address add address=10.7.7.1/24 interface=bridge")
    router.tick(5)
    assert rows(router, "/ip/route/print", "?dst-address=10.7.7.0/24")[0]["active"] == "true"


# Scripts that run scripts


@pytest.mark.parametrize("run", ["inner", "[find name=inner]", "number=inner"])
def test_a_script_waits_for_the_one_that_it_runs(router: PracticeRouter, ask: Ask, rows: Rows, run: str) -> None:
    script(ask, router, "inner", f":delay 5s; {NAMED}inner")
    script(ask, router, "outer", f"/system script run {run}; :delay 5s; {NAMED}outer")
    job(ask, router, "/system script run outer")
    assert len(rows(router, f"{JOBS}/print")) == 3
    router.tick(6)
    assert identity(rows, router) == "inner"
    assert [row.get("script", "") for row in rows(router, f"{JOBS}/print")] == ["", "outer"]
    router.tick(4)
    assert identity(rows, router) == "outer"
    assert rows(router, f"{JOBS}/print") == []
    assert {row["run-count"] for row in rows(router, f"{SCRIPT}/print")} == {"1"}


def test_what_fails_inside_fails_outside_unless_it_is_caught(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "bad", ':delay 1s; :error "too bad"')
    job(ask, router, f"/system script run bad; {NAMED}never")
    job(ask, router, f":do {{ /system script run bad }} on-error={{ {NAMED}caught }}")
    router.tick(1)
    assert errors(rows, router) == ["too bad"]
    assert identity(rows, router) == "caught"
    assert rows(router, f"{JOBS}/print") == []


def test_a_script_that_is_not_there_cannot_be_run(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job(ask, router, f":do {{ /system script run nobody }} on-error={{ {NAMED}none }}")
    assert identity(rows, router) == "none"


def test_a_script_may_do_no_more_than_the_one_that_runs_it(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    writer = let_in(router, "writer", "read,write,api")
    script(ask, router, "mine", f"{NAMED}mine", "=policy=read,write,policy")
    job(ask, router, "/system script run mine", writer)
    assert errors(rows, router) == [REFUSED]
    ask(router, f"{SCRIPT}/set", "=.id=mine", "=dont-require-permissions=yes")
    job(ask, router, "/system script run mine", writer)
    assert identity(rows, router) == "mine"


def test_a_script_that_runs_itself_is_stopped(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "again", "/system script run again")
    script(ask, router, "twice", ":do { /system script run twice } on-error={}; /system script run twice")
    job(ask, router, "/system script run again")
    job(ask, router, "/system script run twice")
    assert [message.startswith("script stopped") for message in errors(rows, router)] == [True, True]
    assert rows(router, f"{JOBS}/print") == []


def test_a_job_may_run_scripts_for_ever_where_it_waits_between(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "step", ":global n; :set n ($n + 1)")
    job(ask, router, ":global n 0; :while (true) do={ /system script run step; :delay 1s }")
    for _ in range(5):
        router.tick(100)
    job(ask, router, f":global n; {NAMED}$n")
    assert int(identity(rows, router)) == 501


def test_globals_are_each_users_own(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    admin, other = router.accounts.log_in("admin", ""), let_in(router, "other", "read,write,api")
    job(ask, router, ":global whose admins", admin)
    job(ask, router, f':global whose; {NAMED}"now $whose"', other)
    assert identity(rows, router) == "now "
    job(ask, router, f':global whose; {NAMED}"now $whose"', admin)
    assert identity(rows, router) == "now admins"


def test_what_is_executed_for_its_output_sees_the_same_globals(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(quiet("7.20.8"))
    job(ask, router, ":global kept yes")
    assert ask(router, "/execute", "=script=:global kept; :put $kept", "=as-string=") == [("!done", "=ret=yes")]


# What is removed


def test_a_job_that_is_removed_while_it_waits_takes_what_it_runs_along(
    router: PracticeRouter, ask: Ask, rows: Rows
) -> None:
    script(ask, router, "inner", f":delay 5s; {NAMED}inner")
    made = job(ask, router, f":do {{ /system script run inner }} on-error={{}}; {NAMED}outer")
    assert ask(router, f"{JOBS}/remove", f"=.id={made}") == [DONE]
    assert rows(router, f"{JOBS}/print") == []
    router.tick(10)
    assert identity(rows, router) == "MikroTik"
    assert errors(rows, router) == []


def test_where_only_the_inner_script_is_removed_the_outer_one_goes_on(
    router: PracticeRouter, ask: Ask, rows: Rows
) -> None:
    script(ask, router, "inner", ":do { :delay 5s } on-error={}; :log info survived; :delay 5s")
    job(ask, router, f":do {{ /system script run inner }} on-error={{ {NAMED}caught }}; :delay 5s; {NAMED}outer")
    (inner,) = rows(router, f"{JOBS}/print", "?script=inner")
    ask(router, f"{JOBS}/remove", f"=.id={inner['.id']}")
    assert identity(rows, router) == "caught"
    assert len(rows(router, f"{JOBS}/print")) == 1
    assert rows(router, "/log/print", "?message=survived") == []
    router.tick(5)
    assert identity(rows, router) == "outer"


def test_a_script_can_remove_the_job_of_another_and_its_own(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    job(ask, router, f":delay 5s; {NAMED}first")
    gone = ':do { /system script job remove [find where owner="*sys"] } on-error={}'
    job(ask, router, f"{gone}; {NAMED}second")
    assert rows(router, f"{JOBS}/print") == []
    router.tick(9)
    assert identity(rows, router) == "MikroTik"


def test_a_script_can_remove_the_job_of_the_one_that_runs_it(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "inner", '/system script job remove [find where script=""]')
    job(ask, router, f":do {{ /system script run inner }} on-error={{ {NAMED}caught }}; {NAMED}outer")
    assert rows(router, f"{JOBS}/print") == []
    assert identity(rows, router) == "MikroTik"


def test_a_script_that_removes_itself_goes_on_to_its_end(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "mine", f"/system script remove [find where name=mine]; :delay 5s; {NAMED}ended")
    job(ask, router, "/system script run mine")
    assert rows(router, f"{SCRIPT}/print") == []
    router.tick(5)
    assert identity(rows, router) == "ended"


# Over the API


def test_a_script_without_delays_answers_at_once(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "quick", f"{NAMED}quick")
    assert ask(router, f"{SCRIPT}/run", "=number=quick") == [DONE]
    assert identity(rows, router) == "quick"
    assert rows(router, f"{SCRIPT}/print")[0]["run-count"] == "1"


def test_a_run_that_fails_says_why(router: PracticeRouter, ask: Ask) -> None:
    script(ask, router, "bad", ':error "too bad"', "=policy=read,write")
    assert ask(router, f"{SCRIPT}/run", "=number=bad")[0] == ("!trap", "=category=3", "=message=too bad")
    assert ask(router, f"{SCRIPT}/run", "=number=none")[0] == ("!trap", "=category=0", "=message=no such item")
    reader = let_in(router, "reader", "read,api")
    refused = ask(router, f"{SCRIPT}/run", "=number=bad", session=reader)
    assert refused[0] == ("!trap", f"=message={REFUSED}")


@pytest.mark.asyncio
async def test_a_run_waits_on_the_boards_clock_while_others_work(
    serving: Serving, calling: Calling, version: str
) -> None:
    async with await serving(version) as server, calling(server) as one, calling(server) as two:
        await one.log_in()
        await two.log_in()
        source = f"=source=:delay 60s; {NAMED}slow; :delay 60s"
        await one.answer(f"{SCRIPT}/add", "=name=slow", source)
        one.send(f"{SCRIPT}/run", "=number=slow", ".tag=1")
        assert await until_rows(two, 1) == ["slow"]
        server.router.tick(61)
        assert ("!re", "=name=slow") in await two.answer("/system/identity/print")
        assert (await one.answer("/system/identity/print"))[-1] == DONE, "its own session goes on as well"
        server.router.tick(60)
        assert await one.hear() == ("!done", ".tag=1")
        assert await until_rows(two, 0) == []


async def until_rows(client: Any, count: int, path: str = JOBS) -> list[str]:
    """The scripts of the rows, once there are so many."""
    for _ in range(200):
        found = [row[1:] for row in await client.answer(f"{path}/print", "=.proplist=script") if row[0] == "!re"]
        if len(found) == count:
            return ["".join(row).removeprefix("=script=") for row in found]
    raise AssertionError("there never were so many")


@pytest.mark.asyncio
async def test_a_run_that_is_cancelled_stops_the_script(serving: Serving, calling: Calling, version: str) -> None:
    async with await serving(version) as server, calling(server) as client:
        await client.log_in()
        await client.answer(f"{SCRIPT}/add", "=name=slow", f"=source=:delay 60s; {NAMED}slow")
        client.send(f"{SCRIPT}/run", "=number=slow", ".tag=1")
        await until_rows(client, 1)
        client.send("/cancel", "=tag=1")
        heard = [await client.hear(), await client.hear(), await client.hear()]
        assert ("!trap", "=category=2", "=message=interrupted", ".tag=1") in heard
        assert await until_rows(client, 0) == []
        server.router.tick(61)
        assert ("!re", "=name=MikroTik") in await client.answer("/system/identity/print")


@pytest.mark.asyncio
async def test_a_run_whose_job_is_removed_is_interrupted(serving: Serving, calling: Calling, version: str) -> None:
    async with await serving(version) as server, calling(server) as one, calling(server) as two:
        await one.log_in()
        await two.log_in()
        await one.answer(f"{SCRIPT}/add", "=name=slow", "=source=:delay 60s")
        one.send(f"{SCRIPT}/run", "=number=slow")
        await until_rows(two, 1)
        (row, _) = await two.answer(f"{JOBS}/print", "=.proplist=.id")
        assert await two.answer(f"{JOBS}/remove", row[1]) == [DONE]
        assert await one.hear() == ("!trap", "=category=2", "=message=interrupted")
        assert await one.hear() == DONE


@pytest.mark.asyncio
async def test_a_job_outlives_its_session_with_the_rights_it_had(
    serving: Serving, calling: Calling, version: str
) -> None:
    async with await serving(version) as server, calling(server) as other:
        await other.log_in()
        async with calling(server) as client:
            await client.log_in()
            await client.answer("/execute", f"=script=:delay 30s; {NAMED}later")
        await until_rows(other, 1, "/user/active")
        server.router.tick(31)
        assert ("!re", "=name=later") in await other.answer("/system/identity/print")


def test_a_restart_ends_every_job_and_forgets_the_globals(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "slow", f":delay 10s; {NAMED}slow")
    job(ask, router, ":global kept yes; /system script run slow")
    router.reboot()
    assert rows(router, f"{JOBS}/print") == []
    router.tick(30)
    assert identity(rows, router) == "MikroTik"
    job(ask, router, f":global kept; {NAMED}[:typeof $kept]")
    assert identity(rows, router) == "nothing"


def test_a_script_may_restart_the_router(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    script(ask, router, "restart", f":delay 5s; /system reboot; {NAMED}never")
    job(ask, router, "/system script run restart")
    router.tick(6)
    assert router.clock.now == 4
    assert identity(rows, router) == "MikroTik"
    assert rows(router, f"{JOBS}/print") == []
