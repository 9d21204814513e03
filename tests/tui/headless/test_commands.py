"""The journey without a screen, on the practice Routerboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui import recents
from tui.cli import DONE, FOUND, REFUSED, UNDONE
from tui.headless import talk, watch

Simplifi = Callable[..., Any]
VERSIONS = ["6.49.18", "7.20.8"]


def test_a_survey_for_eyes_and_for_programs(simplifi: Simplifi, practice: Callable[..., Any]) -> None:
    board = practice()
    before = board.configured
    shown = simplifi("survey", "--router", board.place)
    assert (shown.status, shown.err) == (DONE, "")
    assert "RouterOS 7.20.8 · admin via bridge" in shown.out
    data = json.loads(simplifi("survey", "--json", "--router", board.place).out)
    assert (data["version"], data["identity"]) == ("7.20.8", "MikroTik")
    assert [row["name"] for row in data["menus"]["/interface"]][:2] == ["ether1", "ether2"]
    assert board.configured == before


@pytest.mark.parametrize("version", VERSIONS)
def test_a_survey_tells_what_it_noticed(simplifi: Simplifi, practice: Callable[..., Any], version: str) -> None:
    board = practice(version, "like: hotel-hotspot\n")
    for word in ({"rp-filter": "strict"}, {"rp-filter": "no"}):
        board.router.store.set("/ip/settings", word)
        shown = simplifi("survey", "--router", board.place).out
        assert ("warning: the return-path filter is strict" in shown) is (word["rp-filter"] == "strict")
        assert "warning: MikroTik's manual: PCC is not valid with HotSpot" in shown
        assert "`simplifi-tui doctor` says what to do" in shown
    found = json.loads(simplifi("survey", "--json", "--router", board.place).out)["findings"]
    told = next(one for one in found if one["code"] == "hotspot")
    assert "test log-in" in told["fix"]
    doctor = simplifi("doctor", "--router", board.place)
    assert (doctor.status, "test log-in, payment page and walled garden" in doctor.out) == (FOUND, True)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_in_each_form(simplifi: Simplifi, practice: Callable[..., Any], site: str, version: str) -> None:
    board = practice(version)
    before = board.configured
    table = simplifi("plan", site, "--router", board.place)
    assert table.status == DONE
    assert "guests: 1 of 2 shares goes to Wan2" in table.out
    commands = json.loads(simplifi("plan", site, "--router", board.place, "--json").out)
    assert {"menu", "command", "args", "why", "role"} == set(commands[0])
    assert "pcc:Wan2:1" in [one["role"] for one in commands]
    script = simplifi("plan", site, "--router", board.place, "--format", "rsc").out
    assert script.count("\nadd ") == sum(one["command"] == "add" for one in commands)
    assert board.configured == before


@pytest.mark.parametrize("version", [*VERSIONS, "7.20"])
def test_a_plan_for_a_fresh_router(simplifi: Simplifi, site: str, version: str) -> None:
    roles = [one["role"] for one in json.loads(simplifi("plan", site, "--ros", version, "--json").out)]
    assert {"pcc:Wan1:0", "pcc:Wan2:1", "nat:Wan1", "dhcp:ether1"} <= set(roles)
    assert ("route:Wan1:table:Wan1" in roles) is version.startswith("6"), "newer DHCP clients make it themselves"


@pytest.mark.parametrize("version", VERSIONS)
def test_apply_again_and_remove(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, version: str, at_home: Path
) -> None:
    board = practice(version)
    before = board.configured
    ended = simplifi("apply", site, "--yes", "--json", "--router", board.place)
    assert ended.status == DONE, ended.err
    outcome = json.loads(ended.out)
    assert outcome["state"] == "done"
    assert {"name": "Wan2 is active", "state": "ok", "detail": ""} in outcome["steps"]
    assert Path(outcome["journal"]).is_relative_to(at_home)
    same = simplifi("apply", site, "--yes", "--json", "--router", board.place)
    assert (same.status, json.loads(same.out)["state"]) == (DONE, "done")
    again = simplifi("apply", site, "--yes", "--router", board.place)
    assert (again.status, "nothing was changed" in again.out) == (DONE, True)
    gone = simplifi("remove", "--yes", "--router", board.place)
    assert (gone.status, board.configured) == (DONE, before), gone.err
    nothing = simplifi("remove", "--yes", "--router", board.place)
    assert (nothing.status, "nothing of ours" in nothing.out) == (DONE, True)
    nothing = simplifi("remove", "--yes", "--json", "--router", board.place)
    assert (nothing.status, json.loads(nothing.out).keys()) == (DONE, outcome.keys())


@pytest.mark.parametrize("answer", ["confirm", "undo"])
def test_what_is_held_waits_for_a_word(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, answer: str
) -> None:
    board = practice()
    before = board.configured
    nothing = simplifi(answer, "--router", board.place)
    assert (nothing.status, "Nothing waits" in nothing.out) == (REFUSED, True)
    held = simplifi("apply", site, "--yes", "--hold", "--router", board.place)
    assert (held.status, f"confirm --router {board.place}" in held.out) == (DONE, True), held.err
    assert "what was before comes back at" in held.err
    more = simplifi("extend", "--by", "90", "--router", board.place)
    assert (more.status, "The router undoes it at" in more.out) == (DONE, True), more.err
    kept = board.configured
    other = simplifi("remove", "--yes", "--router", board.place)
    assert (other.status, "neither confirmed nor undone" in other.out) == (REFUSED, True)
    ended = simplifi(answer, "--router", board.place)
    assert ended.status == DONE, ended.err
    if answer == "confirm":
        assert [line for line in board.configured if line not in kept] == []
        assert not any("simplifi-undo" in line for line in board.configured)
    else:
        assert board.configured == before
    assert simplifi(answer, "--router", board.place).status == REFUSED


@pytest.mark.parametrize("command", ["apply", "remove"])
def test_nobody_to_ask_means_no(simplifi: Simplifi, practice: Callable[..., Any], site: str, command: str) -> None:
    board = practice()
    if command == "remove":
        assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    before = board.configured
    ended = simplifi(command, *([site] if command == "apply" else []), "--router", board.place)
    assert (ended.status, board.configured) == (REFUSED, before)
    assert "add --yes" in ended.err
    assert ended.out == ""
    ended = simplifi(command, *([site] if command == "apply" else []), "--json", "--router", board.place)
    assert (ended.status, json.loads(ended.out)["state"], board.configured) == (REFUSED, "refused", before)
    assert "add --yes" in json.loads(ended.out)["message"]


class Keyboard:
    """Somebody at a terminal who types this."""

    def __init__(self, text: str) -> None:
        self.text = text

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self.text


@pytest.mark.parametrize(("typed", "status"), [("no\n", REFUSED), ("", REFUSED), ("yes\n", DONE)])
def test_somebody_is_asked(
    simplifi: Simplifi,
    practice: Callable[..., Any],
    site: str,
    typed: str,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board = practice()
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "")
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    before = board.configured
    ended = simplifi("apply", site, "--router", board.place)
    assert (ended.status, board.configured == before) == (status, status == REFUSED)
    assert "? Take ether2 out of bridge? It becomes Wan2." in ended.err


def test_a_write_that_fails_is_undone(simplifi: Simplifi, practice: Callable[..., Any], site: str) -> None:
    board = practice()
    before = board.configured
    board.faults.fail_write = 12
    ended = simplifi("apply", site, "--yes", "--router", board.place)
    assert (ended.status, board.configured) == (UNDONE, before), ended.err
    assert "the router is as before" in ended.out


def test_a_secret_that_is_not_set_is_refused(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = practice()
    before = board.configured
    text = Path(site).read_text(encoding="utf-8")
    pppoe = "interface: ether2, kind: pppoe, user: me, password: {env: WAN2_PASSWORD}}"
    Path(site).write_text(text.replace("interface: ether2, kind: dhcp}", pppoe), encoding="utf-8")
    monkeypatch.delenv("WAN2_PASSWORD", raising=False)
    ended = simplifi("apply", site, "--yes", "--router", board.place)
    assert (ended.status, board.configured) == (REFUSED, before)
    assert "WAN2_PASSWORD is not set" in ended.out
    monkeypatch.setenv("WAN2_PASSWORD", "t0p-s3cret")
    shown = simplifi("plan", site, "--router", board.place)
    assert "t0p-s3cret" not in shown.out + shown.err


def test_watch_prints_one_object_a_second(simplifi: Simplifi, practice: Callable[..., Any], site: str) -> None:
    board = practice()
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    ended = simplifi("watch", "--count", "2", "--router", board.place)
    assert (ended.status, ended.err) == (DONE, "")
    first, last = (json.loads(line) for line in ended.out.splitlines())
    assert first["interfaces"].keys() == last["interfaces"].keys() >= {"ether1", "ether2", "bridge"}
    assert {name: line["interface"] for name, line in last["lines"].items()} == {"Wan1": "ether1", "Wan2": "ether2"}
    assert all(line["running"] and line["rx_bps"] > 0 for line in last["lines"].values())


def test_a_counter_that_went_back_tells_no_rate() -> None:
    before = {"ether1": {"rx-byte": "1000", "tx-byte": "0"}}
    after = {"ether1": {"rx-byte": "10", "tx-byte": "250", "running": "true"}, "new": {"rx-byte": "5"}}
    seen = watch.observed(before, after, 2.0, {"Wan1": "ether1", "Wan2": "gone"})
    assert seen["lines"] == {"Wan1": {"interface": "ether1", "running": True, "rx_bps": None, "tx_bps": 1000}}
    assert seen["interfaces"]["new"] == {"running": False, "rx_bps": None, "tx_bps": None}


def test_doctor_finds_what_stands_in_the_way(simplifi: Simplifi, practice: Callable[..., Any]) -> None:
    board = practice()
    ended = simplifi("doctor", "--json", "--router", board.place)
    assert ended.status in (DONE, FOUND)
    assert all(one["severity"] in ("error", "warning", "note") for one in json.loads(ended.out))


def test_app_and_commands_keep_their_journals_in_one_place() -> None:
    assert talk.keep_dir() == recents.folder() / "journal"
