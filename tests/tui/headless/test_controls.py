"""Words of strangers on the terminal: text, never orders, and never a line of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from routerboard.language.change import Change, Finding, Plan, Severity
from routerboard.language.controls import has_controls
from routerboard.language.mndp import Announcement
from routerboard.language.version import Version
from routerboard.link.discovery import Neighbour
from routerboard.link.steps import Outcome, Step
from tui.headless import discover, plan, talk

Simplifi = Callable[..., Any]
EVIL = "a\x1b]0;owned\x07\x9b31m\r\n\x7fb"


def lines(text: str) -> list[str]:
    """The lines as a terminal would break them; none may hold a control character."""
    assert text.endswith("\n")
    found = text[:-1].split("\n")
    assert not any(map(has_controls, found)), text
    return found


def test_a_neighbour_is_one_line() -> None:
    said = Announcement(mac="48:8F:5A:12:34:01", identity=EVIL, board=EVIL, version=EVIL, interface=EVIL)
    line = discover.line(Neighbour(said, "192.168.88.1"))
    assert not has_controls(line)
    assert "a·]0;owned··31m···b" in line


@pytest.mark.parametrize("write", [talk.say, talk.complain])
def test_only_our_own_line_breaks_are_written(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    write("one\ntwo\x1b[2J\x9b\t")
    told = capsys.readouterr()
    assert lines(told.out + told.err) == ["one", "two·[2J··"]


def test_a_plan_and_its_findings_keep_their_lines() -> None:
    finding = Finding(Severity.WARNING, "evil", EVIL, EVIL, EVIL)
    change = Change("/ip/route", "add", args={"comment": EVIL}, why=EVIL)
    shown = plan.table(Plan("H", Version(7, 20), (change,), (finding,)))
    assert len(lines("\n".join(shown) + "\n")) == 3 + 1 + 2 + 2


def test_steps_and_ends_keep_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    talk.Telling()(Step("read", "ok", EVIL))
    talk.ended(Outcome("refused", EVIL, EVIL), as_json=False)
    told = capsys.readouterr()
    assert (len(lines(told.err)), len(lines(told.out))) == (1, 2)


def test_json_escapes_them_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    talk.print_json({"identity": EVIL})
    out = capsys.readouterr().out
    lines(out)
    assert json.loads(out) == {"identity": EVIL}


def test_a_survey_of_a_router_with_such_a_name(simplifi: Simplifi, practice: Callable[..., Any]) -> None:
    board = practice()
    next(iter(board.router.store.rows("/system/identity"))).values["name"] = EVIL
    ended = simplifi("survey", "--router", board.place)
    assert lines(ended.out)[0].startswith("a·]0;owned")
    assert json.loads(simplifi("survey", "--json", "--router", board.place).out)["identity"] == EVIL
