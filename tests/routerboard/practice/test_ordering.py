"""Properties come in the order in which routers send them; each row here is one that somebody published."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerboard.practice.ordering import in_order
from routerboard.practice.router import PracticeRouter

ADDRESS = ".id address network interface actual-interface invalid dynamic disabled comment"
PUBLISHED = {
    ("6.49.18", "/ip/address"): ADDRESS,
    ("7.20.8", "/ip/address"): ADDRESS,
    ("6.49.18", "/ip/route"): ".id dst-address pref-src gateway gateway-status distance scope target-scope active"
    " dynamic static connect disabled",
    ("7.20.8", "/ip/route"): ".id dst-address routing-table gateway immediate-gw distance scope target-scope dynamic"
    " inactive active static disabled comment",
    ("6.49.18", "/interface"): ".id name default-name type mtu actual-mtu l2mtu max-l2mtu mac-address"
    " last-link-down-time last-link-up-time link-downs rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop"
    " tx-queue-drop rx-error tx-error fp-rx-byte fp-tx-byte fp-rx-packet fp-tx-packet running disabled comment",
    ("6.49.18", "/ip/dhcp-server/lease"): ".id address mac-address client-id address-lists server dhcp-option status"
    " expires-after last-seen active-address active-mac-address active-client-id active-server host-name radius dynamic"
    " blocked disabled comment",
    ("6.49.18", "/ip/firewall/nat"): ".id chain action log log-prefix bytes packets invalid dynamic disabled comment",
    ("6.49.18", "/ip/arp"): ".id address mac-address interface published invalid DHCP dynamic complete disabled",
    ("6.49.18", "/user"): ".id name group address last-logged-in expired disabled comment",
}


@pytest.mark.parametrize(("version", "path"), PUBLISHED)
def test_properties_come_in_the_order_of_a_router(
    version: str, path: str, a_router: Callable[..., PracticeRouter]
) -> None:
    order = PUBLISHED[version, path].split()
    rows = list(a_router(version).rows(path))
    assert rows
    for row in rows:
        common = [name for name in row if name in order]
        assert common == [name for name in order if name in row]
        assert len(common) > 3


def test_a_connection_has_the_same_order_in_a_short_table_and_a_long_one(
    a_router: Callable[..., PracticeRouter],
) -> None:
    """Long tables are sent from bytes that were made before."""
    router = a_router("7.20.8")
    row = next(iter(router.rows("/ip/firewall/connection")))
    assert list(row) == list(router.world.connections()[0])


def test_what_nobody_published_has_its_name_first_and_its_comment_last(a_router: Callable[..., PracticeRouter]) -> None:
    row = {"comment": "x", "disabled": "false", "colour": "red", "name": "n", ".id": "*1", "dynamic": "true"}
    assert list(in_order("/nowhere", row, a_router("7.20.8").version)) == [
        ".id", "name", "colour", "dynamic", "disabled", "comment"
    ]  # fmt: skip
