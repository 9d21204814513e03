"""Which line connections take: the shares of each method, and what sticks to its line."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import pytest

from routerboard.practice.kernel.guests import Call
from routerboard.practice.kernel.pings import Pings
from tests.lab.bench import CLIENTS, SERVERS, VERSIONS, Lab, shares
from tests.lab.measures import SIGMAS
from tests.lab.recipes import KEYS, configured
from wizards.names import turn_list

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("classifier", sorted(KEYS))
def test_a_classifier_keeps_what_it_looks_at_and_moves_the_rest(classifier: str, version: str) -> None:
    """Each pair of hosts is tried twice, from other ports: what the classifier looks at decides, and nothing else."""
    with Lab(version, 3) as lab:
        configured(lab, "pcc", classifier=classifier)
        calls = [*lab.calls(250), *lab.calls(250)]
        ways = lab.ways(calls)
        assert None not in ways
        by_key = defaultdict(set)
        for call, line in zip(calls, ways, strict=True):
            by_key[tuple(getattr(call, part) for part in KEYS[classifier])].add(line)
        assert all(len(lines) == 1 for lines in by_key.values())
        taken = [next(iter(lines)) for lines in by_key.values()]
        for line in (1, 2, 3):
            by = SIGMAS * sqrt(2 / 9 / len(by_key))
            assert abs(taken.count(line) / len(by_key) - 1 / 3) <= by
        moved = sum(ways[at] != ways[at + 250] for at in range(250))
        sticks = not any(part == "source_port" for part in KEYS[classifier])
        assert moved == 0 if sticks else 125 <= moved <= 205


@pytest.mark.parametrize("version", VERSIONS)
def test_pings_of_guests_are_balanced_too(version: str) -> None:
    """A classifier that looks at ports must not lose what has none."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", classifier="both-addresses-and-ports")
        pings = Pings(lab.ground.neighbourhood.lan)
        assert all(pings.ping(host, source=CLIENTS[0]) is not None for host in SERVERS)
        pings.close()
        marks = [row.get("connection-mark") for row in lab.connections() if row["src-address"] == CLIENTS[0]]
        assert {*marks} == {"Wan1_conn", "Wan2_conn"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("lines", [2, 3, 5])
def test_sticky_nth_gives_each_guest_one_line_and_each_line_its_share(version: str, lines: int) -> None:
    with Lab(version, lines) as lab:
        configured(lab, "nth", sticky=True)
        ways: dict[str, set[int | None]] = defaultdict(set)
        for round_ in range(5):
            calls = [Call(client, 20000 + round_, SERVERS[(at + round_) % 40], 80) for at, client in enumerate(CLIENTS)]
            for call, line in zip(calls, lab.ways(calls), strict=True):
                ways[call.source].add(line)
        assert all(len(taken) == 1 for taken in ways.values())
        counted = shares([next(iter(taken)) for taken in ways.values()], lines)
        assert max(counted) - min(counted) <= 1
        listed = [lab.ground.packets.listed(turn_list(f"Wan{line}")) for line in range(1, lines + 1)]
        assert tuple(map(len, listed)) == counted


@pytest.mark.parametrize(("classifier", "sticks"), [("both-addresses", True), ("both-addresses-and-ports", False)])
def test_the_hash_policy_of_version_7_says_what_keeps_a_line(classifier: str, sticks: bool) -> None:
    with Lab("7.20.8", 2) as lab:
        configured(lab, "ecmp", classifier=classifier)
        calls = [Call(CLIENTS[0], 21000 + at, SERVERS[0], 80) for at in range(100)]
        counted = shares(lab.ways(calls), 2)
        assert sorted(counted) == [0, 100] if sticks else min(counted) >= 25


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("probes", [False, True], ids=["gateways", "probes"])
def test_what_equal_routes_have_chosen_is_kept(probes: bool, version: str) -> None:
    """Whatever changes the hash meanwhile: each running connection has the mark of the line that it began by."""
    with Lab(version, 3) as lab:
        configured(lab, "ecmp", probes=probes)
        held = lab.held(40)
        assert set(held.values()) == {1, 2, 3}
        lab.ground.neighbourhood.router.set({"net/ipv4/fib_multipath_hash_seed": "77"})
        lab.world.unplug("ether3")
        lab.until(lambda: not lab.active(3), 5)
        assert set(lab.fates([sock for sock, line in held.items() if line != 3]).values()) == {"kept"}
