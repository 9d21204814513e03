"""Whatever is wrong outside: a sentence, an exit status, and nothing changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.controls import has_controls
from routerboard.link.session import connect
from tui import cli, door
from tui.cli import NOT_REACHED, REFUSED, WRONG_INPUT
from tui.headless import talk

Simplifi = Callable[..., Any]
BLIND = """\
title: A board with a user who may log in and nothing else
interfaces: [ether1]
users: [{name: blind, group: blind, password: right}]
config:
  /user/group: [{name: blind, policy: "api,test"}]
"""
SENTENCE = b"\x03!re\x05=a=b"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that wait a third of a second for an answer, not half a minute."""
    monkeypatch.setattr(talk, "connect", partial(connect, timeout=0.3, patience=0.3))


def told(ended: Any, *words: str) -> None:
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert all(word in ended.err for word in words), ended.err


@pytest.mark.parametrize("command", ["survey", "watch", "remove", "confirm", "undo", "doctor"])
def test_a_closed_port(simplifi: Simplifi, closed: str, command: str) -> None:
    ended = simplifi(command, "--router", closed)
    assert ended.status == NOT_REACHED
    told(ended, "port", "is closed", "nothing changed")


def test_a_name_that_nobody_has(simplifi: Simplifi) -> None:
    ended = simplifi("survey", "--router", "no..router")
    assert ended.status == NOT_REACHED
    told(ended, "no..router", "nothing changed")


@pytest.mark.parametrize("place", ["a b", "192.168.88.1:0", "192.168.88.1:99999", "http://router/"])
def test_no_address_of_a_router(simplifi: Simplifi, place: str) -> None:
    ended = simplifi("survey", "--router", place)
    assert ended.status == WRONG_INPUT
    told(ended, "--router", "Nothing was changed.")


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 ftp\r\n"])
def test_something_that_is_no_router(
    simplifi: Simplifi, stranger: Callable[[bytes], str], site: str, banner: bytes
) -> None:
    ended = simplifi("apply", site, "--yes", "--router", stranger(banner))
    assert ended.status == NOT_REACHED
    told(ended, "no RouterOS API", banner.decode().split()[0], "Nothing was changed")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "but says nothing"),
        (b"\x05!do", "sends data, but no answer to the login"),
        (SENTENCE, "sends data, but no answer to the login"),
    ],
)
def test_a_router_that_hangs_at_the_login(
    simplifi: Simplifi, stranger: Callable[[bytes], str], site: str, sent: bytes, said: str
) -> None:
    ended = simplifi("apply", site, "--yes", "--router", stranger(sent))
    assert ended.status == NOT_REACHED
    told(ended, "takes the connection", said, "Nothing was changed")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sentences", [1, 4, 60])
def test_a_router_that_hangs_while_it_is_read(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, sentences: int
) -> None:
    board = practice()
    before = board.configured
    board.faults.stall_after = sentences
    ended = simplifi("apply", site, "--yes", "--router", board.place)
    assert (ended.status, board.configured) == (NOT_REACHED, before)
    told(ended, "0.3 seconds")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["cut_after_sent", "garbage_after"])
def test_a_router_that_breaks_off(simplifi: Simplifi, practice: Callable[..., Any], site: str, fault: str) -> None:
    board = practice()
    before = board.configured
    setattr(board.faults, fault, 20)
    ended = simplifi("apply", site, "--yes", "--router", board.place)
    assert (ended.status, board.configured) == (NOT_REACHED, before)
    told(ended, "✗")


@pytest.mark.wide
def test_tls_where_there_is_none(simplifi: Simplifi, practice: Callable[..., Any]) -> None:
    ended = simplifi("survey", "--tls", "--router", practice().place)
    assert ended.status == NOT_REACHED
    told(ended, "TLS")


def test_a_wrong_password(simplifi: Simplifi, guarded: Any, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = guarded.configured
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "wr0ng-secret")
    ended = simplifi("apply", site, "--yes", "--router", guarded.place)
    assert (ended.status, guarded.configured) == (NOT_REACHED, before)
    told(ended, "does not let admin in")
    assert "wr0ng-secret" not in ended.err
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "right")
    assert simplifi("survey", "--router", guarded.place).status == 0


def test_a_user_who_may_only_look(simplifi: Simplifi, guarded: Any, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = guarded.configured
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "right")
    ended = simplifi("apply", site, "--yes", "--router", guarded.place, "--user", "looker")
    assert (ended.status, guarded.configured) == (REFUSED, before)
    told(ended, "looker lacks the right to write", "Nothing was changed")
    assert simplifi("survey", "--router", guarded.place, "--user", "looker").status == 0


def test_a_user_who_may_not_even_read(
    simplifi: Simplifi, practice: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "right")
    ended = simplifi("survey", "--router", practice("7.20.8", BLIND).place, "--user", "blind")
    assert ended.status == NOT_REACHED
    told(ended, "not enough permissions", "the policy `read`", "Nothing was changed")
    assert "port" not in ended.err


