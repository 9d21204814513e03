"""The site as a picture, and the sockets of a router."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from routerboard.language.survey import Survey
from tui.words.seen import guests, seen
from tui.words.site import picture
from tui.words.sockets import socket_lines, sockets
from wizards.site import Lan, Site, Speed, Wan

LAN = Lan("bridge", "192.168.88.1/24")


def site(lines: int, **rest: Any) -> Site:
    """A site with so many equal lines."""
    wans = tuple(Wan(f"Wan{at}", f"ether{at}") for at in range(1, lines + 1))
    return Site("Hotel Acacia", wans, LAN, **rest)


TWO = """\
 Wan1   ══ ether1  ═╗  ┌──────────┐
                    ╠══╡Hotel Acac│
 Wan2   ══ ether2  ═╝  └─────┬────┘
                             │
               bridge 192.168.88.1
                         14 guests

 Wan1   ████████░░░░  67 %  20M/5M
 Wan2   ████░░░░░░░░  33 %  10M/2M"""


def plain(shown: Site, people: str = "") -> str:
    """The picture without colours and trailing spaces."""
    return "\n".join(line.rstrip() for line in picture(shown, people).plain.splitlines())


def test_two_lines_and_their_speeds() -> None:
    wans = (
        Wan("Wan1", "ether1", speed=Speed(20_000_000, 5_000_000)),
        Wan("Wan2", "ether2", speed=Speed(10_000_000, 2_000_000)),
    )
    assert plain(Site("Hotel Acacia", wans, LAN), "14 guests") == TWO


def test_fail_over_draws_waiting_lines_thin() -> None:
    text = plain(site(2, method="failover"))
    assert "Wan1   ══ ether1  ═╗" in text
    assert "Wan2   ── ether2  ─╝" in text
    assert "in use  Wan1 → Wan2" in text


@pytest.mark.parametrize("lines", range(1, 9))
def test_any_number_of_lines_meets_the_router(lines: int) -> None:
    rows = plain(site(lines)).splitlines()
    box = next(row for row in rows if "╡" in row)
    assert box.count("╡") == 1
    assert max(map(len, rows)) <= 38
    assert sum(row.lstrip().startswith("Wan") and "ether" in row for row in rows) == lines
    assert len(rows) <= 20, "it fits beside the fields at 24 rows"


def test_no_line_is_no_picture() -> None:
    assert plain(Site("Hotel", (), LAN)) == "no line yet"


def test_sockets_say_what_is_plugged_where(factory_survey: Callable[[str], Survey]) -> None:
    survey = factory_survey("7.20.8")
    lines = [line.rstrip() for line in socket_lines(sockets(survey, site(2))).plain.splitlines()]
    assert lines == [
        "ether1  ● up    192.168.30.2/24  ← Wan1",
        "ether2  ● up    in bridge        ← Wan2",
        "ether3  ○ empty in bridge",
        "ether4  ● up    in bridge        ← this laptop",
        "ether5  ○ empty in bridge",
        "wlan1   ● up    in bridge",
    ]


def test_what_is_seen_tells_guesses_from_facts(factory_survey: Callable[[str], Survey]) -> None:
    survey = factory_survey("7.20.8")
    told = [one.lead.plain + one.text.plain for one in seen(survey, site(3))]
    assert told[0] == "Wan1 holds a lease from 192.168.30.1"
    assert told[1].startswith("Wan2 a guess: ")
    assert told[2] == "Wan3 named ether3"
    assert told[3] == "LAN 192.168.88.1/24, 14 guests"
    assert guests(survey) == 14


def test_no_line_seen_says_what_to_do(factory_survey: Callable[[str], Survey]) -> None:
    told = seen(factory_survey("7.20.8"), Site("Hotel", (), LAN))
    assert "Plug a modem in" in told[0].text.plain
