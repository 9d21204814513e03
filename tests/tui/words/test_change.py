"""A change in a few words, and a command in colours and over several lines."""

from __future__ import annotations

import pytest

from routerboard.language.change import Change
from tui.words.change import counts_text, short
from tui.words.rsc import coloured, folded

PCC = {
    "chain": "prerouting",
    "action": "mark-connection",
    "in-interface": "bridge",
    "connection-mark": "no-mark",
    "per-connection-classifier": "both-addresses:3/0",
    "new-connection-mark": "Wan1_conn",
    "comment": "simplifi:pcc:Wan1:0",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("/ip/firewall/mangle", "add", PCC), "mark-conn bridge PCC 3/0 → Wan1_conn prerouting"),
        (
            Change("/ip/route", "add", {"dst-address": "8.8.4.4/32", "blackhole": "", "distance": "20"}),
            "8.8.4.4/32 black hole distance 20",
        ),
        (
            Change("/ip/route", "add", {"dst-address": "8.8.4.4/32", "type": "blackhole", "distance": "20"}),
            "8.8.4.4/32 black hole distance 20",
        ),
        (
            Change("/ip/route", "add", {"dst-address": "0.0.0.0/0", "gateway": "10.0.0.1", "routing-table": "to_Wan1"}),
            "0.0.0.0/0 via 10.0.0.1 in to_Wan1",
        ),
        (
            Change(
                "/interface/bridge/port",
                "remove",
                match={"interface": "ether2"},
                before={"interface": "ether2", "bridge": "bridge"},
            ),
            "ether2 in bridge",
        ),
        (
            Change(
                "/ip/firewall/filter",
                "set",
                {"connection-mark": "no-mark"},
                match={"comment": "defconf: fasttrack"},
                before={"connection-mark": ""},
            ),
            "defconf: fasttrack  connection-mark=no-mark",
        ),
        (
            Change(
                "/ip/dhcp-client",
                "set",
                {"add-default-route": "no"},
                match={"interface": "ether1"},
                before={"add-default-route": "yes"},
            ),
            "ether1  add-default-route yes → no",
        ),
        (Change("/ip/dns", "set", {"servers": "1.1.1.1"}, before={"servers": ""}), "servers=1.1.1.1"),
        (
            Change(
                "/system/script",
                "set",
                {"source": "# simplifi-site 1\n# --- site\n# version: 1"},
                match={"name": "simplifi-site"},
                before={"source": "# simplifi-site 1\n# --- site"},
            ),
            "simplifi-site  source=# simplifi-site 1 …",
        ),
        (
            Change("/ip/dhcp-client", "set", {"script": ":log info " + "x" * 90}, match={"interface": "ether1"}),
            "ether1  script=:log info " + "x" * 50 + " …",
        ),
        (Change("/ip/dns", "set", {"servers": ""}, before={"servers": "8.8.8.8"}), "servers 8.8.8.8 → (none)"),
        (Change("/ip/settings", "add", {"rp-filter": "loose"}), "rp-filter=loose"),
    ],
)
def test_a_change_in_a_few_words(change: Change, words: str) -> None:
    assert short(change) == words


def test_only_what_there_is_is_counted() -> None:
    assert counts_text({"add": 31, "set": 2, "remove": 1, "move": 0}) == "31 add  2 change  1 remove"
    assert counts_text({"add": 0, "set": 0, "remove": 0, "move": 0}) == "no change"


COMMAND = 'add chain=prerouting action=accept comment="a b \\"c d\\" e" in-interface=bridge dst-address-list=local'


@pytest.mark.parametrize("width", [30, 45, 60, 200])
def test_a_folded_command_is_the_same_command(width: int) -> None:
    lines = folded(COMMAND, width).split(" \\\n")
    assert " ".join(line.strip() for line in lines) == COMMAND
    assert all(len(line) <= max(width, 40) for line in lines)


def test_colours_change_no_letter() -> None:
    script = f'# why\n/ip/firewall/mangle\n{COMMAND}\nset [ find comment="x" ] disabled=yes\n:put $x\n'
    assert coloured(script).plain == script


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("# why", "$quiet italic"),
        ("/ip/firewall/mangle", "$primary bold"),
        ("chain", "$secondary"),
        ('"a b \\"c d\\" e"', "$success"),
        ("$x", "$accent"),
    ],
)
def test_each_part_has_its_colour(text: str, style: str) -> None:
    script = f"# why\n/ip/firewall/mangle\n{COMMAND}\n:put $x\n"
    spans = [(script[span.start : span.end], span.style) for span in coloured(script).spans]
    assert (text, style) in spans
