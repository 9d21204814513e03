"""The scheduler of the practice board, on a clock that the tests turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest

from routerboard.practice.accounts import Session
from routerboard.practice.board import Board, read_board
from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
ARouter = Callable[[str], PracticeRouter]
MENU = "/system/scheduler"
SCRIPT = "/system/script"
DONE = ("!done",)
NAMED = "/system identity set name=ran"
LIST = "/ip firewall address-list"
COUNT = f'{LIST} add list=ran address=("192.0.2." . [:len [{LIST} find where list=ran]])'
MONDAY = datetime(2027, 3, 1, 12, 0, 0)
QUIET = "like: factory\nguests: {hosts: 0, connections: 0, ports: [ether3], seed: 1}"


@cache
def quiet(version: str) -> Board:
    """The factory board without guests: time passes quickly there."""
    return read_board("quiet", QUIET, version)


@pytest.fixture
def router(version: str) -> PracticeRouter:
    return PracticeRouter(quiet(version))


@pytest.fixture
def a_router() -> ARouter:
    return lambda version: PracticeRouter(quiet(version))


def add(ask: Ask, router: PracticeRouter, *words: str, session: Session | None = None) -> list[tuple[str, ...]]:
    return ask(router, f"{MENU}/add", "=name=a", *words, session=session)


def runs(rows: Rows, router: PracticeRouter, name: str = "a") -> int:
    return int(rows(router, f"{MENU}/print", f"?name={name}")[0]["run-count"])


def next_run(rows: Rows, router: PracticeRouter) -> str:
    return rows(router, f"{MENU}/print", "?name=a")[0].get("next-run", "")


def log(rows: Rows, router: PracticeRouter) -> list[str]:
    return [row["message"] for row in rows(router, "/log/print") if row["topics"] == "script,error"]


def date(router: PracticeRouter, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}" if router.version.can("iso-dates") else f"{moment:%b/%d/%Y}".lower()


def start(router: PracticeRouter, moment: datetime) -> tuple[str, str]:
    return f"=start-date={date(router, moment)}", f"=start-time={moment:%H:%M:%S}"


def identity(rows: Rows, router: PracticeRouter) -> str:
    return rows(router, "/system/identity/print")[0]["name"]


def let_in(router: PracticeRouter, name: str, policy: str) -> Session:
    router.store.add("/user/group", {"name": name, "policy": policy})
    router.store.add("/user", {"name": name, "group": name})
    return router.accounts.log_in(name, "")


def message(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


# When


def test_without_a_start_it_starts_now_and_runs_an_interval_later(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.clock.set_wall(MONDAY)
    add(ask, router, "=interval=10s", f"=on-event={COUNT}")
    (row,) = rows(router, f"{MENU}/print")
    assert (row["start-date"], row["start-time"]) == (date(router, MONDAY), "12:00:00")
    assert (row["run-count"], row["owner"], row["interval"]) == ("0", "*sys", "10s")
    router.tick(9)
    assert runs(rows, router) == 0
    router.tick(1)
    assert runs(rows, router) == 1
    router.tick(30)
    assert runs(rows, router) == 4
    assert len(rows(router, "/ip/firewall/address-list/print", "?list=ran")) == 4


@pytest.mark.parametrize(
    ("version", "today", "tomorrow"),
    [
        ("6.49.18", "12:00:05", "mar/02/2027 12:00:00"),
        ("7.9.2", "mar/01/2027 12:00:05", "mar/02/2027 12:00:00"),
        ("7.20.8", "2027-03-01 12:00:05", "2027-03-02 12:00:00"),
    ],
)
def test_the_next_run_is_told_in_the_versions_own_spelling(
    a_router: ARouter, ask: Ask, rows: Rows, version: str, today: str, tomorrow: str
) -> None:
    router = a_router(version)
    router.clock.set_wall(MONDAY)
    add(ask, router, "=interval=5s", "=on-event=:nothing")
    assert next_run(rows, router) == today
    ask(router, f"{MENU}/set", "=.id=a", "=interval=1d")
    assert next_run(rows, router) == tomorrow


def test_without_an_interval_it_runs_once_at_its_start(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    soon = router.clock.wall + timedelta(seconds=20)
    add(ask, router, *start(router, soon), f"=on-event={NAMED}")
    assert next_run(rows, router).endswith(f"{soon:%H:%M:%S}")
    router.tick(19)
    assert identity(rows, router) == "MikroTik"
    router.tick(1)
    assert identity(rows, router) == "ran"
    assert next_run(rows, router) == ""
    router.tick(3600)
    assert runs(rows, router) == 1


def test_a_start_that_is_past_and_single_never_comes(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, *start(router, router.clock.wall - timedelta(days=1)), f"=on-event={NAMED}")
    assert next_run(rows, router) == ""
    router.tick(100)
    assert runs(rows, router) == 0


def test_an_interval_counts_from_the_start_whenever_that_was(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.clock.set_wall(MONDAY + timedelta(seconds=3))
    add(ask, router, *start(router, MONDAY - timedelta(days=1)), "=interval=10s", f"=on-event={NAMED}")
    router.tick(6)
    assert runs(rows, router) == 0
    router.tick(1)
    assert runs(rows, router) == 1


def test_a_disabled_entry_waits_until_it_is_enabled(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", "=disabled=yes", f"=on-event={NAMED}")
    router.tick(60)
    assert (runs(rows, router), next_run(rows, router)) == (0, "")
    ask(router, f"{MENU}/enable", "=.id=a")
    assert next_run(rows, router)
    router.tick(10)
    assert runs(rows, router) == 1


def test_what_starts_at_startup_runs_three_seconds_after_each_boot(
    router: PracticeRouter, ask: Ask, rows: Rows
) -> None:
    add(ask, router, "=start-time=startup", f"=on-event={COUNT}")
    (row,) = rows(router, f"{MENU}/print")
    assert (row["start-time"], "start-date" in row) == ("startup", False)
    router.tick(60)
    assert runs(rows, router) == 0, "it was not there when the router booted"
    for boots in (1, 2):
        router.reboot()
        assert router.clock.now == 3
        assert runs(rows, router) == 1, "counted anew at each boot"
        router.tick(60)
        assert runs(rows, router) == 1
        assert len(rows(router, "/ip/firewall/address-list/print", "?list=ran")) == boots


def test_with_an_interval_startup_means_an_interval_later(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=start-time=startup", "=interval=30s", f"=on-event={NAMED}")
    router.reboot()
    assert runs(rows, router) == 0
    router.tick(29)
    assert runs(rows, router) == 0
    router.tick(1)
    assert runs(rows, router) == 1


def test_a_disabled_entry_does_not_run_at_a_boot(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=start-time=startup", "=disabled=yes", f"=on-event={NAMED}")
    router.reboot()
    ask(router, f"{MENU}/enable", "=.id=a")
    router.tick(60)
    assert runs(rows, router) == 0


def test_a_restart_counts_runs_anew(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", f"=on-event={NAMED}")
    router.tick(20)
    assert runs(rows, router) == 2
    router.reboot()
    assert runs(rows, router) == 0
    assert next_run(rows, router)


@pytest.mark.parametrize(
    ("version", "forgetful"), [("7.23.3", False), ("7.24", True), ("7.24.4", True), ("7.24.5", False)]
)
def test_some_releases_forget_entries_without_a_start(
    a_router: ARouter, ask: Ask, rows: Rows, version: str, forgetful: bool
) -> None:
    router = a_router(version)
    add(ask, router, "=interval=10s", f"=on-event={NAMED}")
    assert (next_run(rows, router) == "") is forgetful
    router.tick(60)
    assert (runs(rows, router) == 0) is forgetful
    ask(router, f"{MENU}/set", "=.id=a", *start(router, router.clock.wall))
    router.tick(10)
    assert runs(rows, router) > 0, "an explicit start is kept by all of them"


@pytest.mark.parametrize("given", [0, 1])
def test_half_a_start_is_none_for_those_releases(a_router: ARouter, ask: Ask, rows: Rows, given: int) -> None:
    router = a_router("7.24.2")
    add(ask, router, "=interval=10s", start(router, router.clock.wall)[given], f"=on-event={NAMED}")
    assert next_run(rows, router) == ""


def test_entries_of_one_moment_run_in_their_order(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", "=on-event=/system scheduler disable [find name=b]; /system scheduler remove c")
    for name in ("b", "c"):
        ask(router, f"{MENU}/add", f"=name={name}", "=interval=10s", f"=on-event={NAMED}")
    router.tick(10)
    assert (runs(rows, router), runs(rows, router, "b"), identity(rows, router)) == (1, 0, "MikroTik")


def test_days_choose_when_it_runs(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.24.5")
    router.clock.set_wall(MONDAY)
    add(ask, router, *start(router, MONDAY), "=interval=6h", "=days=wed,fri", f"=on-event={NAMED}")
    assert next_run(rows, router) == "2027-03-03 00:00:00"
    router.clock.set_wall(MONDAY + timedelta(days=2, hours=7))
    assert next_run(rows, router) == "2027-03-05 00:00:00"
    ask(router, f"{MENU}/set", "=.id=a", "=interval=1w", "=days=tue")
    assert next_run(rows, router) == "", "the row has only Mondays"


def test_days_came_with_7_24(a_router: ARouter, ask: Ask) -> None:
    assert message(add(ask, a_router("7.23.3"), "=days=mon")) == "unknown parameter days"
    assert message(add(ask, a_router("7.24.5"), "=days=someday")) == "invalid value for argument days"


# How dates and times are written


@pytest.mark.parametrize(
    ("version", "right", "wrong"),
    [
        ("6.49.18", "jan/02/2027", "2027-01-02"),
        ("7.9.2", "jan/02/2027", "2027-01-02"),
        ("7.10.2", "2027-01-02", "jan/02/2027"),
        ("7.20.8", "2027-01-02", "01/02/2027"),
    ],
)
def test_dates_are_read_in_the_versions_own_spelling(
    a_router: ARouter, ask: Ask, rows: Rows, version: str, right: str, wrong: str
) -> None:
    router = a_router(version)
    refused = "invalid value for argument start-date"
    assert message(add(ask, router, f"=start-date={wrong}", "=on-event=x")) == refused
    add(ask, router, f"=start-date={right}", "=on-event=x")
    assert message(ask(router, f"{MENU}/set", "=.id=a", f"=start-date={wrong}")) == refused
    assert rows(router, f"{MENU}/print")[0]["start-date"] == right


@pytest.mark.parametrize(("given", "kept"), [("9:05:00", "09:05:00"), ("1h30m", "01:30:00"), ("startup", "startup")])
def test_a_start_time_is_one_of_the_day(router: PracticeRouter, ask: Ask, rows: Rows, given: str, kept: str) -> None:
    add(ask, router, f"=start-time={given}", "=on-event=x")
    assert rows(router, f"{MENU}/print")[0]["start-time"] == kept
    for wrong in ("noon", "24:00:00", "1d", "9999999999999w", ""):
        assert message(ask(router, f"{MENU}/set", "=.id=a", f"=start-time={wrong}")) == (
            "invalid value for argument start-time"
        )


# The clock is set


def test_a_single_run_that_is_suddenly_past_is_done_at_once(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, *start(router, router.clock.wall + timedelta(days=100)), f"=on-event={NAMED}")
    router.clock.set_wall(router.clock.wall + timedelta(days=20_000))
    router.tick(1)
    assert (identity(rows, router), runs(rows, router), next_run(rows, router)) == ("ran", 1, "")
    router.tick(600)
    assert runs(rows, router) == 1


def test_an_interval_goes_on_from_the_new_time(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.clock.set_wall(MONDAY)
    add(ask, router, "=interval=1m", f"=on-event={NAMED}")
    router.tick(60)
    assert runs(rows, router) == 1
    router.clock.set_wall(MONDAY + timedelta(days=9000, seconds=20))
    router.tick(39)
    assert runs(rows, router) == 1, "what was missed is not made up for"
    router.tick(1)
    assert runs(rows, router) == 2


def test_a_start_that_comes_again_is_waited_for(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.clock.set_wall(MONDAY)
    add(ask, router, "=interval=10s", f"=on-event={NAMED}")
    router.clock.set_wall(MONDAY - timedelta(seconds=100))
    router.tick(99)
    assert runs(rows, router) == 0
    router.tick(1)
    assert runs(rows, router) == 1, "the start itself is a run"


def test_setting_the_clock_tells_the_next_run_anew(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=1d", f"=on-event={NAMED}")
    assert ask(router, "/system/clock/set", "=date=jan/02/2030", "=time=03:00:00") == [DONE]
    found = next_run(rows, router)
    tomorrow = datetime(2030, 1, 2, 20, 40, 3)
    assert found in (f"{tomorrow:%H:%M:%S}", f"{date(router, tomorrow)} {tomorrow:%H:%M:%S}")


@pytest.mark.parametrize("days", [-4_000_000, 2_900_000])
def test_no_clock_is_too_far_off(router: PracticeRouter, ask: Ask, rows: Rows, days: int) -> None:
    add(ask, router, "=interval=400000w", f"=on-event={NAMED}")
    wall = router.clock.wall
    router.clock.set_wall(datetime.min + timedelta(days=9) if days < 0 else wall + timedelta(days=days))
    router.tick(60)
    assert runs(rows, router) == 0


# Whose rights, and what runs


def test_an_event_names_a_script_or_is_one(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, f"{SCRIPT}/add", "=name=mine", f"=source={NAMED}")
    add(ask, router, "=interval=10s", "=on-event=mine")
    router.tick(10)
    assert identity(rows, router) == "ran"
    (script,) = rows(router, f"{SCRIPT}/print")
    assert script["run-count"] == "1"
    assert script["last-started"]


def test_an_event_that_fails_is_told_to_the_log(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", "=on-event=nosuchscript")
    router.tick(10)
    assert "bad command name nosuchscript" in log(rows, router)[-1]
    assert runs(rows, router) == 1


def test_an_entry_may_do_what_its_policy_says(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", "=policy=read,test", f"=on-event={NAMED}")
    router.tick(10)
    assert log(rows, router)[-1] == "not enough permissions (9)"
    assert identity(rows, router) == "MikroTik"
    ask(router, f"{MENU}/set", "=.id=a", "=policy=read,write")
    router.tick(10)
    assert identity(rows, router) == "ran"


def test_a_script_needs_no_more_than_the_entry_that_names_it_may(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, f"{SCRIPT}/add", "=name=mine", f"=source={NAMED}", "=policy=read,write,policy")
    add(ask, router, "=interval=10s", "=policy=read,write", "=on-event=mine")
    router.tick(10)
    assert log(rows, router)[-1] == "not enough permissions (9)"
    assert identity(rows, router) == "MikroTik"
    assert rows(router, f"{SCRIPT}/print")[0].get("run-count", "0") == "0"
    ask(router, f"{SCRIPT}/set", "=.id=mine", "=dont-require-permissions=yes")
    router.tick(10)
    assert identity(rows, router) == "ran"


def test_an_entry_may_do_no_more_than_its_owner_may_now(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    boss = let_in(router, "boss", "read,write,policy,api")
    add(ask, router, "=interval=10s", "=policy=read,write", f"=on-event={COUNT}", session=boss)
    router.tick(10)
    assert len(rows(router, "/ip/firewall/address-list/print", "?list=ran")) == 1
    ask(router, "/user/group/set", "=.id=boss", "=policy=read,api")
    router.tick(10)
    assert len(rows(router, "/ip/firewall/address-list/print", "?list=ran")) == 1
    assert log(rows, router)[-1] == "not enough permissions (9)"


def test_an_entry_whose_owner_is_gone_may_do_nothing(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    boss = let_in(router, "boss", "read,write,policy,api")
    add(ask, router, "=interval=10s", "=policy=read,write", f"=on-event={NAMED}", session=boss)
    ask(router, "/user/remove", "=.id=boss")
    router.tick(10)
    assert identity(rows, router) == "MikroTik"
    assert log(rows, router)[-1] == "not enough permissions (9)"


def test_where_device_mode_forbids_it_nothing_runs(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(read_board("locked", f"{QUIET}\ndevice-mode: home", "7.20.8"))
    wall = router.clock.wall
    router.store.add(MENU, {"name": "a", "start-date": date(router, wall), "start-time": "00:00:00", "interval": "10s"})
    router.store.add(MENU, {"name": "b", "start-time": "startup", "on-event": NAMED})
    router.reboot()
    router.tick(60)
    assert (runs(rows, router), runs(rows, router, "b"), next_run(rows, router)) == (0, 0, "")
    assert rows(router, f"{MENU}/print")[0][".about"] == "inactivated, not allowed by device-mode"


# What follows


def test_what_an_event_configures_has_its_effect_at_once(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", "=on-event=/ip address add address=10.7.7.1/24 interface=bridge")
    router.tick(10)
    assert rows(router, "/ip/route/print", "?dst-address=10.7.7.0/24")[0]["active"] == "true"


def test_an_event_that_removes_its_own_entry_goes_on_to_its_end(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", f"=on-event=/system scheduler remove a; :delay 5s; {NAMED}")
    router.tick(14)
    assert rows(router, f"{MENU}/print") == []
    assert identity(rows, router) == "MikroTik"
    router.tick(1)
    assert identity(rows, router) == "ran"


def test_a_run_does_not_wait_for_the_one_before(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=10s", f"=on-event=:delay 25s; {COUNT}")
    router.tick(30)
    assert len(rows(router, "/system/script/job/print")) == 3
    router.tick(35)
    assert len(rows(router, "/ip/firewall/address-list/print", "?list=ran")) == 4


def test_an_event_may_restart_the_router(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, "=interval=30s", "=on-event=/system reboot")
    ask(router, f"{MENU}/add", "=name=b", "=start-time=startup", f"=on-event={NAMED}")
    router.tick(31)
    assert router.clock.now == 4
    assert (runs(rows, router), runs(rows, router, "b"), identity(rows, router)) == (0, 1, "ran")
