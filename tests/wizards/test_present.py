from __future__ import annotations

import json
from pathlib import Path

import pytest

from routerboard.language.applied import applied
from wizards.blank import blank_survey
from wizards.plan import plan, uninstall
from wizards.present import plan_json, plan_table
from wizards.site import ExceptionRule, Forward, Lan


@pytest.mark.parametrize("kind", ["static", "dhcp", "pppoe"])
@pytest.mark.parametrize("lines", [2, 3, 8])
def test_commands_are_what_real_routers_accept(a_site, version, roscheck, tmp_path: Path, kind, lines) -> None:
    site = a_site(kind, lines)
    _accepted(plan_json(plan(blank_survey(version, site), site)), version, roscheck, tmp_path)


@pytest.mark.parametrize("hotspot", [False, True])
def test_foreign_changes_too_and_their_undoing(a_site, factory, version, roscheck, tmp_path, hotspot) -> None:
    lan = Lan("bridge", "192.168.88.1/24", hotspot, ("wlan1",))
    site = a_site(
        "dhcp",
        3,
        lan=lan,
        exceptions=(ExceptionRule("Wan1", source="192.168.88.9", protocol="tcp", port="25"),),
        forwards=(Forward("tcp", "443", "192.168.88.10"),),
    )
    survey = factory(str(version))
    first = plan(survey, site)
    _accepted(plan_json(first), version, roscheck, tmp_path)
    going = uninstall(applied(survey, first))
    _accepted(plan_json(going), version, roscheck, tmp_path)


def _accepted(commands: list, version, roscheck, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(commands), encoding="utf-8")
    roscheck(version, file)
    assert len(commands) > 10


def test_the_form_of_a_command(a_site, factory) -> None:
    commands = plan_json(plan(factory("7.20.8"), a_site("dhcp", 2)))
    assert all(set(one) == {"menu", "command", "args", "why", "role"} for one in commands)
    by_role = {one["role"]: one for one in commands}
    assert by_role["foreign:bridge-port:ether2"]["args"] == {"numbers": "[find interface=ether2]"}
    assert by_role["foreign:fasttrack"]["args"] == {
        "numbers": '[find comment="defconf: fasttrack"]',
        "connection-mark": "no-mark",
    }
    assert by_role["foreign:dns"]["args"] == {"servers": "1.1.1.1,9.9.9.9"}
    assert by_role["nat:Wan1"]["args"]["place-before"] == '[find comment="defconf: masquerade"]'
    assert by_role["nat:Wan1"]["args"]["comment"] == "simplifi:nat:Wan1"


def test_no_form_shows_a_secret(a_site, version) -> None:
    site = a_site("pppoe", 2)
    text = json.dumps(plan_json(plan(blank_survey(version, site), site)))
    assert "{env:WAN1_PASSWORD}" in text


def test_names_are_quoted_for_the_console(a_site, factory) -> None:
    rule = {"chain": "forward", "action": "fasttrack-connection", "comment": 'a "b" $c'}
    commands = plan_json(plan(factory("7.20.8", {"/ip/firewall/filter": [rule]}), a_site("dhcp", 2)))
    fasttrack = next(one for one in commands if one["role"] == "foreign:fasttrack")
    assert fasttrack["args"]["numbers"] == '[find comment="a \\"b\\" \\$c"]'


def test_a_table_reads_like_a_diff(a_site, factory, version) -> None:
    rows = plan_table(plan(factory(str(version)), a_site("dhcp", 2)))
    signs = {sign for sign, _, _, _ in rows}
    assert signs == {"+", "~", "-"}
    assert ("-", "/interface/bridge/port", "ether2  bridge", "a line of its own, no longer LAN") in rows
    assert all(short and why for _, _, short, why in rows)
