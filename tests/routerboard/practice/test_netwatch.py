"""Netwatch on the practice board: hosts that are lost and come back as its lines do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from routerboard.practice.board import Board, read_board
from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
MENU = "/tool/netwatch"
FAR, NOBODY = "198.51.100.7", "240.0.0.1"
UP, DOWN = "=up-script=/system identity set name=up", "=down-script=/system identity set name=down"
QUIET = "like: factory\nguests: {hosts: 0, connections: 0, ports: [ether3], seed: 1}"


@cache
def quiet(version: str) -> Board:
    """The factory board without guests: time passes quickly there."""
    return read_board("quiet", QUIET, version)


@pytest.fixture
def router(version: str) -> PracticeRouter:
    return PracticeRouter(quiet(version))


def add(ask: Ask, router: PracticeRouter, *words: str) -> None:
    assert ask(router, f"{MENU}/add", "=interval=10s", "=timeout=2s", *words)[-1][0] == "!done"


def seen(rows: Rows, router: PracticeRouter) -> dict[str, Any]:
    (row,) = rows(router, f"{MENU}/print")
    return row


def identity(rows: Rows, router: PracticeRouter) -> str:
    return rows(router, "/system/identity/print")[0]["name"]


def errors(rows: Rows, router: PracticeRouter) -> list[str]:
    return [row["message"] for row in rows(router, "/log/print") if row["topics"] == "script,error"]


def test_a_host_is_unknown_then_up_then_lost_then_back(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={FAR}", UP, DOWN)
    assert seen(rows, router)["status"] == "unknown"
    assert "since" not in seen(rows, router)
    router.tick(1)
    assert (seen(rows, router)["status"], seen(rows, router)["since"]) == ("up", router.stamp())
    assert identity(rows, router) == "up"
    router.world.unplug("ether1")
    router.tick(9)
    assert seen(rows, router)["status"] == "up", "it is not asked before its interval is over"
    router.tick(3)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("down", "down")
    router.world.restore("ether1")
    router.tick(20)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("up", "up")


def test_a_dead_provider_behind_a_living_modem_is_noticed(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={FAR}")
    add(ask, router, "=host=192.168.30.1")
    router.tick(1)
    router.world.isp_dead("ether1")
    router.tick(15)
    assert [row["status"] for row in rows(router, f"{MENU}/print")] == ["down", "up"]


def test_who_never_answers_is_lost_after_the_timeout(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={NOBODY}", DOWN)
    router.tick(2)
    assert seen(rows, router)["status"] == "unknown"
    router.tick(1)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("down", "down")


def test_who_answers_too_late_is_lost(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={FAR}")
    ask(router, f"{MENU}/set", f"=.id={seen(rows, router)['.id']}", "=timeout=10ms")
    router.tick(2)
    assert seen(rows, router)["status"] == "down"


def test_its_script_runs_once_a_change_not_once_a_probe(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={NOBODY}", "=down-script=:log info lost")
    router.tick(100)
    assert len(rows(router, "/log/print", "?message=lost")) == 1


def test_a_disabled_entry_is_not_tried(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={FAR}", "=disabled=yes", UP)
    router.tick(30)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("unknown", "MikroTik")
    ask(router, f"{MENU}/enable", f"=.id={seen(rows, router)['.id']}")
    router.tick(1)
    assert identity(rows, router) == "up"


def test_another_host_is_unknown_again_another_comment_changes_nothing(
    router: PracticeRouter, ask: Ask, rows: Rows
) -> None:
    add(ask, router, f"=host={FAR}")
    router.tick(1)
    row = f"=.id={seen(rows, router)['.id']}"
    ask(router, f"{MENU}/set", row, "=comment=far away", DOWN)
    assert seen(rows, router)["status"] == "up"
    ask(router, f"{MENU}/set", row, f"=host={NOBODY}")
    assert seen(rows, router)["status"] == "unknown"
    router.tick(3)
    assert identity(rows, router) == "down"


@pytest.mark.parametrize(("version", "words", "after"), [
    ("6.49.18", (), 0),
    ("7.20.8", (), 300),
    ("7.20.8", ("=startup-delay=30s",), 30),
])  # fmt: skip
def test_after_a_boot_a_host_is_unknown_until_the_network_had_its_time(
    ask: Ask, rows: Rows, version: str, words: tuple[str, ...], after: int
) -> None:
    router = PracticeRouter(quiet(version))
    add(ask, router, f"=host={NOBODY}", "=down-script=:log info lost", *words)
    router.tick(3)
    assert seen(rows, router)["status"] == "down", "an entry that is added is tried at once"
    router.reboot()
    if after:
        assert seen(rows, router)["status"] == "unknown"
        router.tick(after - 2)
        assert seen(rows, router)["status"] == "unknown"
    router.tick(5)
    assert seen(rows, router)["status"] == "down"
    assert len(rows(router, "/log/print", "?message=lost")) == 1


def test_a_first_loss_may_be_ignored(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(quiet("7.20.8"))
    add(ask, router, f"=host={NOBODY}", DOWN, "=ignore-initial-down=yes")
    router.tick(5)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("down", "MikroTik")


def test_ignoring_came_with_7_17(ask: Ask) -> None:
    router = PracticeRouter(quiet("7.16.2"))
    refused = ask(router, f"{MENU}/add", f"=host={NOBODY}", "=ignore-initial-down=yes")
    assert refused[0][-1] == "=message=unknown parameter ignore-initial-down"


@pytest.mark.parametrize("kind", ["simple", "icmp"])
def test_both_kinds_of_ping_are_tried(ask: Ask, rows: Rows, kind: str) -> None:
    router = PracticeRouter(quiet("7.20.8"))
    add(ask, router, f"=host={FAR}", f"=type={kind}")
    router.tick(1)
    assert seen(rows, router)["status"] == "up"


def test_of_other_kinds_nothing_is_known(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(quiet("7.20.8"))
    add(ask, router, f"=host={FAR}", "=type=dns", UP, DOWN)
    router.tick(30)
    assert (seen(rows, router)["status"], identity(rows, router)) == ("unknown", "MikroTik")


def test_the_older_version_has_the_older_properties_alone(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(quiet("6.49.18"))
    add(ask, router, f"=host={FAR}", UP, DOWN, "=comment=far", "=disabled=no")
    router.tick(1)
    assert {"host", "interval", "timeout", "up-script", "down-script", "comment", "disabled", "status", "since"} <= set(
        seen(rows, router)
    )
    for name in ("type=icmp", "startup-delay=1s", "name=far", "src-address=192.168.30.2"):
        refused = ask(router, f"{MENU}/add", f"=host={FAR}", f"={name}")
        assert refused[0][-1] == f"=message=unknown parameter {name.partition('=')[0]}"


# What its scripts may do


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("/system identity set name=down", True),
        ("/system script add name=x", False),
        ("/user set admin password=x", False),
        ("/system backup save name=x", False),
    ],
)
def test_its_scripts_may_read_write_test_and_restart_alone(
    router: PracticeRouter, ask: Ask, rows: Rows, source: str, allowed: bool
) -> None:
    add(ask, router, f"=host={NOBODY}", f"=down-script={source}")
    router.tick(3)
    assert errors(rows, router) == ([] if allowed else ["not enough permissions (9)"])


def test_a_script_of_the_board_runs_where_it_needs_no_more(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    words = ("=name=mine", "=source=/system identity set name=mine", "=policy=read,write,policy")
    ask(router, "/system/script/add", *words)
    add(ask, router, f"=host={NOBODY}", "=down-script=mine")
    router.tick(3)
    assert errors(rows, router) == ["not enough permissions (9)"]
    ask(router, "/system/script/set", "=.id=mine", "=policy=read,write")
    ask(router, f"{MENU}/set", f"=.id={seen(rows, router)['.id']}", "=host=240.0.0.2")
    router.tick(3)
    assert identity(rows, router) == "mine"


def test_its_scripts_may_wait(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={NOBODY}", "=down-script=:delay 5s; /system identity set name=late")
    router.tick(7)
    assert identity(rows, router) == "MikroTik"
    router.tick(1)
    assert identity(rows, router) == "late"


def test_newer_scripts_know_what_they_are_about(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(quiet("7.20.8"))
    add(ask, router, f"=host={NOBODY}", '=down-script=/system identity set name="$host is $status"')
    router.tick(3)
    assert identity(rows, router) == f"{NOBODY} is down"


def test_a_script_that_removes_its_own_entry_goes_on(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    source = f"/tool netwatch remove [find where host={NOBODY}]; /system identity set name=on"
    add(ask, router, f"=host={NOBODY}", f"=down-script={source}")
    router.tick(3)
    assert rows(router, f"{MENU}/print") == []
    assert identity(rows, router) == "on"
    router.tick(30)


def test_an_entry_that_another_one_removed_is_not_judged_any_more(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    add(ask, router, f"=host={NOBODY}", "=down-script=/tool netwatch remove [find where comment=second]")
    add(ask, router, "=host=240.0.0.2", "=comment=second", DOWN)
    router.tick(10)
    assert identity(rows, router) == "MikroTik"
