"""Commit against a router in memory that fails wherever a test wants it to."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.change import Change, Finding, Plan, Severity
from routerboard.language.items import Row
from routerboard.language.secrets import reference
from routerboard.language.version import Version
from routerboard.link.commit import commit
from routerboard.link.errors import LoginRefused, RouterLost, RouterRefused, RouterTimedOut, Unreachable
from routerboard.link.journal import entries, ledger, pending, router_id
from routerboard.link.pending import confirm, undo
from routerboard.link.proof import Waits
from routerboard.link.steps import Outcome, Step
from routerboard.link.target import Secret, Target
from routerboard.link.undo import SessionUndo

HERE = Target("192.168.88.1")
FILTER, MANGLE, ROUTE, PORT = "/ip/firewall/filter", "/ip/firewall/mangle", "/ip/route", "/interface/bridge/port"
TABLE, PPPOE = "/routing/table", "/interface/pppoe-client"
Rows = dict[str, list[dict[str, str]]]


def factory() -> Rows:
    rows: Rows = {
        "/system/resource": [{"version": "7.20.8 (stable)", "board-name": "hAP"}],
        "/system/routerboard": [{"serial-number": "HB10/9"}],
        "/interface": [{"name": f"ether{n}", "type": "ether", "running": "true"} for n in (1, 2, 4)]
        + [{"name": "bridge", "type": "bridge", "running": "true"}],
        "/user": [{"name": "admin", "group": "full"}],
        "/user/group": [{"name": "full", "policy": "read,write,policy,api,!ftp"}, {"name": "r", "policy": "read"}],
        "/user/active": [{"name": "admin", "via": "api", "address": "192.168.88.253", "group": "full"}],
        "/ip/arp": [{"address": "192.168.88.253", "mac-address": "02:00:00:00:00:FD", "interface": "bridge"}],
        "/interface/bridge/host": [{"mac-address": "02:00:00:00:00:FD", "on-interface": "ether4"}],
        "/ip/address": [{"address": "192.168.88.1/24", "interface": "bridge"}],
        PORT: [{"interface": f"ether{n}", "bridge": "bridge", "pvid": "1", "hw-offload": "true"} for n in (2, 4)],
        FILTER: [
            {"chain": "forward", "action": "passthrough", "dynamic": "true"},
            {"chain": "forward", "action": "fasttrack-connection", "comment": "defconf: fasttrack", "bytes": "7"},
            {"chain": "forward", "action": "accept", "comment": "defconf: accept"},
        ],
        "/system/script": [],
        MANGLE: [{"chain": "prerouting", "action": "accept", "comment": "theirs"}],
        ROUTE: [{"dst-address": "0.0.0.0/0", "gateway": "10.0.0.1", "disabled": "false", "active": "true"}],
        "/ip/dns": [{"servers": "9.9.9.9", "cache-used": "4"}],
        "/ip/firewall/nat": [],
        TABLE: [],
        PPPOE: [{"name": "old", "interface": "ether1", "user": "u", "password": "s3cret", "comment": "theirs"}],
    }
    numbers = itertools.count(1)
    return {menu: [{".id": f"*{next(numbers):X}", **row} for row in found] for menu, found in rows.items()}


def ours(role: str, **values: str) -> dict[str, str]:
    return {**{name.replace("_", "-"): value for name, value in values.items()}, "comment": f"simplifi:{role}"}


def the_plan(**given: Any) -> Plan:
    theirs = {"comment": "theirs"}
    pcc = ours("pcc:Wan1:0", chain="prerouting", action="mark-connection", new_connection_mark="Wan1_conn")
    route = ours("route:Wan1:table:Wan1", dst_address="0.0.0.0/0", gateway="10.0.0.1", routing_table="to_Wan1")
    port = {"interface": "ether2", "bridge": "bridge", "pvid": "1"}
    client = {"name": "old", "interface": "ether1", "user": "u", "comment": "theirs"}
    changes = (
        Change(TABLE, "add", ours("table:Wan1", name="to_Wan1", fib=""), role="table:Wan1"),
        Change(
            PORT,
            "remove",
            match={"interface": "ether2"},
            before=port,
            role="foreign:bridge-port:ether2",
            place_before={"interface": "ether4"},
        ),
        Change(ROUTE, "add", route, role="route:Wan1:table:Wan1"),
        Change("/ip/dns", "set", {"servers": "1.1.1.1"}, before={"servers": "9.9.9.9"}, role="foreign:dns"),
        Change(
            FILTER,
            "set",
            {"connection-mark": "no-mark"},
            match={"comment": "defconf: fasttrack"},
            before={"connection-mark": ""},
            role="foreign:fasttrack",
        ),
        Change(MANGLE, "add", ours("bypass", chain="prerouting", action="accept"), role="bypass", place_before=theirs),
        Change(MANGLE, "add", pcc, role="pcc:Wan1:0", place_before=theirs),
        Change(
            ROUTE,
            "set",
            {"disabled": "yes"},
            match={"gateway": "10.0.0.1", "dst-address": "0.0.0.0/0", "routing-table": "main"},
            before={"disabled": "false"},
            role="foreign:default-route:10.0.0.1",
        ),
        Change(PPPOE, "remove", match={"name": "old"}, before=client),
    )
    return Plan(**{"site": "Hotel", "version": Version.parse("7.20.8"), "changes": changes, **given})


class Router:
    """A router in memory. `trouble(number, verb)` is asked before each write and after it; it may raise."""

    def __init__(self) -> None:
        self.rows = factory()
        self.writes = 0
        self.before_write: Callable[[int], None] = lambda number: None
        self.after_write: Callable[[int], None] = lambda number: None
        self.away = 0
        self.packets = "3"
        self.log: list[str] = []
        self.ids = itertools.count(0x100)

    def configured(self) -> Rows:
        """What counts as before: everything but ids, counters, and the router's own state."""
        state = {".id", "bytes", "packets", "hw-offload", "active", "invalid"}
        kept = deepcopy(self.rows)
        for rows in kept.values():
            for row in rows:
                for name in state & set(row):
                    del row[name]
        kept[ROUTE][0]["disabled"] = {"no": "false"}.get(kept[ROUTE][0]["disabled"], kept[ROUTE][0]["disabled"])
        return kept

    async def open(self) -> Session:
        if self.away:
            self.away -= 1
            raise Unreachable("192.168.88.1 does not answer.")
        return Session(self)


