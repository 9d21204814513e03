"""The store: what a router accepts, what it refuses in which words, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from routerboard.language.items import Row
from routerboard.practice.errors import TrapError
from routerboard.practice.router import PracticeRouter
from routerboard.practice.store import Store, StoredRow

MANGLE, ROUTE, ADDRESS = "/ip/firewall/mangle", "/ip/route", "/ip/address"
LIST = "/ip/firewall/address-list"
MARK = {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": "a"}


@pytest.fixture
def store(a_store: Callable[[str], Store], version: str) -> Store:
    return a_store(version)


def whole(store: Store) -> list[tuple[str, str, dict[str, str]]]:
    return [(path, row.id, dict(row.values)) for path in store.paths() for row in store.rows(path)]


@pytest.mark.parametrize(
    ("menu", "values", "message", "category"),
    [
        ("/ip/nonsense", {}, "no such command prefix", 0),
        (MANGLE, {}, "missing value(s) of argument(s) chain", None),
        (MANGLE, {"chain": "prerouting", "colour": "red"}, "unknown parameter colour", 1),
        (MANGLE, {"chain": "prerouting", "packets": "1"}, "unknown parameter packets", 1),
        (MANGLE, {**MARK, "in-interface": "ether9"}, "input does not match any value of in-interface", 1),
        (MANGLE, {**MARK, "in-interface-list": "!GUESTS"}, "input does not match any value of in-interface-list", 1),
        (MANGLE, {**MARK, "disabled": "perhaps"}, "input does not match any value of disabled", 1),
        (MANGLE, {**MARK, "action": "mark-it"}, "input does not match any value of action", 1),
        (MANGLE, {**MARK, "protocol": "carrier-pigeon"}, "input does not match any value of protocol", 1),
        (MANGLE, {**MARK, "connection-state": "new,old"}, "input does not match any value of connection-state", 1),
        (MANGLE, {**MARK, "dst-address": "10.0.0.300"}, "invalid value for argument dst-address", 1),
        (MANGLE, {**MARK, "protocol": "tcp", "dst-port": "70000"}, "value of dst-port out of range (0..65535)", 1),
        (MANGLE, {**MARK, "dst-port": "80"}, "failure: ports can be specified if proto is tcp or udp", None),
        (MANGLE, {**MARK, "per-connection-classifier": "both-addresses:2"},
         "invalid value for argument per-connection-classifier", 1),
        (MANGLE, {**MARK, "per-connection-classifier": "both-addresses:2/2"},
         "failure: PCC remainder must be less than denominator", None),
        (MANGLE, {**MARK, "nth": "2,3"}, "value of nth out of range (1..2)", 1),
        (MANGLE, {**MARK, "new-connection-mark": ""}, "failure: new-connection-mark must be set", None),
        (MANGLE, {**MARK, "out-interface": "ether1"},
         "failure: outgoing interface matching not possible in input and prerouting chains", None),
        (MANGLE, {**MARK, "chain": "output", "in-interface": "ether1"},
         "failure: incoming interface matching not possible in output and postrouting chains", None),
        ("/ip/firewall/nat", {"chain": "dstnat", "action": "masquerade"},
         "failure: masquerade action must be in srcnat chain", None),
        (ADDRESS, {"address": "192.168.9.1/24", "interface": "asdf"}, "input does not match any value of interface", 1),
        (ADDRESS, {"address": "192.168.9.1/33", "interface": "ether1"}, "invalid value for argument address", 1),
        (ADDRESS, {"address": "192.168.88.1/24", "interface": "bridge"}, "failure: already have such address", None),
        (ROUTE, {"gateway": "1.2.3.4", "distance": "256"}, "value of distance out of range (0..255)", 1),
        (ROUTE, {"gateway": "1.2.3"}, "invalid value for argument gateway", 1),
        (ROUTE, {"gateway": "ether9"}, "input does not match any value of gateway", 1),
        (ROUTE, {"gateway": "1.2.3.4%ether9"}, "input does not match any value of gateway", 1),
        (ROUTE, {"gateway": "1.2.3.4", "check-gateway": "shout"}, "input does not match any value of check-gateway", 1),
        ("/interface/bridge/port", {"bridge": "bridge", "interface": "ether2"},
         "failure: device already added as bridge port", None),
        ("/interface/bridge/port", {"bridge": "ether1", "interface": "ether1"},
         "input does not match any value of bridge", 1),
        ("/interface/bridge", {"name": "ether1"}, "failure: already have interface with such name", None),
        ("/interface/list/member", {"list": "WAN", "interface": "ether1"}, "failure: already have such entry", None),
        ("/interface/list", {"name": "WAN"}, "failure: already have such list", None),
        ("/ip/pool", {"name": "default-dhcp", "ranges": "10.0.0.1-10.0.0.9"}, "failure: pool with such name exists",
         None),
        ("/ip/dhcp-client", {"interface": "ether1"}, "failure: dhcp-client on that interface already exists", None),
        ("/ip/dhcp-server", {"interface": "bridge", "address-pool": "none-such"},
         "input does not match any value of address-pool", 1),
        ("/user", {"name": "admin", "group": "full"}, "failure: user with the same name already exists", None),
        ("/user", {"name": "eve", "group": "gods"}, "input does not match any value of group", 1),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_the_routers_words_and_changes_nothing(
    store: Store, menu: str, values: Row, message: str, category: int | None
) -> None:
    before = whole(store)
    with pytest.raises(TrapError) as refused:
        store.add(menu, values)
    assert (refused.value.message, refused.value.category) == (message, category)
    assert whole(store) == before


@pytest.mark.parametrize(
    ("version", "menu", "values", "message"),
    [
        ("6.49.18", ROUTE, {"gateway": "1.2.3.4", "routing-table": "main"}, "unknown parameter routing-table"),
        ("7.20.8", ROUTE, {"gateway": "1.2.3.4", "routing-mark": "a"}, "unknown parameter routing-mark"),
        ("7.20.8", ROUTE, {"gateway": "1.2.3.4", "routing-table": "a"},
         "input does not match any value of routing-table"),
        ("7.20.8", ROUTE, {"gateway": "1.2.3.4@a"}, "input does not match any value of gateway"),
        ("7.20.8", ROUTE, {"gateway": "1.2.3.4,1.2.3.5"}, "invalid value for argument gateway"),
        ("7.20.8", ROUTE, {"dst-address": "0.0.0.0/0"}, "missing value(s) of argument(s) gateway"),
        ("6.49.18", "/routing/table", {"name": "a"}, "no such command prefix"),
        ("7.20.8", "/routing/table", {"name": "main", "fib": ""}, "failure: already have such table"),
        ("7.20.8", "/ip/route/rule", {"table": "main"}, "no such command prefix"),
        ("7.20.8", MANGLE, {"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "a"},
         "input does not match any value of new-routing-mark"),
        ("7.16.2", "/ip/dhcp-client", {"interface": "ether2", "default-route-tables": "main"},
         "unknown parameter default-route-tables"),
    ],
)  # fmt: skip
def test_each_version_refuses_what_it_lacks(
    a_store: Callable[[str], Store], version: str, menu: str, values: Row, message: str
) -> None:
    with pytest.raises(TrapError) as refused:
        a_store(version).add(menu, values)
    assert refused.value.message == message


def test_a_table_is_made_before_it_is_named_in_7_and_by_naming_it_in_6(
    a_store: Callable[[str], Store],
) -> None:
    six, seven = a_store("6.49.18"), a_store("7.20.8")
    assert six.add(ROUTE, {"gateway": "1.2.3.4", "routing-mark": "a"}).startswith("*3")
    seven.add("/routing/table", {"name": "a", "fib": ""})
    assert seven.add(ROUTE, {"gateway": "1.2.3.4@main", "routing-table": "a"}).startswith("*8")


def test_values_are_kept_as_print_shows_them(store: Store) -> None:
    route = store.find(ROUTE, store.add(ROUTE, {"dst-address": "10.9.8.7/16", "gateway": "1.2.3.4", "distance": "010"}))
    assert (route.values["dst-address"], route.values["distance"]) == ("10.9.0.0/16", "10")
    rule = store.find(MANGLE, store.add(MANGLE, {**MARK, "passthrough": "yes", "src-address": "10.0.0.1/32"}))
    assert (rule.values["passthrough"], rule.values["src-address"]) == ("true", "10.0.0.1")
    server = store.find("/ip/dhcp-server", "defconf")
    store.set("/ip/dhcp-server", {"lease-time": "00:20:00"}, ["defconf"])
    assert server.values["lease-time"] == "20m"


def test_rows_are_placed_moved_and_keep_their_ids(store: Store) -> None:
    first, second = (store.add(MANGLE, {"chain": "prerouting", "comment": name}) for name in ("first", "second"))
    before = store.add(MANGLE, {"chain": "prerouting", "comment": "before"}, second)

    def order() -> list[str]:
        return [row.id for row in store.rows(MANGLE) if not row.dynamic]

    assert order() == [first, before, second]
    store.move(MANGLE, [second], first)
    assert order() == [second, first, before]
    store.move(MANGLE, [second, first])
    assert order() == [before, second, first]
    with pytest.raises(TrapError, match="no such item"):
        store.move(MANGLE, [first], "*FFF")


def test_one_bad_row_of_several_leaves_all_as_they_were(store: Store) -> None:
    row = store.add(MANGLE, {"chain": "prerouting"})
    before = whole(store)
    for act in (
        lambda: store.remove(MANGLE, [row, "*FFF"]),
        lambda: store.set(MANGLE, {"comment": "x"}, [row, "*FFF"]),
        lambda: store.set(MANGLE, {"comment": "x", "dst-address": "x"}, [row]),
        lambda: store.unset(MANGLE, [row], ["comment", "nonsense"]),
    ):
        with pytest.raises(TrapError):
            act()
        assert whole(store) == before


def test_a_renamed_interface_is_renamed_wherever_it_is_named(store: Store) -> None:
    rule = store.find(MANGLE, store.add(MANGLE, {"chain": "prerouting", "in-interface": "!ether1"}))
    route = store.find(ROUTE, store.add(ROUTE, {"gateway": "1.2.3.4%ether1"}))
    store.set("/interface/ethernet", {"name": "WAN 1 é"}, ["ether1"])
    assert store.find("/interface", "WAN 1 é").state["default-name"] == "ether1"
    assert rule.values["in-interface"] == "!WAN 1 é"
    assert route.values["gateway"] == "1.2.3.4%WAN 1 é"
    assert store.rows("/ip/dhcp-client")[0].values["interface"] == "WAN 1 é"
    assert "WAN 1 é" in {row.values["interface"] for row in store.rows("/interface/list/member")}


def test_what_named_a_removed_row_names_its_id(store: Store) -> None:
    bridge = store.find("/interface/bridge", "bridge").id
    store.remove("/interface/bridge", ["bridge"])
    assert {row.values["bridge"] for row in store.rows("/interface/bridge/port")} == {bridge}
    assert bridge not in {row.id for row in store.rows("/interface")}


def test_an_interface_is_one_row_with_two_faces(store: Store) -> None:
    made = store.add("/interface/pppoe-client", {"interface": "ether2", "user": "a"})
    client, face = store.find("/interface/pppoe-client", made), store.find("/interface", made)
    assert client.values["name"] == face.values["name"] == "pppoe-out1"
    assert client.values["disabled"] == face.values["disabled"] == "true"
    store.set("/interface", {"disabled": "no", "comment": "fibre"}, ["pppoe-out1"])
    assert (client.values["disabled"], client.values["comment"]) == ("false", "fibre")


@pytest.mark.parametrize(("version", "born"), [("6.49.18", "true"), ("7.20.8", "false")])
def test_a_new_dhcp_client_of_6_is_disabled(a_store: Callable[[str], Store], version: str, born: str) -> None:
    store = a_store(version)
    assert (
        store.find("/ip/dhcp-client", store.add("/ip/dhcp-client", {"interface": "ether2"})).values["disabled"] == born
    )


def test_rows_of_the_router_itself_stay(router: PracticeRouter) -> None:
    store = router.store
    dynamic = next(row for row in store.rows(ADDRESS) if row.dynamic)
    with pytest.raises(TrapError, match="can not change dynamic address"):
        store.set(ADDRESS, {"comment": "mine"}, [dynamic.id])
    with pytest.raises(TrapError, match="can not remove dynamic address"):
        store.remove(ADDRESS, [dynamic.id])
    with pytest.raises(TrapError, match="can not remove builtin"):
        store.remove("/interface/list", ["all"])


def test_unset_takes_a_matcher_away(store: Store) -> None:
    rule = store.find(MANGLE, store.add(MANGLE, {**MARK, "dst-address": "10.0.0.0/8"}))
    store.unset(MANGLE, [rule.id], ["dst-address"])
    assert "dst-address" not in rule.values
    with pytest.raises(TrapError, match="can not unset chain"):
        store.unset(MANGLE, [rule.id], ["chain"])


def test_flags_count_by_their_presence(a_store: Callable[[str], Store]) -> None:
    store = a_store("7.20.8")
    route = store.find(ROUTE, store.add(ROUTE, {"dst-address": "10.0.0.0/8", "blackhole": ""}))
    assert route.values["blackhole"] == ""
    store.set(ROUTE, {"gateway": "1.2.3.4", "blackhole": "no"}, [route.id])
    assert "blackhole" not in route.values


def test_who_subscribed_hears_of_what_came_changed_and_went(store: Store) -> None:
    heard: list[tuple[str, Any]] = []
    stop = store.subscribe(lambda path, what: heard.append((path, what)))
    made = store.add(LIST, {"list": "a", "address": "10.0.0.1"})
    row = store.find(LIST, made)
    store.set(LIST, {"comment": "x"}, [made])
    store.remove(LIST, [made])
    stop()
    store.add(LIST, {"list": "a", "address": "10.0.0.1"})
    assert heard == [(LIST, row), (LIST, row), (LIST, made)]


def test_a_copy_of_the_configuration_can_be_restored(router: PracticeRouter) -> None:
    store = router.store
    kept = store.configuration()
    assert not any(row.dynamic for rows in kept.values() for row in rows)
    store.remove("/ip/firewall/filter", [row.id for row in store.rows("/ip/firewall/filter") if not row.dynamic])
    store.restore(kept)
    assert [row.values["action"] for row in store.rows("/ip/firewall/filter")].count("fasttrack-connection") == 1
    assert all(isinstance(row, StoredRow) and "status" not in row.state for row in store.rows("/ip/dhcp-client"))
