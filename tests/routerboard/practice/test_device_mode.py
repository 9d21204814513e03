"""Device-mode: what is locked, and how somebody on site unlocks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from routerboard.practice.accounts import Session
from routerboard.practice.device_mode import INACTIVE, allows
from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
ARouter = Callable[..., PracticeRouter]
DONE = ("!done",)
UPDATE = "/system/device-mode/update"
MODE = "/system/device-mode/print"
SCHEDULER = "/system/scheduler"
LOCKED = "failure: not allowed by device-mode"
FLAGGED = (
    "failure: configuration flagged, check all router configuration for unauthorized changes and update device-mode"
)
FEATURES = ["scheduler", "fetch", "hotspot", "sniffer", "bandwidth-test"]
NO_MENU = "no such command prefix"


def trap(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


async def counted(router: PracticeRouter, seconds: float, *words: str) -> list[str]:
    """What an update says while so many seconds pass, one a second."""
    said: list[str] = []

    async def listen() -> None:
        async for sentence in router.execute(UPDATE, words):
            said.append(next((word.removeprefix("=update=") for word in sentence[1:]), sentence[0]))

    task = asyncio.create_task(listen())
    while seconds > 0 and not task.done():
        await asyncio.sleep(0)
        router.tick(1)
        seconds -= 1
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return said


def unlock(router: PracticeRouter, *words: str) -> None:
    asyncio.run(counted(router, 2, *words))
    router.press_button()


@pytest.mark.parametrize(
    ("version", "mode", "locks"),
    [
        ("6.49.18", None, []),
        ("7.16.2", "home", FEATURES),
        ("7.20.8", "home", FEATURES),
        ("7.24.5", "home", FEATURES),
    ],
)
def test_a_home_router_is_locked_where_its_version_has_modes(
    a_router: ARouter, ask: Ask, version: str, mode: str | None, locks: list[str]
) -> None:
    router = a_router(version, "home")
    answer = ask(router, MODE)
    if mode is None:
        assert trap(answer[1:]) == NO_MENU
        assert trap(ask(router, UPDATE, "=mode=home")[1:]) == NO_MENU
    else:
        row = dict(word[1:].split("=", 1) for word in answer[0][1:])
        assert row["mode"] == mode
        assert [name for name in FEATURES if row[name] == "false"] == locks
        assert row["flagged"] == "false"
        assert ("attempt-count" in row) is ("routerboard" in row) is (version != "7.16.2")
    assert [feature for feature in FEATURES if not allows(router, feature)] == locks
    assert all(allows(router, feature) for feature in ("ipsec", "l2tp", "pptp", "smb"))


def test_each_mode_locks_what_the_manual_says(a_router: ARouter) -> None:
    router = a_router("7.20.8")
    features = (
        "scheduler",
        "fetch",
        "sniffer",
        "email",
        "bandwidth-test",
        "hotspot",
        "proxy",
        "traffic-gen",
        "container",
    )
    assert [name for name in features if not allows(router, name)] == ["traffic-gen", "container"]
    unlock(router, "=mode=basic")
    assert [name for name in features if not allows(router, name)] == [
        "bandwidth-test", "hotspot", "proxy", "traffic-gen", "container",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        allows(router, "telepathy")


def test_a_board_of_before_7_17_calls_it_enterprise(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.16.2")
    assert rows(router, MODE)[0]["mode"] == "enterprise"
    assert allows(router, "traffic-gen")
    assert trap(ask(router, UPDATE, "=mode=advanced")) == "input does not match any value of mode"
    assert trap(ask(router, UPDATE, "=routerboard=yes")) == "unknown parameter routerboard"


# what is locked


def test_who_may_do_everything_may_not_schedule_on_a_home_router(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.24.5", "home")
    admin = router.accounts.log_in("admin", "")
    words = ("=name=a", "=on-event=:put 1", "=interval=10s")
    assert trap(ask(router, f"{SCHEDULER}/add", *words, session=admin)) == LOCKED
    assert rows(router, f"{SCHEDULER}/print") == []
    script = "=script=/system scheduler add name=a on-event=x"
    assert trap(ask(router, "/execute", script, "=as-string=", session=admin)) == LOCKED
    assert trap(ask(router, "/ip/hotspot/add", "=interface=ether5", "=name=h", session=admin)) == LOCKED


@pytest.mark.parametrize(
    "words",
    [
        ("/system/script/add", "=name=a", "=source=:put 1"),
        ("/execute", "=script=:put 1"),
        ("/tool/netwatch/add", "=host=192.0.2.1"),
        ("/system/backup/save", "=name=flash/a"),
        ("/export", "=file=flash/a"),
        ("/ip/route/add", "=gateway=192.168.1.1", "=dst-address=10.0.0.0/8"),
        ("/ip/firewall/mangle/add", "=chain=prerouting"),
        ("/tool/ping", "=address=9.9.9.9", "=count=1"),
    ],
)
def test_what_no_mode_locks_works_at_home(a_router: ARouter, ask: Ask, words: tuple[str, ...]) -> None:
    router = a_router("7.20.8", "home")
    session: Session = router.accounts.log_in("admin", "")
    assert ask(router, *words, session=session)[0][0] != "!trap"


def test_entries_that_exist_do_nothing_and_may_go(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.20.8")
    ask(router, f"{SCHEDULER}/add", "=name=a", "=on-event=:put 1", "=interval=10s")
    assert ".about" not in rows(router, f"{SCHEDULER}/print")[0]
    unlock(router, "=mode=home")
    (row,) = rows(router, f"{SCHEDULER}/print")
    assert row[".about"] == INACTIVE
    assert trap(ask(router, f"{SCHEDULER}/enable", "=.id=a")) == LOCKED
    assert trap(ask(router, f"{SCHEDULER}/set", "=.id=a", "=disabled=no")) == LOCKED
    assert ask(router, f"{SCHEDULER}/disable", "=.id=a") == [DONE]
    assert ask(router, f"{SCHEDULER}/remove", "=.id=a") == [DONE]


# the button


def test_an_update_counts_down_and_waits_for_the_button(a_router: ARouter, ask: Ask) -> None:
    router = a_router("7.20.8", "home")
    said = asyncio.run(counted(router, 3, "=scheduler=yes"))
    press = "turn off power or reboot by pressing reset or mode button in"
    assert said[:2] == [f"{press} 5m to activate changes", f"{press} 4m59s to activate changes"]
    assert not allows(router, "scheduler")
    before = router.clock.booted
    router.press_button()
    assert allows(router, "scheduler")
    assert router.clock.booted > before
    assert not allows(router, "fetch")
    assert ask(router, f"{SCHEDULER}/add", "=name=a", "=on-event=:put 1")[-1][0] == "!done"


def test_before_7_17_the_words_were_others(a_router: ARouter) -> None:
    said = asyncio.run(counted(a_router("7.16.2", "home"), 1, "=mode=enterprise"))
    assert said[0] == "please activate by turning power off or pressing reset or mode button in 5m00s"


def test_nobody_presses_and_nothing_changes(a_router: ARouter, rows: Rows) -> None:
    router = a_router("7.20.8", "home")
    said = asyncio.run(counted(router, 30, "=scheduler=yes", "=activation-timeout=10s"))
    assert said[-2:] == ["canceled", "!done"]
    assert len(said) == 12
    router.press_button()
    assert not allows(router, "scheduler")
    assert rows(router, MODE)[0]["attempt-count"] == "1"


def test_the_count_goes_on_where_nobody_listens(a_router: ARouter) -> None:
    router = a_router("7.20.8", "home")
    asyncio.run(counted(router, 1, "=scheduler=yes", "=once="))
    router.tick(200)
    router.press_button()
    assert allows(router, "scheduler")


def test_a_second_update_cancels_both(a_router: ARouter, ask: Ask) -> None:
    router = a_router("7.20.8", "home")
    asyncio.run(counted(router, 1, "=scheduler=yes"))
    assert ask(router, UPDATE, "=fetch=yes") == [("!re", "=update=canceled"), DONE]
    router.press_button()
    assert not allows(router, "scheduler")
    assert not allows(router, "fetch")


def test_a_restart_without_the_button_forgets_it(a_router: ARouter) -> None:
    router = a_router("7.20.8", "home")
    asyncio.run(counted(router, 1, "=scheduler=yes"))
    router.reboot()
    router.press_button()
    assert not allows(router, "scheduler")


def test_after_three_attempts_only_the_button_helps(a_router: ARouter, rows: Rows) -> None:
    router = a_router("7.20.8", "home")
    for _ in range(3):
        asyncio.run(counted(router, 12, "=scheduler=yes", "=activation-timeout=10s"))
    assert rows(router, MODE)[0]["attempt-count"] == "3"
    said = asyncio.run(counted(router, 1, "=scheduler=yes"))
    assert said[0].startswith("too many unsuccessful attempts, turn off power or reboot by pressing")
    router.press_button()
    assert rows(router, MODE)[0]["attempt-count"] == "0"
    assert not allows(router, "scheduler")
    unlock(router, "=scheduler=yes")
    assert allows(router, "scheduler")


def test_giving_a_mode_sets_the_switches_back(a_router: ARouter) -> None:
    router = a_router("7.20.8", "home")
    unlock(router, "=scheduler=yes", "=fetch=yes")
    unlock(router, "=mode=home", "=email=yes")
    assert [name for name in ("scheduler", "fetch", "email") if allows(router, name)] == ["email"]


def test_a_flagged_router_lets_nobody_schedule(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.20.8")
    unlock(router, "=flagged=yes")
    row = rows(router, MODE)[0]
    assert (row["flagged"], row["scheduler"]) == ("true", "true")
    assert trap(ask(router, f"{SCHEDULER}/add", "=name=a", "=on-event=x")) == FLAGGED
    assert allows(router, "hotspot")
    unlock(router, "=flagged=no")
    assert allows(router, "scheduler")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("=mode=enterprise",), "input does not match any value of mode"),
        (("=scheduler=maybe",), "input does not match any value of scheduler"),
        (("=scheduler=yes", "=activation-timeout=5s"), "value of activation-timeout out of range (10..86400)"),
        (("=scheduler=yes", "=activation-timeout=soon"), "invalid value for argument activation-timeout"),
        (("=teleport=yes",), "unknown parameter teleport"),
        ((), "missing value(s) of argument(s) mode"),
    ],
)
def test_nonsense_is_refused_and_waits_for_nothing(
    a_router: ARouter, ask: Ask, words: tuple[str, ...], said: str
) -> None:
    router = a_router("7.20.8", "home")
    assert trap(ask(router, UPDATE, *words)) == said
    assert router.device_mode.left == 0
