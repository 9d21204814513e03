"""What is asked harms nobody, and is the same for all routers of a version."""

from __future__ import annotations

import pytest

from routerboard.differential.exchanges import MARK, NOBODY, POINTS, UNTOUCHED, Exchange, exchanges, touched
from routerboard.language.version import Version

VERSIONS = [Version.parse(text) for text in ("6.40.9", "6.49.18", "7.9.2", "7.20.8", "7.24.1")]
READS = {"print", "get", "listen", "ping", "quit", "login", "cancel", "identity", "dance"}
OWN = {"execute", "undo", "take", "release"}


def _values(one: Exchange) -> dict[str, str]:
    pairs = (word[1:].partition("=") for word in one.words[1:] if word.startswith("="))
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_only_rows_of_its_own_are_written(version: Version) -> None:
    for one in exchanges(version):
        given = _values(one)
        if one.verb in READS or one.verb in OWN:
            continue
        assert one.menu not in UNTOUCHED, one
        if one.verb == "add":
            assert MARK in given.get("comment", "") or given.get("name", "").startswith(MARK), one
            continue
        named = given.get(".id", given.get("numbers", ""))
        assert all(part == NOBODY or part.startswith("{") for part in named.split(",") if part), one
        assert named or (one.verb == "set" and given == {"nonsense": "1"}), one


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_rows_that_could_do_something_are_switched_off(version: Version) -> None:
    for one in exchanges(version):
        given = _values(one)
        if one.verb != "add" or given.get("disabled") == "yes":
            continue
        assert one.menu in ("/ip/pool", "/system/script", "/system/scheduler", "/routing/table") or (
            one.menu == "/ip/firewall/address-list" and given["list"] == MARK
        ), one
        assert given.get("on-event", ":nothing") == given.get("source", ":nothing") == ":nothing"


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_every_point_is_asked(version: Version) -> None:
    asked = exchanges(version)
    assert len(asked) > 300
    points = {one.point for one in asked} - {""}
    assert points == set(POINTS) - {"k"} - (set() if version >= Version.parse("7.18") else {"b"})
    assert not set(touched(version)) & set(UNTOUCHED)


def test_undo_is_said_only_behind_its_own_row() -> None:
    (undo,) = [one for one in exchanges(VERSIONS[3]) if one.words == ("/undo",)]
    assert undo.guard == "192.0.2.4"
