"""`verify`: what it refuses, what it asks for, and what it keeps."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proof.results import Drill, LineFacts, LineSpeed, Speed
from proof.streams import Effort
from routerboard.language.survey import Survey
from routerboard.link.errors import RouterLost
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.tui.headless.conftest import _thread
from tui.headless import talk, verify
from wizards.site import Health
from wizards.sitefile import load_site


@pytest.fixture
def connected() -> Iterator[str]:
    """A practice board with the Internet behind it; the place of its API."""
    place: list[str] = []

    async def body(ready: Any, stop: asyncio.Event) -> None:
        async with await serve(PracticeRouter(load_board("factory", "7.20.8")), internet=True) as server:
            place.append(f"127.0.0.1:{server.port}")
            ready.set()
            await stop.wait()

    end = _thread(body)
    yield place[0]
    end()


def test_a_router_that_is_not_as_the_site_says_is_not_measured(
    simplifi: Callable[..., Any], connected: str, site: str
) -> None:
    ended = simplifi("verify", site, "--router", connected, "--speed", "--yes", "--json")
    assert ended.status == 4
    assert json.loads(ended.out)["state"] == "refused"
    assert "not as the site file says" in ended.err


@pytest.mark.parametrize(
    ("words", "status", "state"),
    [
        (("--router", "127.0.0.1:1"), 3, "not-reached"),
        (("--speed",), 2, "wrong-input"),
        (("--practice", "nowhere"), 2, "wrong-input"),
        (("nowhere.yaml", "--router", "127.0.0.1:1"), 2, "wrong-input"),
    ],
)
def test_other_programs_are_told_of_every_end_by_an_object(
    simplifi: Callable[..., Any], words: tuple[str, ...], status: int, state: str
) -> None:
    ended = simplifi("verify", *words, "--json")
    told = json.loads(ended.out)
    assert (ended.status, told["state"], bool(told["message"])) == (status, state, True)
    assert told["message"] in ended.err


@pytest.mark.parametrize("option", ["-o", "--speeds-to"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_measured(
    simplifi: Callable[..., Any], option: str, tmp_path: Path
) -> None:
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    words = ("verify", "--router", "127.0.0.1:1", "--speed", "--yes", option)
    (tmp_path / "folder.txt").mkdir()
    for name, why in (("there.txt", "there already"), ("no/a.txt", "no folder"), ("folder.txt", "is a folder")):
        ended = simplifi(*words, str(tmp_path / name))
        assert (ended.status, why in ended.err) == (2, True), ended.err
    assert simplifi(*words, str(there), "--force").status == 3, "then the router is asked"
    assert there.read_text(encoding="utf-8") == "mine"


def test_what_was_measured_before_the_link_was_cut_is_kept(
    simplifi: Callable[..., Any], connected: str, site: str, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(work: Any) -> tuple[()]:
        return ()

    async def facts(work: Any, at: int, servers: Any) -> LineFacts:
        return LineFacts(f"Wan{at + 1}", f"ether{at + 1}", public="203.0.113.10")

    async def speed(work: Any, servers: Any) -> Speed:
        return Speed(down=20e6, verdict="good")

    class Cut:
        def __init__(self, session: Any, seen: Any, course: Any, tell: Any) -> None:
            self.course = course

        async def run(self) -> Drill:
            if self.course.way == "dead":
                raise RouterLost("The cable is out.")
            return Drill(self.course.line.name, "unplugged", verdict="good")

    for name, made in (("_servers", nobody), ("_facts", facts), ("_speed", speed)):
        monkeypatch.setattr(verify, name, made)
    monkeypatch.setattr(verify.drills, "DrillRun", Cut)
    assert simplifi("apply", site, "--router", connected, "--yes").status == 0
    assert simplifi("verify", site, "--router", connected, "--speed", "--drill", "--yes").status == 3
    (kept,) = [json.loads(one.read_text(encoding="utf-8")) for one in at_home.rglob("verifications/*.json")]
    assert [one["public"] for one in kept["facts"]] == ["203.0.113.10"] * 2
    assert kept["speed"]["down"] == 20e6
    drilled = [(one["line"], one["way"], one["verdict"], one["words"]) for one in kept["drills"]]
    assert drilled == [("Wan1", "unplugged", "good", ""), ("Wan1", "dead", "unknown", verify.BROKEN_OFF)]
    assert kept["drills"][1]["ended"], "so the balance knows that connections were moved then"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_signal_ends_it_as_ctrl_c_does_with_what_is_to_be_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    put_back: list[str] = []

    async def work() -> int:
        async with talk.stoppable():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(20)
            finally:
                put_back.append("the line")
        return 0

    before = signal.getsignal(signal.SIGTERM)
    assert talk.running(work, True) == 130
    assert put_back == ["the line"]
    assert json.loads(capsys.readouterr().out)["state"] == "stopped"
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.timed
def test_it_measures_says_and_keeps(
    simplifi: Callable[..., Any],
    connected: str,
    site: str,
    tmp_path: Path,
    at_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "EFFORT", Effort(1.0, 2.0, 3, 3))
    assert simplifi("apply", site, "--router", connected, "--yes").status == 0
    unasked = simplifi("verify", site, "--router", connected, "--speed")
    assert (unasked.status, "add --yes" in unasked.err, "MB of data" in unasked.err) == (4, True, True)
    new = tmp_path / "new.yaml"
    ended = simplifi(
        "verify",
        site,
        "--router",
        connected,
        "--speed",
        "--yes",
        "--json",
        "--speeds-to",
        str(new),
        "--technician",
        "Ann",
    )
    told = json.loads(ended.out)
    assert ended.status == (0 if told["speed"]["verdict"] == "good" else 1)
    wholes = [one["down"] + one["others_down"] for one in told["speed"]["lines"]]
    assert wholes == [pytest.approx(20e6, rel=0.15), pytest.approx(10e6, rel=0.15)]
    assert [one["public"] for one in told["facts"]] == ["203.0.113.10", "203.0.113.11"]
    assert (told["technician"], told["practice"], told["site"]) == ("Ann", True, "Hotel Acacia")
    kept = list(at_home.rglob("verifications/*.json"))
    assert [json.loads(one.read_text(encoding="utf-8")) for one in kept] == [told]
    assert "2 : 1" in ended.err
    assert simplifi("plan", str(new), "--router", connected).status == 0
    assert simplifi("verify", site, "--router", connected).status == 0
    assert json.loads(kept[0].read_text(encoding="utf-8"))["speed"] == told["speed"], "facts alone keep the figures"


@pytest.mark.timed
def test_a_drill_asks_first_says_how_it_went_and_is_kept(
    simplifi: Callable[..., Any], connected: str, site: str, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify.drills, "WAYS", ("unplugged",))
    assert simplifi("apply", site, "--router", connected, "--yes").status == 0
    unasked = simplifi("verify", site, "--router", connected, "--drill")
    assert (unasked.status, "is taken out twice" in unasked.err, "add --yes" in unasked.err) == (4, True, True)
    strange = simplifi("verify", site, "--router", connected, "--drill", "--line", "Wan9", "--yes")
    assert (strange.status, "no line Wan9" in strange.err) == (2, True)
    ended = simplifi("verify", site, "--router", connected, "--drill", "--line", "Wan1", "--yes", "--json")
    told = json.loads(ended.out)
    assert [(one["line"], one["way"], one["verdict"], one["same"]) for one in told["drills"]] == [
        ("Wan1", "unplugged", "good", True)
    ]
    assert ended.status == 0, ended.err
    kept = list(at_home.rglob("verifications/*.json"))
    assert [json.loads(one.read_text(encoding="utf-8")) for one in kept] == [told]
    strict = simplifi("verify", site, "--router", connected, "--drill", "--line", "Wan1", "--yes", "--target", "0.1")
    assert (strict.status, "FAIL-OVER" in strict.out) == (0 if "✓" in strict.out else 1, True)


async def _surveyed() -> Survey:
    async with (
        await serve(PracticeRouter(load_board("factory", "7.20.8"))) as server,
        await connect(Target(server.host, server.port), Secret("")) as session,
    ):
        return await survey(session)


@pytest.mark.parametrize(
    ("method", "said", "unsaid"),
    [
        ("pcc", "Weights by these speeds: 2 : 1; now 1 : 1.", "no weights"),
        ("failover", "makes it so", "Weights"),
        ("ecmp", "ECMP of RouterOS 7 has no weights", "makes it so"),
    ],
)
def test_weights_are_proposed_where_they_can_be_had(
    capsys: pytest.CaptureFixture[str], site: str, tmp_path: Path, method: str, said: str, unsaid: str
) -> None:
    found = replace(load_site(Path(site).read_text(encoding="utf-8")), method=method, health=Health())
    found = replace(found, wans=tuple(replace(wan, weight=1) for wan in found.wans))
    speed = Speed(tuple(LineSpeed(wan.name, down, 2e6) for wan, down in zip(found.wans, (20e6, 10e6), strict=True)))
    new = tmp_path / "new.yaml"
    options = argparse.Namespace(speeds_to=str(new))
    seen = asyncio.run(_surveyed())
    verify._weights(verify._Work(None, seen, found, None, options), speed)  # type: ignore[arg-type]
    told = capsys.readouterr().err
    assert said in told
    assert unsaid not in told
    assert load_site(new.read_text(encoding="utf-8")).wans[0].speed is not None