FAULTS = [
    ("", "the file is empty"),
    ("- a list", "no site file"),
    ("version: 1\n\twans: []", "tabs"),
    ("version: 2\nsite: x", "version"),
    ("{SITE}colour: red\n", "colour"),
    ("{SITE}site: again\n", "site"),
    ("{SITE:gateway|probes}", "health.check"),
    ("{SITE:ether2|ether1}", "ether1"),
    ("{SITE:Wan2|Wan1}", "Wan1"),
    ("{SITE:method: pcc|method: magic}", "method"),
    ("{SITE:192.168.88.1/24|192.168.88.300/24}", "lan.address"),
    ("{SITE:kind: dhcp}|kind: static, address: 10.0.0.2/24, gateway: 10.0.0.2}}", "gateway"),
    ("{SITE:kind: dhcp}|kind: static, address: 10.0.0.2/24, gateway: 10.9.0.1}}", "gateway"),
    ("{SITE:kind: dhcp}|kind: static, address: 192.168.88.2/24, gateway: 192.168.88.9}}", "overlaps the LAN"),
    ('{SITE:Hotel Acacia|"Hotel\\e[31m"}', ":2: site: there is a control character"),
    ('{SITE}exceptions: [{via: Wan1, to: 1.1.1.1, note: "a\\x9bb"}]\n', "exceptions[0].note: there is a control"),
    ('{SITE}forwards: [{protocol: tcp, port: 443, to: 192.168.88.9, note: "a\\nb"}]\n', "forwards[0].note: there is a"),
    ("{SITE:kind: dhcp}|kind: dhcp, password: hunter2}}", "password"),
]


def written(text: str, good: str) -> str:
    """A text of FAULTS: the good site with something put after it, or something in it replaced everywhere."""
    if text.startswith("{SITE:"):
        old, new = text[6:-1].split("|")
        return good.replace(old, new)
    return text.replace("{SITE}", good)


@pytest.mark.parametrize(("text", "word"), FAULTS)
def test_a_site_file_with_a_mistake(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, text: str, word: str
) -> None:
    good = Path(site).read_text(encoding="utf-8")
    Path(site).write_text(written(text, good), encoding="utf-8")
    assert Path(site).read_text(encoding="utf-8") != good
    ended = simplifi("apply", site, "--yes", "--router", "127.0.0.1:1")
    assert ended.status == WRONG_INPUT
    told(ended, word, f"{site}:", "Nothing was changed.")
    assert ": :" not in ended.err
    assert not any(map(has_controls, ended.err.splitlines()))
    assert simplifi("plan", site, "--ros", "7.20.8").status == WRONG_INPUT


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00s"])
def test_a_site_file_that_cannot_be_read(simplifi: Simplifi, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.yaml"
    if content is not None:
        path.write_bytes(content)
    ended = simplifi("plan", str(path), "--ros", "7.20.8")
    assert ended.status == WRONG_INPUT
    told(ended, "other.yaml", "Nothing was changed.")


def test_a_site_that_this_router_cannot_be(simplifi: Simplifi, practice: Callable[..., Any], site: str) -> None:
    text = Path(site).read_text(encoding="utf-8").replace("ether2", "ether9")
    Path(site).write_text(text, encoding="utf-8")
    board = practice()
    before = board.configured
    ended = simplifi("apply", site, "--yes", "--router", board.place)
    assert (ended.status, board.configured) == (REFUSED, before)
    told(ended, "ether9", "Nothing was changed.")
    ended = simplifi("apply", site, "--yes", "--json", "--router", board.place)
    assert (ended.status, json.loads(ended.out)["state"]) == (REFUSED, "refused")
    assert "ether9" in ended.err
    assert simplifi("plan", site, "--router", board.place).status == 1


def test_a_closed_input_is_nobody_to_ask(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = practice()
    before = board.configured
    monkeypatch.setattr("sys.stdin", None)
    assert simplifi("survey", "--router", board.place).status == 0
    ended = simplifi("apply", site, "--router", board.place)
    assert (ended.status, board.configured) == (REFUSED, before)


def test_no_password_is_typed(simplifi: Simplifi, guarded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def end_of_input(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(talk, "is_terminal", lambda stream: True)
    monkeypatch.setattr("getpass.getpass", end_of_input)
    ended = simplifi("survey", "--router", guarded.place)
    assert ended.status == WRONG_INPUT
    told(ended, "No password was typed", "Nothing was changed.")


@pytest.mark.parametrize("version", ["seven", "7", ""])
def test_no_version(simplifi: Simplifi, site: str, version: str) -> None:
    assert simplifi("plan", site, "--ros", version).status == WRONG_INPUT
    assert simplifi("plan", site).status == WRONG_INPUT


BOARDS = [
    ("config: {/ip/address: [{address: 10.0.0.1/24, interface: ether99}]}", "/ip/address[0]: input does not match"),
    ("config: {/ip/nonsense: [{name: x}]}", "/ip/nonsense[0]: no such command"),
    ("config: {/ip/address: [{v7: x}]}", "/ip/address: a list of rows"),
    ("users: [{name: a, group: none}]", "/user[0]"),
    ("versions: [5.26]", "no board runs RouterOS 5.26: take 6.x or 7.x"),
    ("versions: 7", "versions: a list"),
    ("like: [x]", "like: no board"),
]


@pytest.mark.parametrize(("text", "word"), BOARDS)
def test_a_board_file_with_a_mistake(simplifi: Simplifi, tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    ended = simplifi("practice", str(path), "--port", "0")
    assert ended.status == WRONG_INPUT
    told(ended, "✗ mine: ", word, "Nothing was changed.")
    with pytest.raises(ValueError, match=re.escape(word)):
        door.opening_of(cli.parser().parse_args(["--practice", str(path)]))


@pytest.mark.parametrize("version", ["5.26", "9.9", "8.0", "7"])
def test_a_version_that_no_board_runs(simplifi: Simplifi, version: str) -> None:
    ended = simplifi("practice", "--ros", version)
    assert ended.status == WRONG_INPUT
    told(ended, version, "such as 7.20.8" if "." in version else "7.20.8", "Nothing was changed.")


def test_the_app_refuses_a_board_in_a_sentence(simplifi: Simplifi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    monkeypatch.setenv("TERM", "xterm")
    ended = simplifi("--practice", "--ros", "5.26")
    assert ended.status == WRONG_INPUT
    told(ended, "✗ factory: no board runs RouterOS 5.26", "Nothing was changed.")
