"""Board files."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerboard.practice.board import VERSIONS, BoardError, boards, load_board, read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.setting_up import configured

RELEASES = ("6.40.9", "6.44.6", *VERSIONS, "7.1.5", "7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.22.3", "7.24.1")


CASES = [(name, version) for name in boards() for version in (RELEASES if name == "messy" else VERSIONS)]


@pytest.mark.parametrize(("name", "version"), CASES)
def test_every_board_runs(name: str, version: str) -> None:
    router = PracticeRouter(load_board(name, version))
    router.tick(3)
    lines = [int(router.world.monitor(line)["rx-bits-per-second"]) for line in router.world.lines]
    assert max(lines) > 1_000_000
    assert router.board.title
    assert router.board.description


def test_the_boards_are_those_of_the_manual() -> None:
    assert boards() == ("factory", "flats", "hotel", "messy", "office8")
    assert [str(load_board(name).version) for name in boards()] == [VERSIONS[0]] * 5
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


def test_an_unknown_board_is_told_with_those_that_are_known() -> None:
    with pytest.raises(BoardError, match="no board is called 'nowhere': there are factory, flats"):
        load_board("nowhere")