class Session:
    """The part of a session that a commit uses."""

    def __init__(self, router: Router) -> None:
        self.router, self.target, self.local_address = router, HERE, "192.168.88.253"
        self.requests, self.patience, self.closed = 0, 30.0, False

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        self.closed = True

    def _find(self, menu: str, id: str) -> dict[str, str]:  # noqa: A002
        found = next((row for row in self.router.rows[menu] if row[".id"] == id), None)
        if found is None:
            raise RouterRefused("no such item", 0, command=menu)
        return found

    async def print(self, menu: str, *queries: str, proplist: tuple[str, ...] = ()) -> list[Row]:
        if self.closed:
            raise RouterLost("The connection is closed.")
        if menu not in self.router.rows:
            raise RouterRefused("no such command prefix", 0, command=menu)
        wanted = dict(query[1:].split("=") for query in queries if "=" in query and "dynamic" not in query)
        static = "?dynamic=true" in queries
        rows = [row for row in self.router.rows[menu] if not (static and row.get("dynamic") == "true")]
        return [dict(row) for row in rows if all(row.get(name) == value for name, value in wanted.items())]

    async def stream(self, command: str, *_: object, **__: object) -> AsyncGenerator[Row, None]:
        self.requests += 1
        for row in await self.print(command.removesuffix("/print")):
            yield row

    async def call(self, command: str, values: Row) -> list[Row]:
        self.router.log.append(f"{command} {values}")
        raise RouterRefused("not enough permissions (9)", command=command)

    async def _write(self, menu: str, doing: Callable[[], Any]) -> Any:
        if self.closed:
            raise RouterLost("The connection is closed.")
        self.router.writes += 1
        number = self.router.writes
        try:
            self.router.before_write(number)
            done = doing()
            self.router.after_write(number)
        except RouterLost:
            self.closed = True
            raise
        await asyncio.sleep(0)
        return done

    async def add(self, menu: str, values: Row, place_before: str | None = None) -> str:
        def doing() -> str:
            new = {".id": f"*{next(self.router.ids):X}", **values}
            if menu == ROUTE:
                new["active"] = "true"
            if menu == MANGLE:
                new["packets"] = self.router.packets
            rows = self.router.rows[menu]
            at = next((n for n, row in enumerate(rows) if row[".id"] == place_before), len(rows))
            rows.insert(at, new)
            return new[".id"]

        return str(await self._write(menu, doing))

    async def set(self, menu: str, values: Row, id: str | None = None) -> None:  # noqa: A002
        row = self._find(menu, id) if id else self.router.rows[menu][0]
        await self._write(menu, lambda: row.update(values))

    async def unset(self, menu: str, id: str, *names: str) -> None:  # noqa: A002
        row = self._find(menu, id)
        await self._write(menu, lambda: [row.pop(name, None) for name in names])

    async def remove(self, menu: str, id: str) -> None:  # noqa: A002
        row = self._find(menu, id)
        await self._write(menu, lambda: self.router.rows[menu].remove(row))

    async def move(self, menu: str, id: str, before_id: str | None = None) -> None:  # noqa: A002
        row, rows = self._find(menu, id), self.router.rows[menu]

        def doing() -> None:
            rows.remove(row)
            rows.insert(next((n for n, one in enumerate(rows) if one[".id"] == before_id), len(rows)), row)

        await self._write(menu, doing)


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


