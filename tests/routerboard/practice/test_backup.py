"""Backups that are saved and loaded, and a disk that is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from routerboard.practice.board import read_board
from routerboard.practice.exporting import export
from routerboard.practice.router import PracticeRouter
from routerboard.practice.system import Rebooted

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
ARouter = Callable[..., PracticeRouter]
DONE = ("!done",)
FULL = "failure: not enough disk space"
MANGLE = "/ip/firewall/mangle"
SCRIPT = "/system/script"


def trap(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


def exported(router: PracticeRouter) -> list[str]:
    """The export without the line that has the date."""
    return export(router, secrets=True).splitlines()[1:]


def load(router: PracticeRouter, ask: Ask, *words: str) -> None:
    with pytest.raises(Rebooted):
        ask(router, "/system/backup/load", *words)
    router.reboot()


def settle_in(router: PracticeRouter, ask: Ask) -> None:
    """What an administrator leaves on a board: rules in an order, scripts, schedules, users."""
    for comment in ("one", "two", "three"):
        ask(router, f"{MANGLE}/add", "=chain=prerouting", f"=comment={comment}")
    first = next(row.id for row in router.store.rows(MANGLE) if row.values.get("comment") == "one")
    ask(router, f"{MANGLE}/remove", f"=.id={first}")
    ask(router, f"{SCRIPT}/add", "=name=weekly", "=source=:put 1", "=policy=read")
    ask(router, "/system/scheduler/add", "=name=weekly", "=on-event=weekly", "=interval=1w")
    ask(router, "/user/group/add", "=name=crew", "=policy=api,read")
    ask(router, "/user/add", "=name=eve", "=group=crew", "=password=apple")
    ask(router, "/interface/vlan/add", "=name=v7", "=vlan-id=7", "=interface=ether5")


def spoil(router: PracticeRouter, ask: Ask) -> None:
    ids = ",".join(row.id for row in router.store.rows(MANGLE) if not row.dynamic)
    ask(router, f"{MANGLE}/remove", f"=.id={ids}")
    ask(router, f"{SCRIPT}/set", "=.id=weekly", "=source=:put 2")
    ask(router, "/system/scheduler/remove", "=.id=weekly")
    ask(router, "/user/remove", "=.id=eve")
    ask(router, "/interface/ethernet/set", "=.id=ether1", "=name=outside")
    ask(router, "/ip/dns/set", "=servers=9.9.9.9")
    ask(router, "/ip/firewall/address-list/add", "=list=a", "=address=10.0.0.1")


def test_a_loaded_backup_brings_back_everything(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    settle_in(router, ask)
    before, ids = exported(router), [row[".id"] for row in rows(router, f"{MANGLE}/print", "?dynamic=false")]
    assert ask(router, "/system/backup/save", "=name=kept") == [DONE]
    spoil(router, ask)
    assert exported(router) != before
    load(router, ask, "=name=kept")
    assert exported(router) == before
    assert router.clock.now < 60
    assert router.accounts.log_in("eve", "apple").policies == {"api", "read"}
    found = rows(router, f"{MANGLE}/print", "?dynamic=false")
    assert [row["comment"] for row in found] == ["two", "three"]
    assert [row[".id"] for row in found] != ids
    assert rows(router, f"{SCRIPT}/print")[0]["source"] == ":put 1"


def test_an_interface_is_one_row_in_both_menus_after_a_load(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    settle_in(router, ask)
    ask(router, "/system/backup/save", "=name=kept")
    load(router, ask, "=name=kept.backup")
    numbers = {row["name"]: row[".id"] for row in rows(router, "/interface/print")}
    assert len(set(numbers.values())) == len(numbers)
    assert rows(router, "/interface/vlan/print")[0][".id"] == numbers["v7"]
    assert ask(router, "/interface/set", "=.id=v7", "=name=v8") == [DONE]
    assert rows(router, "/interface/vlan/print")[0]["name"] == "v8"
    made = dict(word[1:].split("=", 1) for word in ask(router, f"{MANGLE}/add", "=chain=forward")[-1][1:])["ret"]
    assert sum(row[".id"] == made for row in rows(router, f"{MANGLE}/print")) == 1


def test_a_password_locks_a_backup(router: PracticeRouter, ask: Ask) -> None:
    ask(router, "/system/backup/save", "=name=kept", "=password=plum")
    ask(router, "/system/identity/set", "=name=other")
    for words in ((), ("=password=pear",)):
        assert trap(ask(router, "/system/backup/load", "=name=kept", *words)) == "failure: wrong password"
    assert next(router.rows("/system/identity"))["name"] == "other"
    load(router, ask, "=name=kept", "=password=plum")
    assert next(router.rows("/system/identity"))["name"] == "MikroTik"


def test_before_6_43_the_users_own_password_locks_it(a_router: ARouter, ask: Ask) -> None:
    router = a_router("6.40.9", "messy")
    router.store.set("/user", {"password": "plum"}, ["admin"])
    admin = router.accounts.log_in("admin", "plum")
    assert ask(router, "/system/backup/save", "=name=kept", session=admin) == [DONE]
    assert trap(ask(router, "/system/backup/load", "=name=kept")) == "failure: wrong password"
    assert ask(router, "/system/backup/save", "=name=open", "=dont-encrypt=yes", session=admin) == [DONE]
    load(router, ask, "=name=open")


def test_what_is_no_backup_is_not_loaded(router: PracticeRouter, ask: Ask) -> None:
    assert trap(ask(router, "/system/backup/load", "=name=never")) == "no such item"
    router.files.write("a.backup", "backup", "text")
    assert trap(ask(router, "/system/backup/load", "=name=a")) == "failure: not a backup file"


def test_a_backup_without_a_name_has_the_boards(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, "/system/backup/save")
    (row,) = rows(router, "/file/print")
    assert (row["name"], row["type"]) == ("MikroTik-20261112-2040.backup", "backup")
    assert "contents" not in row


def test_files_stay_when_a_backup_is_loaded(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    ask(router, "/system/backup/save", "=name=kept")
    ask(router, "/export", "=file=later")
    load(router, ask, "=name=kept")
    assert {row["name"] for row in rows(router, "/file/print")} == {"kept.backup", "later.rsc"}
    load(router, ask, "=name=kept")


# a disk that is full


def test_a_full_disk_takes_nothing_more(version: str, ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(read_board("x", "like: factory\nfree-hdd: 0", version))
    assert rows(router, "/system/resource/print")[0]["free-hdd-space"] == "0"
    assert trap(ask(router, "/system/backup/save", "=name=a")) == FULL
    assert trap(ask(router, "/export", "=file=a")) == FULL
    assert trap(ask(router, f"{SCRIPT}/add", "=name=a", "=source=:put 1")) == FULL
    assert rows(router, "/file/print") == []
    assert rows(router, f"{SCRIPT}/print") == []


def test_what_is_written_takes_room_and_what_is_removed_gives_it_back(ask: Ask, rows: Rows) -> None:
    router = PracticeRouter(read_board("x", "like: factory\nfree-hdd: 20KiB", "7.20.8"))
    assert ask(router, "/file/add", "=name=a", "=contents=short") == [("!done", "=ret=*1")]
    assert rows(router, "/system/resource/print")[0]["free-hdd-space"] == str(16 * 1024)
    assert ask(router, f"{SCRIPT}/add", "=name=a", f"=source={'x' * 9_000}")[-1][0] == "!done"
    assert trap(ask(router, f"{SCRIPT}/add", "=name=b", f"=source={'x' * 9_000}")) == FULL
    assert trap(ask(router, f"{SCRIPT}/set", "=.id=a", f"=source={'x' * 18_000}")) == FULL
    assert ask(router, "/file/set", "=numbers=a", f"=contents={'x' * 4_096}") == [DONE]
    assert trap(ask(router, "/file/set", "=numbers=a", f"=contents={'x' * 20_000}")) == FULL
    ask(router, f"{SCRIPT}/remove", "=.id=a")
    ask(router, "/file/remove", "=.id=a")
    assert router.files.free == 20 * 1024


def test_a_file_in_ram_takes_no_room_on_the_disk(ask: Ask) -> None:
    router = PracticeRouter(read_board("x", "like: home\nfree-hdd: 0", "7.20.8"))
    assert ask(router, "/export", "=file=a") == [DONE]
    assert trap(ask(router, "/export", "=file=flash/a")) == FULL
