"""Uninstalling from any computer: what the router itself remembers is enough."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.ledger import MENU, NAME
from routerboard.practice.store import StoredRow
from tui.cli import DONE, REFUSED, WRONG_INPUT
from tui.headless import plan as plan_command

pytestmark = pytest.mark.wide

Simplifi = Callable[..., Any]
VERSIONS = ["6.49.18", "7.20.8"]


@pytest.fixture(params=VERSIONS)
def board(request: pytest.FixtureRequest, practice: Callable[..., Any]) -> Any:
    return practice(request.param)


@pytest.fixture
def other_laptop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """From now on another computer is used, which has never seen this router."""
    return lambda: monkeypatch.setattr("tui.headless.remove.keep_dir", lambda: tmp_path / "other")


def kept(board: Any) -> StoredRow:
    """The script on the board."""
    return next(row for row in board.router.store.rows(MENU) if row.values["name"] == NAME)


def test_another_laptop_takes_it_off_and_all_is_as_before(
    simplifi: Simplifi, board: Any, site: str, other_laptop: Callable[[], None]
) -> None:
    before = board.configured
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    other_laptop()
    shown = simplifi("remove", "--router", board.place)
    assert shown.status == REFUSED
    assert "as it was before us: connection-mark=(none)" in shown.err
    assert "there again, as it was before us" in shown.err
    assert "3 of these put back what was changed of others." in shown.err
    gone = simplifi("remove", "--yes", "--router", board.place)
    assert (gone.status, board.configured) == (DONE, before), gone.err


def test_after_a_second_site_too(
    simplifi: Simplifi, board: Any, site: str, tmp_path: Path, other_laptop: Callable[[], None]
) -> None:
    before = board.configured
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    other = tmp_path / "other.yaml"
    text = Path(site).read_text(encoding="utf-8").replace("Wan1", "Fibre")
    other.write_text(f"{text}dns: {{servers: [9.9.9.9]}}\n", encoding="utf-8")
    assert simplifi("apply", str(other), "--yes", "--router", board.place).status == DONE
    assert simplifi("apply", str(other), "--yes", "--router", board.place).out.startswith("The router already is")
    other_laptop()
    gone = simplifi("remove", "--yes", "--router", board.place)
    assert (gone.status, board.configured) == (DONE, before), gone.err


def test_undoing_a_changed_site_brings_the_old_record_back(
    simplifi: Simplifi, board: Any, site: str, tmp_path: Path
) -> None:
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    built = board.configured
    other = tmp_path / "other.yaml"
    other.write_text(Path(site).read_text(encoding="utf-8").replace("Acacia", "Süd $?"), encoding="utf-8")
    assert simplifi("apply", str(other), "--yes", "--hold", "--router", board.place).status == DONE
    assert board.configured != built
    assert simplifi("undo", "--router", board.place).status == DONE
    assert board.configured == built


def test_what_an_admin_has_changed_since_stays_his(simplifi: Simplifi, board: Any, site: str) -> None:
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    rule = next(one for one in board.router.store.rows("/ip/firewall/filter") if "fasttrack" in one.values["action"])
    board.router.store.set("/ip/firewall/filter", {"connection-mark": "his"}, [rule.id])
    gone = simplifi("remove", "--yes", "--router", board.place)
    assert gone.status == DONE, gone.err
    assert "it is now connection-mark=his" in gone.err
    assert rule.values["connection-mark"] == "his"
    assert not any(one.values["name"] == NAME for one in board.router.store.rows(MENU))


def test_a_newer_record_is_not_touched(simplifi: Simplifi, board: Any, site: str) -> None:
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    row = kept(board)
    board.router.store.set(MENU, {"source": row.values["source"].replace(f"{NAME} 1", f"{NAME} 9", 1)}, [row.id])
    before = board.configured
    for command in (("remove", "--yes"), ("apply", site, "--yes")):
        ended = simplifi(*command, "--router", board.place)
        assert (ended.status, board.configured) == (REFUSED, before)
        assert "set up by a newer program" in ended.err


def test_survey_and_doctor_tell_of_the_site(simplifi: Simplifi, board: Any, site: str) -> None:
    assert "built from" not in simplifi("survey", "--router", board.place).out
    text = Path(site).read_text(encoding="utf-8")
    Path(site).write_text(text.replace("{check: gateway}", "{check: none}"), encoding="utf-8")
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    shown = simplifi("survey", "--router", board.place).out.splitlines()
    assert shown[1].startswith("built from the site Hotel Acacia: pcc, Wan1 ether1, Wan2 ether2; 3 changes to rows of")
    assert json.loads(simplifi("survey", "--json", "--router", board.place).out)["built_from"] == "Hotel Acacia"
    assert "nothing watches whether a line lives" in simplifi("doctor", "--router", board.place).out
    row = kept(board)
    board.router.store.set(MENU, {"source": row.values["source"].replace("# version: 1", "# version: 7")}, [row.id])
    assert "built from a site that cannot be used: line 1, version" in simplifi("survey", "--router", board.place).out
    assert "cannot be used: line 1, version" in simplifi("doctor", "--router", board.place).out


def planned(board: Any, capsys: pytest.CaptureFixture[str], **given: Any) -> tuple[int, str]:
    """`plan` without a site file."""
    options = {"site": None, "ros": None, "router": board.place, "user": None, "tls": False, "json": False}
    options |= {"accept_certificate": "", "remember": False}
    status = plan_command.run(argparse.Namespace(**options, format="table", **given))
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_plan_without_a_file_is_for_the_routers_own_site(
    simplifi: Simplifi, board: Any, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = planned(board, capsys)
    assert (status, "does not say from which one it was built" in said) == (WRONG_INPUT, True)
    assert simplifi("apply", site, "--yes", "--router", board.place).status == DONE
    status, said = planned(board, capsys)
    assert (status, "Nothing to change." in said) == (DONE, True)