WAITS = Waits(routes=1.0, traffic=1.0, reconnect=5.0, sleep=no_wait)


@pytest.fixture
def router() -> Router:
    return Router()


Run = Callable[..., Any]


@pytest.fixture
def run(router: Router, tmp_path: Path) -> Run:
    async def go(plan: Plan | None = None, **given: Any) -> Outcome:
        settings = {"keep_dir": tmp_path, "waits": WAITS, "opener": router.open, "undo": SessionUndo(WAITS), **given}
        return await commit(HERE, Secret("top"), the_plan() if plan is None else plan, **settings)

    return go


def once(number: int, error: Exception) -> Callable[[int], None]:
    def trouble(count: int) -> None:
        if count == number:
            raise error

    return trouble


LAST = len(the_plan().changes)


@pytest.mark.asyncio
async def test_a_plan_is_written_proven_and_kept(router: Router, run: Run, tmp_path: Path) -> None:
    steps: list[Step] = []
    before = deepcopy(router.rows)
    outcome = await run(on_step=steps.append)
    assert outcome.state == "done", outcome
    assert router.writes == LAST
    assert [row["comment"] for row in router.rows[MANGLE]] == ["simplifi:bypass", "simplifi:pcc:Wan1:0", "theirs"]
    assert [(one.name, one.state) for one in outcome.steps] == [
        ("log in and read the router", "ok"),
        ("rights, version, way to the router", "ok"),
        ("keep what is there", "skipped"),
        ("arm the undo on the router", "ok"),
        ("write the changes", "ok"),
        ("a fresh login gets in", "ok"),
        ("every row is there", "ok"),
        ("Wan1 is active", "ok"),
        ("every line takes new connections", "ok"),
        ("confirm and disarm", "ok"),
    ]
    assert Step("write the changes", "running", f"3 of {LAST}") in steps
    assert "not enough permissions" in outcome.steps[2].detail
    assert "only this laptop, while it is connected" in outcome.steps[3].detail
    (entry,) = entries(tmp_path, "HB10-9")
    assert (entry.state, entry.written, entry.path) == ("done", LAST, outcome.journal)
    assert entry.plan.changes == the_plan().changes
    assert [row[".id"] for row in entry.survey.rows(FILTER)] == [row[".id"] for row in before[FILTER]]
    assert "s3cret" not in entry.path.read_text(encoding="utf-8")
    assert [change.role for change in ledger(tmp_path, "HB10-9")] == [
        "foreign:bridge-port:ether2",
        "foreign:dns",
        "foreign:fasttrack",
        "foreign:default-route:10.0.0.1",
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(1, LAST + 1))
@pytest.mark.parametrize("kind", ["refused", "cut before", "cut after", "silent", "silent but done", "a bug"])
async def test_whatever_fails_at_any_write_leads_back(router: Router, run: Run, kind: str, number: int) -> None:
    errors = {"refused": RouterRefused("failure: no", 4), "a bug": ZeroDivisionError("division by zero")}
    lost = RouterTimedOut("The router said nothing.") if kind.startswith("silent") else RouterLost("The cable is out.")
    trouble = once(number, errors.get(kind, lost))
    router.before_write, router.after_write = (
        (router.before_write, trouble) if "after" in kind or "done" in kind else (trouble, router.after_write)
    )
    before = router.configured()
    outcome = await run()
    assert outcome.state == "undone", outcome
    assert router.configured() == before
    assert "the router is as before" in outcome.message
    assert (outcome.steps[-1].name, outcome.steps[-1].state) == ("undo", "ok")


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(LAST + 1, 2 * LAST - 1))
async def test_a_link_that_is_lost_again_while_undoing(router: Router, run: Run, number: int) -> None:
    def trouble(count: int) -> None:
        if count in (LAST, number):
            router.away = 2
            raise RouterLost("The cable is out.")

    router.after_write = trouble
    before = router.configured()
    outcome = await run()
    assert outcome.state == "undone", outcome
    assert router.configured() == before


