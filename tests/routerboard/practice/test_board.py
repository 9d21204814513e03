"""Board files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerboard.practice.board import VERSIONS, BoardError, boards, load_board, read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.setting_up import configured
from tests.wide import often

RELEASES = ("6.40.9", "6.44.6", *VERSIONS, "7.1.5", "7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.22.3", "7.24.1")


TRAINED = ("6.49.18", "7.16.2", "7.20.8", "7.24", "7.24.5")
EVERY = [(name, version) for name in boards() for version in (RELEASES if name == "messy" else TRAINED)]
CASES = often(EVERY, [case for case in EVERY if case[1] in ("6.49.18", "7.20.8") and case[0] != "campus"])


@pytest.mark.parametrize(("name", "version"), CASES)
def test_every_board_runs(name: str, version: str) -> None:
    router = PracticeRouter(load_board(name, version))
    router.tick(3)
    lines = [int(router.world.monitor(line)["rx-bits-per-second"]) for line in router.world.lines]
    assert max(lines) > 1_000_000
    assert router.board.title
    assert router.board.description


def test_the_boards_are_those_of_the_manual() -> None:
    assert boards() == (
        "factory", "campus", "cgnat", "dhcp-lte", "flats", "hap-6", "home", "hotel", "hotel-hotspot", "messy",
        "office8", "provider", "rb5009", "secondhand", "twins", "two-pppoe",
    )  # fmt: skip
    assert {name for name in boards() if str(load_board(name).version) != VERSIONS[0]} == {"hap-6"}
    assert len(load_board("office8").scenery.modems) == 8


def test_a_row_says_what_each_version_wants() -> None:
    text = """
config:
  /routing/table: [{v7: {name: a, fib: ""}}]
  /ip/route: [{gateway: 1.2.3.4, comment: yes, v6: {routing-mark: a}, v7: {routing-table: a}}]
"""
    six, seven = read_board("x", text, "6.49.18"), read_board("x", text, "7.20.8")
    assert dict(six.config) == {"/ip/route": ({"gateway": "1.2.3.4", "comment": "yes", "routing-mark": "a"},)}
    assert seven.config["/ip/route"][0]["routing-table"] == "a"
    assert configured(seven).rows("/ip/route")[0].values["comment"] == "yes"


def test_a_board_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: Hôtel\nversions: [7.9.2]\ninterfaces: [ether1]\nlaptop: {port: ether1}\n", encoding="utf-8")
    board = load_board(path)
    assert (board.name, board.title, str(board.version), board.admin) == ("mine", "Hôtel", "7.9.2", "192.168.88.240")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "x: this is not YAML: "),
        ("- 1", "x: a board file has keys and values"),
        ("colour: red", "x: unknown colour; a board has title, "),
        ("versions: [new]", "x: versions: not a RouterOS version: 'new'"),
        ("memory: lots", "x: memory: 'lots' is no number above 0"),
        ("memory: 0", "x: memory: 0 is no number above 0"),
        ("free-hdd: yes", "x: free-hdd: True is no number above 0"),
        ("find: [{code: x}]", "x: find: each needs a code and a what"),
        ("flash: 1", "x: flash: 1 is neither yes nor no"),
        ("device-mode: locked", "x: device-mode: 'locked' is none of advanced, basic, home"),
        ("like: palace", "x: like: no board is called 'palace': there are factory, "),
        ("interfaces: [a, a]", "x: interfaces: a list of different names"),
        ("laptop: {adress: 1.2.3.4}", "x: laptop: address, mac and port are expected"),
        ("laptop: {address: 1.2.3}", "x: laptop: '1.2.3' is no IPv4 address"),
        ("config: [1]", "x: config: menus are expected"),
        ("config: {/ip/address: [1]}", "x: config: /ip/address: a list of rows is expected"),
        ("users: 7", "x: users: a list of rows is expected"),
        ("modems: [{interface: ether1, down: fast}]", "x: modems[0].down: 'fast' makes no sense"),
        ("config: {/ip/address: [{address: 1.2.3.4/24, interface: ether1}, {address: x, interface: ether1}]}",
         "x: config: /ip/address[1]: invalid value for argument address"),
        ("config: {/ip/nonsense: [{a: 1}]}", "x: config: /ip/nonsense[0]: no such command prefix"),
        ("users: [{name: eve, group: gods}]", "x: config: /user[0]: input does not match any value of group"),
    ],
)  # fmt: skip
def test_nonsense_in_a_board_file_is_named(text: str, said: str) -> None:
    with pytest.raises(BoardError) as refused:
        configured(read_board("x", text))
    assert str(refused.value).startswith(said)


def test_a_board_like_another_says_only_what_differs() -> None:
    board = read_board("x", "like: factory\nmodel: mine\nlaptop: {port: ether4}")
    factory = load_board("factory")
    assert (board.model, board.title, board.laptop.port) == ("mine", factory.title, "ether4")
    assert board.config == factory.config


def test_sizes_are_numbers_of_mib_or_have_a_unit() -> None:
    board = read_board("x", "memory: 32\nfree-memory: 900KiB\nhdd: 128\nfree-hdd: 0")
    assert (board.memory, board.free_memory, board.hdd, board.free_hdd) == (32 << 20, 900 << 10, 128 << 20, 0)
    (row,) = PracticeRouter(board).rows("/system/resource")
    names = ("total-memory", "free-memory", "total-hdd-space", "free-hdd-space")
    assert [row[name] for name in names] == ["33554432", "921600", "134217728", "0"]


@pytest.mark.parametrize(
    ("version", "said", "packages"),
    [
        ("6.49.18", "6.49.18 (long-term)", ["routeros-mipsbe", "system"]),
        ("7.9.2", "7.9.2 (stable)", ["routeros"]),
        ("7.16.2", "7.16.2 (stable)", ["routeros", "wireless"]),
        ("7.24.5", "7.24.5 (stable)", ["routeros", "wireless"]),
    ],
)
def test_a_board_says_which_release_it_runs(version: str, said: str, packages: list[str]) -> None:
    router = PracticeRouter(load_board("factory", version))
    assert next(router.rows("/system/resource"))["version"] == said
    rows = list(router.rows("/system/package"))
    assert [row["name"] for row in rows][:2] == packages
    assert {row["version"] for row in rows} == {version}


@pytest.mark.parametrize(
    ("version", "date", "written", "empty"),
    [
        ("6.49.18", "nov/12/2026", "creation-time", False),
        ("7.9.2", "nov/12/2026", "creation-time", False),
        ("7.16.2", "2026-11-12", "last-modified", False),
        ("7.20.8", "2026-11-12", "last-modified", True),
        ("7.24", "2026-11-12", "last-modified", True),
    ],
)
def test_a_board_speaks_as_its_release(
    version: str, date: str, written: str, empty: bool, ask: Callable[..., list[tuple[str, ...]]]
) -> None:
    router = PracticeRouter(load_board("factory", version))
    assert next(router.rows("/system/clock"))["date"] == date
    assert (ask(router, "/ip/arp/print", "?address=10.0.0.9")[0] == ("!empty",)) is empty
    ask(router, "/export", "=file=a")
    (file,) = router.rows("/file")
    assert file[written].startswith(date)


def test_an_unknown_board_is_told_with_those_that_are_known() -> None:
    with pytest.raises(BoardError, match="no board is called 'nowhere': there are factory, campus, cgnat, dhcp-lte"):
        load_board("nowhere")
