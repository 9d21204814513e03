"""Lines that somebody else has set up, and what spreads over them."""

from __future__ import annotations

import pytest

from tui.watch.foreign import classifier_of
from tui.watch.line import Line
from tui.watch.lines import lines_of


def mark(rest: str, name: str, **more: str) -> dict[str, str]:
    rule = {"action": "mark-connection", "new-connection-mark": name, "per-connection-classifier": rest}
    return {**rule, **{key.replace("_", "-"): value for key, value in more.items()}}


def steer(name: str, table: str) -> dict[str, str]:
    return {"action": "mark-routing", "connection-mark": name, "new-routing-mark": table}


ROUTES_7 = [
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.1.1", "immediate-gw": "10.0.1.1%ether1", "distance": "1"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.2.1", "immediate-gw": "10.0.2.1%ether2", "distance": "2"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.1.1", "routing-table": "one", "distance": "1"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.2.1", "routing-table": "two", "distance": "1"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.1.1", "routing-table": "two", "distance": "2"},
]
ROUTES_6 = [
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.1.1", "gateway-status": "10.0.1.1 reachable via  ether1"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.2.1", "gateway-status": "10.0.2.1 reachable via  ether2"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.1.1", "routing-mark": "one"},
    {"dst-address": "0.0.0.0/0", "gateway": "10.0.2.1%ether2", "routing-mark": "two"},
]
ADDRESSES = [{"address": "10.0.1.2/24", "interface": "ether1"}, {"address": "10.0.2.2/24", "interface": "ether2"}]
MANGLE = [
    mark("src-address:3/0", "A"),
    mark("src-address:3/1", "A"),
    mark("src-address:3/2", "B"),
    steer("A", "one"),
    steer("B", "two"),
]


@pytest.mark.parametrize("routes", [ROUTES_6, ROUTES_7], ids=["6", "7"])
def test_a_pcc_by_hand_tells_its_lines_marks_and_shares(routes: list[dict[str, str]]) -> None:
    menus = {"/ip/route": routes, "/ip/address": ADDRESSES, "/ip/firewall/mangle": MANGLE}
    one, two = lines_of(menus)
    assert (one.name, one.mark, one.share) == ("ether1", "A", pytest.approx(2 / 3))
    assert (two.name, two.mark, two.share) == ("ether2", "B", pytest.approx(1 / 3))


def test_without_marks_a_line_has_no_share() -> None:
    assert lines_of({"/ip/route": ROUTES_7[:1]}) == (Line("ether1", "ether1"),)


@pytest.mark.parametrize(
    ("rules", "classifier"),
    [
        (MANGLE, "src-address"),
        ([mark("both-addresses:2/0", "A", disabled="true"), mark("dst-address:2/1", "B")], "dst-address"),
        ([{"comment": "simplifi:nth:Wan1:0"}], "nth"),
        ([{"comment": "simplifi:nth:Wan1:0"}, {"comment": "simplifi:turns"}], "nth-sticky"),
        ([{"comment": "simplifi:ecmp:Wan1"}], "ecmp"),
        ([{"action": "mark-connection", "new-connection-mark": "A"}], ""),
    ],
)
def test_what_spreads(rules: list[dict[str, str]], classifier: str) -> None:
    assert classifier_of({"/ip/firewall/mangle": rules}) == classifier