@pytest.mark.asyncio
async def test_a_router_that_stays_away_is_not_called_undone(router: Router, run: Run, tmp_path: Path) -> None:
    def trouble(count: int) -> None:
        if count == 3:
            router.away = 10_000
            raise RouterLost("The cable is out.")

    router.after_write = trouble
    before = router.configured()
    outcome = await run(waits=replace(WAITS, reconnect=0.02))
    assert outcome.state == "unknown"
    assert "3 of 9 changes may be on the router" in outcome.message
    assert "simplifi-tui undo --router 192.168.88.1:8728" in outcome.todo
    entry = pending(tmp_path, "HB10-9")
    assert entry is not None
    assert entry.written == 3
    router.away = 0
    again = await run()
    assert again.state == "refused"
    assert "neither confirmed nor undone" in again.message
    kept = await confirm(HERE, Secret(), keep_dir=tmp_path, opener=router.open)
    assert (kept.state, "has written 3 of 9" in kept.message) == ("refused", True)
    undone = await undo(HERE, Secret(), keep_dir=tmp_path, opener=router.open, waits=WAITS)
    assert undone.state == "undone", undone
    assert router.configured() == before
    assert pending(tmp_path, "HB10-9") is None


@pytest.mark.asyncio
async def test_stopping_it_while_it_writes_undoes(router: Router, run: Run) -> None:
    before = router.configured()
    task = asyncio.ensure_future(run())
    router.after_write = lambda number: (task.cancel(), None)[1] if number == 4 else None
    outcome = await task
    assert (outcome.state, router.configured()) == ("undone", before)
    assert outcome.message.startswith("It was stopped.")
    assert router.writes > 4


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ["confirm", "undo"])
async def test_a_held_plan_waits_for_a_word(router: Router, run: Run, tmp_path: Path, answer: str) -> None:
    before = router.configured()
    outcome = await run(hold=True)
    assert outcome.state == "pending"
    if answer == "confirm":
        ended = await confirm(HERE, Secret(), keep_dir=tmp_path, opener=router.open)
        assert (ended.state, len(router.rows[MANGLE])) == ("done", 3)
        assert len(ledger(tmp_path, "HB10-9")) == 4
    else:
        ended = await undo(HERE, Secret(), keep_dir=tmp_path, opener=router.open, waits=WAITS)
        after = router.configured()
        after[PPPOE][0]["password"] = "s3cret"
        assert (ended.state, after) == ("undone", before)
        assert ended.todo == "Type the password of old again: it is kept nowhere."
    assert pending(tmp_path, "HB10-9") is None
    again = await confirm(HERE, Secret(), keep_dir=tmp_path, opener=router.open)
    assert again.state == "refused"


@pytest.mark.asyncio
async def test_a_line_that_stays_down_is_undone(router: Router, run: Run) -> None:
    before = router.configured()

    def nothing_answers(number: int) -> None:
        for row in router.rows[ROUTE]:
            row.pop("active", None)

    router.after_write = nothing_answers
    outcome = await run()
    assert (outcome.state, router.configured()) == ("undone", before)
    assert "The routes of Wan1 are not all active" in outcome.message


@pytest.mark.asyncio
async def test_a_line_without_a_cable_is_no_fault_of_the_plan(router: Router, run: Run) -> None:
    router.rows["/ip/firewall/nat"].append({".id": "*9", **ours("nat:Wan1", out_interface="ether2")})

    def unplugged(number: int) -> None:
        for row in router.rows[ROUTE]:
            row.pop("active", None)
        router.rows["/interface"][1]["running"] = "false"

    router.after_write = unplugged
    router.packets = "0"
    outcome = await run()
    assert outcome.state == "done"
    assert Step("Wan1 is active", "skipped", "ether2 has no link") in outcome.steps
    assert Step("every line takes new connections", "skipped", "no traffic yet") in outcome.steps


