"""The owner's words for what a site does."""

import pytest

from proof.rules import CERTAIN, rules_of, uncovered_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards.site import Dns, ExceptionRule, Forward, Health, Lan, Site, Wan

TWO = (Wan("Wan1", "ether1", weight=2), Wan("Wan2", "ether2"))


@pytest.mark.parametrize("method", ["pcc", "ecmp", "nth"])
def test_the_ratio_and_the_lines_are_told(method: str) -> None:
    first = rules_of(Site("x", TWO, method=method))[0]
    assert "2 : 1" in first
    assert "Wan1 and Wan2" in first


def test_one_line_and_fail_over_are_told() -> None:
    assert rules_of(Site("x", TWO[:1]))[0] == "All traffic takes Wan1, the only line."
    three = (*TWO, Wan("Wan3", "ether3"))
    assert (
        rules_of(Site("x", three, method="failover"))[0] == "All traffic takes Wan1; where it is down, Wan2, then Wan3."
    )


def test_what_the_site_asks_for_besides_is_told() -> None:
    site = Site(
        "x",
        TWO,
        lan=Lan(hotspot=True),
        classifier="src-address",
        health=Health("probe"),
        exceptions=(
            ExceptionRule("Wan1", to="203.0.113.0/24", note="bank"),
            ExceptionRule("Wan2", protocol="tcp", port="25"),
        ),
        forwards=(Forward("tcp", "443", "192.168.88.10", "8443"),),
        dns=Dns(("1.1.1.1", "9.9.9.9")),
    )
    told = rules_of(site)
    for piece in (
        "A guest keeps one line for all that he does.",
        "Traffic to 203.0.113.0/24 stays on Wan1 (bank).",
        "Traffic tcp port 25 stays on Wan2.",
        "TCP port 443 of every line leads to 192.168.88.10 port 8443; it answers by that line.",
        "The router resolves names by 1.1.1.1 and 9.9.9.9.",
        "Guests log in at the HotSpot before they get a line.",
    ):
        assert piece in told
    assert any("hosts beyond its modem" in one for one in told)


def test_what_is_not_covered_names_the_limits_and_what_was_found() -> None:
    fasttrack = {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"}
    seen = Survey(Version.parse("7.20.8"), menus={"/ip/firewall/filter": (fasttrack,)})
    told = uncovered_of(seen, Site("x", TWO))
    assert told[: len(CERTAIN)] == CERTAIN
    assert any("fasttrack" in one.lower() for one in told)
    assert not set(CERTAIN) & set(uncovered_of(seen, Site("x", TWO[:1])))


def test_what_people_wrote_beside_their_rows_is_not_for_the_sheet() -> None:
    rule = {"chain": "prerouting", "action": "notrack", "comment": "Wi-Fi key: Sommer2024"}
    told = uncovered_of(Survey(Version.parse("7.20.8"), menus={"/ip/firewall/raw": (rule,)}), Site("x", TWO))
    assert any("a raw rule keeps connections from being tracked" in one for one in told)
    assert "Sommer2024" not in " ".join(told)
