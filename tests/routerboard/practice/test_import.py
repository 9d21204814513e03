"""`/import`, and the files it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from routerboard.practice.router import PracticeRouter

Ask = Callable[..., list[tuple[str, ...]]]
Rows = Callable[..., list[dict[str, str]]]
ARouter = Callable[..., PracticeRouter]
DONE = ("!done",)
LISTED = "/ip/firewall/address-list"
IMPORT = ("/import", "=file-name=a.rsc")


def trap(sentences: Sequence[tuple[str, ...]]) -> str:
    assert sentences[0][0] == "!trap", sentences
    return sentences[0][-1].removeprefix("=message=")


def listed(router: PracticeRouter) -> list[str]:
    return [row.values["address"] for row in router.store.rows(LISTED)]


@pytest.fixture
def put(router: PracticeRouter) -> Callable[..., PracticeRouter]:
    """A board with this text in the file a.rsc."""

    def put_on(*lines: str, on: PracticeRouter = router) -> PracticeRouter:
        on.files.write("a.rsc", "script", "\n".join(lines))
        return on

    return put_on


def test_an_import_does_what_the_file_says(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = put(
        "# made by hand",
        "/ip firewall address-list",
        "add list=a address=10.0.0.1",
        ":local name later",
        "add list=a \\",
        "    address=10.0.0.2 comment=$name",
        "/system identity set name=imported",
    )
    assert ask(router, *IMPORT) == [DONE]
    assert listed(router) == ["10.0.0.1", "10.0.0.2"]
    assert router.store.rows(LISTED)[1].values["comment"] == "later"


def test_an_import_stops_at_the_first_refusal_and_keeps_what_ran(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = put(
        "/ip firewall address-list",
        "add list=a address=10.0.0.1",
        "add list=a address=10.0.0.1",
        "add list=a address=10.0.0.2",
    )
    assert trap(ask(router, *IMPORT)) == "failure: already have such entry"
    assert listed(router) == ["10.0.0.1"]


def test_what_stands_before_nonsense_has_run(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = put(
        "/ip firewall address-list",
        "add list=a address=10.0.0.1",
        "add list=a address=[",
        "add list=a address=10.0.0.2",
    )
    assert "(line " in trap(ask(router, *IMPORT))
    assert listed(router) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "nonsense", [":if (true) do={", ":if (true) do={\n:put 1\n:do {\n:put [", ":put (", ':put "', ':do {\n:put "']
)
def test_a_command_without_an_end_takes_all_that_follows_with_it(
    put: Callable[..., PracticeRouter], ask: Ask, nonsense: str
) -> None:
    line = "/ip firewall address-list add list=a address=10.0.0."
    router = put(f"{line}1", ":if (true) do={", f"{line}2", "}", nonsense, *(f"{line}{last}" for last in range(3, 250)))
    assert "(line " in trap(ask(router, *IMPORT))
    assert listed(router) == ["10.0.0.1", "10.0.0.2"]


def test_a_whole_export_fails_at_the_first_row_that_is_there(router: PracticeRouter, ask: Ask) -> None:
    ask(router, "/export", "=file=a")
    assert trap(ask(router, *IMPORT)).startswith("failure: already have")


def test_an_import_may_begin_further_down(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    lines = [f"/ip firewall address-list add list=a address=10.0.0.{number}" for number in (1, 2, 3)]
    router = put(*lines)
    assert ask(router, *IMPORT, "=from-line=3", "=verbose=yes") == [DONE]
    assert listed(router) == ["10.0.0.3"]
    assert trap(ask(router, *IMPORT, "=from-line=none")) == "invalid value for argument from-line"


@pytest.mark.parametrize("version", ["7.12.2", "7.20.8"])
def test_from_7_16_an_import_may_be_tried_dry(
    a_router: ARouter, ask: Ask, put: Callable[..., PracticeRouter], version: str
) -> None:
    router = put("/system identity set name=dry", "/system identity set name={", on=a_router(version))
    words = (*IMPORT, "=dry-run=")
    if version == "7.12.2":
        assert trap(ask(router, *words)) == "unknown parameter dry-run"
    else:
        assert trap(ask(router, *words)) == "failure: dry-run is only allowed in verbose mode"
        assert "(line " in trap(ask(router, *words, "=verbose=yes"))
    assert next(router.rows("/system/identity"))["name"] == "MikroTik"


def test_an_import_does_no_more_than_its_user_may(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = put("/system identity set name=a", "/system script add name=x source=y")
    router.store.add("/user/group", {"name": "some", "policy": "api,read,write,ftp"})
    router.store.add("/user", {"name": "some", "group": "some"})
    session = router.accounts.log_in("some", "")
    assert trap(ask(router, *IMPORT, session=session)) == "not enough permissions (9)"
    assert router.store.rows("/system/script") == []
    assert next(router.rows("/system/identity"))["name"] == "a"


def test_a_script_may_import(put: Callable[..., PracticeRouter], ask: Ask) -> None:
    router = put("/system identity set name=imported")
    ask(router, "/execute", "=script=/import file-name=a.rsc")
    assert next(router.rows("/system/identity"))["name"] == "imported"


def test_a_file_that_is_not_there_is_not_imported(router: PracticeRouter, ask: Ask) -> None:
    assert trap(ask(router, *IMPORT)) == "no such item"
    assert trap(ask(router, "/import")) == "missing value(s) of argument(s) file-name"


# files


@pytest.mark.parametrize(
    ("version", "made", "written", "longest"),
    [
        ("6.49.18", False, "creation-time", 4096),
        ("7.12.2", True, "creation-time", 60_000),
        ("7.16.2", True, "last-modified", 60_000),
        ("7.24.5", True, "last-modified", 60_000),
    ],
)
def test_a_file_is_made_and_set_as_its_version_can(
    a_router: ARouter, ask: Ask, rows: Rows, version: str, made: bool, written: str, longest: int
) -> None:
    router = a_router(version)
    answer = ask(router, "/file/add", "=name=a.txt", "=contents=one")
    if not made:
        assert trap(answer) == "no such command"
        ask(router, "/file/print", "=file=a")
    assert ask(router, "/file/set", "=numbers=a.txt", "=contents=two words") == [DONE]
    (row,) = rows(router, "/file/print")
    assert (row["name"], row["size"], row["contents"], written in row) == ("a.txt", "9", "two words", True)
    long = "x" * (longest + 1)
    refusal = f"value of contents must not be longer than {longest}"
    assert trap(ask(router, "/file/set", "=numbers=a.txt", f"=contents={long}")) == refusal
    assert ask(router, "/file/set", "=numbers=a.txt", f"=contents={long[1:]}") == [DONE]
    router.files.write("a.txt", ".txt file", long)
    assert "contents" not in rows(router, "/file/print")[0]
    assert ask(router, "/file/remove", "=.id=a.txt") == [DONE]
    assert rows(router, "/file/print") == []


def test_print_writes_a_file(router: PracticeRouter, ask: Ask) -> None:
    assert ask(router, "/ip/pool/print", "=file=pools")[-1] == DONE
    assert router.files.text("pools.txt") == "name=default-dhcp ranges=192.168.88.10-192.168.88.254"


def test_a_long_file_is_read_in_pieces(a_router: ARouter, ask: Ask) -> None:
    router = a_router("7.20.8")
    router.files.write("a", "file", "x" * 40_000 + "end")
    words = ("/file/read", "=file=a", "=offset=40000", "=chunk-size=32768")
    assert ask(router, *words) == [("!re", "=data=end"), DONE]
    assert trap(ask(router, "/file/read", "=file=b")) == "no such item"
    assert trap(ask(a_router("7.12.2"), *words)) == "no such command"


def test_a_file_is_renamed_where_no_other_has_the_name(a_router: ARouter, ask: Ask) -> None:
    router = a_router("7.20.8")
    for name in ("a", "b"):
        ask(router, "/file/add", f"=name={name}", f"=contents={name}")
    assert trap(ask(router, "/file/add", "=name=a")) == "failure: item with such name already exists"
    assert trap(ask(router, "/file/set", "=numbers=a", "=name=b")) == "failure: item with such name already exists"
    assert ask(router, "/file/set", "=numbers=a", "=name=c") == [DONE]
    assert router.files.text("c") == "a"
    assert trap(ask(a_router("7.12.2"), "/file/set", "=numbers=a", "=name=c")) == "unknown parameter name"


def test_only_what_lies_in_flash_outlives_a_restart(a_router: ARouter, ask: Ask, rows: Rows) -> None:
    router = a_router("7.20.8", "home")
    for name in ("a", "flash/b"):
        assert ask(router, "/export", f"=file={name}") == [DONE]
    assert trap(ask(router, "/export", "=file=disk1/c")) == "failure: no such file or directory"
    assert [row["name"] for row in rows(router, "/file/print")] == ["flash", "a.rsc", "flash/b.rsc"]
    router.reboot()
    assert [row["name"] for row in rows(router, "/file/print")] == ["flash", "flash/b.rsc"]
    assert router.files.text("flash/b.rsc").startswith("# ")
    assert trap(ask(router, "/file/remove", "=.id=flash")) == "failure: can not remove builtin"