@pytest.mark.asyncio
async def test_a_row_that_the_router_calls_invalid_is_undone(router: Router, run: Run) -> None:
    before = router.configured()

    def spoil(number: int) -> None:
        if number == LAST:
            router.rows[MANGLE][0]["invalid"] = "true"

    router.after_write = spoil
    outcome = await run()
    assert (outcome.state, router.configured()) == ("undone", before)
    assert "does not show what was written: bypass" in outcome.message


@pytest.mark.asyncio
async def test_a_proof_that_takes_too_long_is_undone(router: Router, run: Run) -> None:
    before = router.configured()

    async def for_ever(seconds: float) -> None:
        for row in router.rows[ROUTE]:
            row.pop("active", None)
        await asyncio.Event().wait()

    router.after_write = lambda number: [row.pop("active", None) for row in router.rows[ROUTE]] and None
    outcome = await run(undo_after=0.05, waits=replace(WAITS, sleep=for_ever))
    assert (outcome.state, router.configured()) == ("undone", before)
    assert outcome.message.startswith("The time was over")


def spoilt(**given: Any) -> Plan:
    return replace(the_plan(), **given)


OWN_PORT = Change(PORT, "remove", match={"interface": "ether4"}, before={"interface": "ether4"})
OWN_ADDRESS = Change("/ip/address", "set", {"disabled": "yes"}, match={"interface": "bridge"}, before={"disabled": ""})
GONE = Change(FILTER, "set", {"action": "drop"}, match={"comment": "defconf: nobody"}, before={"action": "accept"})
SECRET = Change(PPPOE, "add", ours("pppoe:Wan3", name="p", password=reference("WAN3_PASSWORD")))
NO = Finding(Severity.ERROR, "the gateway is the line's own address", "no packet would leave", "type the modem's")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (spoilt(version=Version.parse("6.49.18")), "made for RouterOS 6.49.18; this router runs 7.20.8"),
        (spoilt(findings=(NO,)), "The gateway is the line's own address: type the modem's."),
        (spoilt(changes=(), findings=(NO,)), "The gateway is the line's own address"),
        (spoilt(changes=(OWN_PORT,)), "plugged into ether4"),
        (spoilt(changes=(OWN_ADDRESS,)), "This session goes to 192.168.88.1"),
        (spoilt(changes=(GONE,)), 'has no row with comment "defconf: nobody"'),
        (spoilt(changes=(SECRET,)), "The secret WAN3_PASSWORD is not set"),
    ],
)
async def test_what_must_not_be_written_is_refused(
    router: Router, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: Plan, why: str
) -> None:
    monkeypatch.delenv("WAN3_PASSWORD", raising=False)
    outcome = await run(plan)
    assert (outcome.state, why in outcome.message) == ("refused", True), outcome
    assert (router.writes, router.log, entries(tmp_path, "HB10-9")) == (0, [], ())


@pytest.mark.asyncio
async def test_a_user_who_may_not_write_is_refused(router: Router, run: Run) -> None:
    router.rows["/user/active"][0]["group"] = "r"
    outcome = await run()
    assert (outcome.state, router.writes) == ("refused", 0)
    assert "lacks the right to write" in outcome.message


@pytest.mark.asyncio
async def test_a_menu_that_cannot_be_read_is_refused(router: Router, run: Run) -> None:
    del router.rows[FILTER]
    outcome = await run()
    assert (outcome.state, router.writes) == ("refused", 0)
    assert "/ip/firewall/filter cannot be read: no such command prefix" in outcome.message


@pytest.mark.asyncio
async def test_rows_of_ours_that_are_there_already_are_refused(router: Router, run: Run) -> None:
    router.rows[TABLE].append({".id": "*F0", **ours("table:Wan1 - by hand", name="to_Wan1")})
    outcome = await run()
    assert (outcome.state, router.writes) == ("refused", 0)
    assert "already has the row table:Wan1" in outcome.message


@pytest.mark.asyncio
async def test_a_row_that_somebody_takes_away_meanwhile_leads_back(router: Router, run: Run) -> None:
    def meddle(number: int) -> None:
        if number == 4:
            router.rows[FILTER] = [row for row in router.rows[FILTER] if "fasttrack" not in row.get("comment", "")]

    router.after_write = meddle
    outcome = await run()
    assert outcome.state == "unknown"
    assert "/ip/firewall/filter: no such item" in outcome.message
    assert "/ip/firewall/filter: gone is action=fasttrack-connection" in outcome.message
    assert router.rows[PORT][0]["interface"] == "ether2"


