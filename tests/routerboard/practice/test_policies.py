"""Who may do what, and what scripts may do that somebody leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from routerboard.practice.accounts import Session
from routerboard.practice.errors import TrapError
from routerboard.practice.policies import EVERYTHING, needed, run_policies
from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
REFUSED = "not enough permissions (9)"
SCRIPT = "/system/script"
JOBS = f"{SCRIPT}/job"
PLAN = "/system/scheduler"


def trap(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


def let_in(router: PracticeRouter, name: str, policy: str) -> Session:
    router.store.add("/user/group", {"name": name, "policy": policy})
    router.store.add("/user", {"name": name, "group": name})
    return router.accounts.log_in(name, "")


def member(router: PracticeRouter, group: str) -> Session:
    router.store.add("/user", {"name": f"a {group}", "group": group})
    return router.accounts.log_in(f"a {group}", "")


@pytest.mark.parametrize(
    ("group", "allowed", "refused"),
    [
        (
            "read",
            {"/system/script/print", "/file/print", "/execute", "/system/reboot", "/ping", "/safe-mode/print"},
            {"/file/add", "/file/set", "/file/remove", "/file/read", "/import", "/safe-mode/take", JOBS + "/remove"},
        ),
        (
            "write",
            {"/ip/route/add", "/safe-mode/take", "/safe-mode/release", "/safe-mode/unroll", JOBS + "/remove"},
            {"/file/set", "/import", "/system/backup/save", "/system/backup/load", SCRIPT + "/add", PLAN + "/set"},
        ),
        (
            "full",
            {"/file/set", "/file/read", "/import", "/system/backup/load", SCRIPT + "/set", PLAN + "/add"},
            set(),
        ),
    ],
)  # fmt: skip
def test_each_command_needs_what_its_menu_says(
    router: PracticeRouter, group: str, allowed: set[str], refused: set[str]
) -> None:
    may = member(router, group).policies
    parts = {command: command.rpartition("/") for command in allowed | refused}
    assert {command for command, (path, _, verb) in parts.items() if needed(path, verb) <= may} == allowed


def test_the_group_full_may_do_all_that_the_router_allows_itself(router: PracticeRouter) -> None:
    assert EVERYTHING - {"rest-api"} <= member(router, "full").policies


@pytest.mark.parametrize("menu", [SCRIPT, PLAN])
def test_nobody_gives_away_more_than_he_has(router: PracticeRouter, ask: Ask, rows: Rows, menu: str) -> None:
    bob = let_in(router, "bob", "api,read,write,policy,test")
    words = (f"{menu}/add", "=name=a")
    assert trap(ask(router, *words, "=policy=read,write,reboot", session=bob)) == REFUSED
    assert trap(ask(router, *words, "=policy=read,fly", session=bob)) == "input does not match any value of policy"
    assert rows(router, f"{menu}/print") == []
    assert ask(router, *words, "=policy=read,write", session=bob)[0][0] == "!done"
    assert trap(ask(router, f"{menu}/set", "=.id=a", "=policy=ftp", session=bob)) == REFUSED
    assert ask(router, f"{menu}/set", "=.id=a", "=policy=read", session=bob) == [("!done",)]
    (row,) = rows(router, f"{menu}/print")
    assert (row["policy"], row["owner"]) == ("read", "bob")


@pytest.mark.parametrize("menu", [SCRIPT, PLAN])
def test_without_a_word_an_entry_gets_what_its_creator_has(
    router: PracticeRouter, ask: Ask, rows: Rows, menu: str
) -> None:
    bob = let_in(router, "bob", "api,read,write,policy,test")
    ask(router, f"{menu}/add", "=name=a", session=bob)
    ask(router, f"{menu}/add", "=name=b", session=router.accounts.log_in("admin", ""))
    a, b = rows(router, f"{menu}/print")
    assert a["policy"] == "read,write,policy,test"
    assert set(b["policy"].split(",")) > {"ftp", "reboot", "sensitive"}


def test_nobody_changes_a_script_that_may_do_more_than_he(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.store.add(SCRIPT, {"name": "a", "source": ":put 1"})
    bob = let_in(router, "bob", "api,read,write,policy,test")
    assert trap(ask(router, f"{SCRIPT}/set", "=.id=a", "=source=/system reboot", session=bob)) == REFUSED
    assert rows(router, f"{SCRIPT}/print")[0]["source"] == ":put 1"


# running


@pytest.mark.parametrize(("free", "said"), [("no", REFUSED), ("yes", "")])
def test_a_script_that_may_do_more_is_not_run_unless_it_says_so(
    router: PracticeRouter, ask: Ask, rows: Rows, free: str, said: str
) -> None:
    source = "/system identity set name=eve"
    router.store.add(SCRIPT, {"name": "a", "source": source, "dont-require-permissions": free})
    answer = ask(router, f"{SCRIPT}/run", "=number=a", session=member(router, "read"))
    assert ("" if answer == [("!done",)] else trap(answer)) == said
    assert rows(router, "/system/identity/print")[0]["name"] == ("MikroTik" if said else "eve")


def test_a_script_does_no_more_than_its_own_policy(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    router.store.add(SCRIPT, {"name": "a", "source": "/system identity set name=eve", "policy": "read"})
    assert trap(ask(router, f"{SCRIPT}/run", "=number=a", session=router.accounts.log_in("admin", ""))) == REFUSED
    assert rows(router, "/system/identity/print")[0]["name"] == "MikroTik"


def test_from_7_15_a_script_may_be_run_with_its_own_rights(a_router: Callable[..., PracticeRouter], ask: Ask) -> None:
    words = (f"{SCRIPT}/run", "=number=a", "=use-script-permissions=")
    for version, said in (("7.20.8", "!done"), ("7.12.2", "unknown parameter use-script-permissions")):
        router = a_router(version)
        router.store.add(SCRIPT, {"name": "a", "source": "/system identity set name=eve"})
        answer = ask(router, *words, session=member(router, "read"))
        assert said in (answer[0][0], answer[0][-1].removeprefix("=message="))


def test_policies_of_a_run() -> None:
    assert run_policies("read,write", frozenset({"read", "write", "test"})) == {"read", "write"}
    assert run_policies("read,write", frozenset({"read"}), without_check=True) == {"read", "write"}
    with pytest.raises(TrapError, match="not enough permissions"):
        run_policies("read,write", frozenset({"read"}))


def test_a_file_is_for_who_may_transfer_files(router: PracticeRouter, ask: Ask, rows: Rows) -> None:
    writer = member(router, "write")
    assert trap(ask(router, "/export", "=file=x", session=writer)) == REFUSED
    assert trap(ask(router, "/file/print", "=file=x", session=writer)) == REFUSED
    ask(router, "/export", "=file=x")
    assert trap(ask(router, "/file/remove", "=.id=x.rsc", session=writer)) == REFUSED
    assert [row["name"] for row in rows(router, "/file/print")] == ["x.rsc"]