@pytest.mark.asyncio
async def test_secrets_go_to_the_router_and_nowhere_else(router: Router, run: Run, tmp_path: Path) -> None:
    seen: list[Step] = []
    plan = spoilt(changes=(SECRET,))
    outcome = await run(plan, secrets={"WAN3_PASSWORD": Secret("t0p-s3cret")}.get, on_step=seen.append)
    assert (outcome.state, router.rows[PPPOE][-1]["password"]) == ("done", "t0p-s3cret")
    kept = outcome.journal.read_text(encoding="utf-8")
    assert "t0p-s3cret" not in kept + repr(outcome) + repr(seen)
    assert reference("WAN3_PASSWORD") in kept


@pytest.mark.asyncio
async def test_an_empty_plan_writes_nothing(router: Router, run: Run, tmp_path: Path) -> None:
    outcome = await run(spoilt(changes=()))
    assert (outcome.state, router.writes, entries(tmp_path, "HB10-9")) == ("done", 0, ())


@pytest.mark.asyncio
async def test_a_login_that_is_refused_is_an_error(run: Run) -> None:
    async def closed() -> Session:
        raise LoginRefused("192.168.88.1 does not let admin in.")

    with pytest.raises(LoginRefused):
        await run(opener=closed)


@pytest.mark.asyncio
async def test_a_disk_that_takes_nothing_stops_it_before_the_first_write(
    router: Router, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    outcome = await run(keep_dir=tmp_path / "file")
    assert (outcome.state, router.writes) == ("refused", 0)
    assert "journal cannot be written" in outcome.message


@pytest.mark.asyncio
async def test_a_disk_that_fills_up_meanwhile_leads_back(
    router: Router, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from routerboard.link.journal import Journal

    real = Journal.writes

    def full(self: Journal, number: int) -> None:
        if number == 5:
            raise OSError(28, "No space left on device")
        real(self, number)

    monkeypatch.setattr(Journal, "writes", full)
    before = router.configured()
    outcome = await run()
    assert (outcome.state, router.configured()) == ("undone", before)
    assert "No space left" in outcome.message


@pytest.mark.asyncio
async def test_a_listener_that_fails_does_not_stop_the_work(router: Router, run: Run) -> None:
    def closed(step: Step) -> None:
        if step.name == "write the changes":
            raise BrokenPipeError

    outcome = await run(on_step=closed)
    assert (outcome.state, router.writes) == ("done", LAST)


@pytest.mark.asyncio
async def test_a_journal_tells_the_truth_up_to_its_last_whole_line(router: Router, run: Run, tmp_path: Path) -> None:
    outcome = await run(hold=True)
    lines = outcome.journal.read_text(encoding="utf-8").splitlines(keepends=True)
    assert [json.loads(line) for line in lines[1:]] == [
        *({"write": number} for number in range(1, LAST + 1)),
        {"state": "pending"},
    ]
    outcome.journal.write_text("".join(lines[:4]) + lines[4][:5], encoding="utf-8")
    entry = pending(tmp_path, "HB10-9")
    assert entry is not None
    assert (entry.state, entry.written) == ("begun", 3)
    outcome.journal.write_text(lines[0][:300], encoding="utf-8")
    assert entries(tmp_path, "HB10-9") == ()


@pytest.mark.asyncio
async def test_an_uninstall_empties_the_ledger(router: Router, run: Run, tmp_path: Path) -> None:
    from routerboard.language.inverse import inverse

    changes = tuple(change for change in the_plan().changes if change.menu != PPPOE)
    before = router.configured()
    assert (await run(spoilt(changes=changes))).state == "done"
    assert len(ledger(tmp_path, "HB10-9")) == 4
    assert (await run(inverse(spoilt(changes=changes)))).state == "done"
    assert router.configured() == before
    assert ledger(tmp_path, "HB10-9") == ()


def test_a_router_without_a_serial_number_is_known_by_its_lowest_mac_or_its_place() -> None:
    from routerboard.language.survey import Survey

    ether = ({"name": "ether1", "type": "ether", "mac-address": "02:00:00:00:00:02"},)
    known = Survey(Version.parse("7.20.8"), menus={"/interface": ether})
    assert router_id(known, "x") == "02-00-00-00-00-02"
    assert router_id(Survey(Version.parse("7.20.8")), "[fe80::1%eth0]:8728") == "-fe80-1-eth0-8728"
