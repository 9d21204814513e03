"""The hash behind PCC and ECMP, and sets of addresses."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.packetflow import Classifier, Packet
from routerboard.packetflow.addresses import AddressSet, dotted, number, span
from routerboard.packetflow.hashing import FIELDS, mix

ADDRESSES = st.integers(0, 0xFFFFFFFF)


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("denominator", [2, 3, 7])
def test_every_classifier_is_uniform_and_takes_each_packet_once(kind: str, denominator: int) -> None:
    packets = [
        Packet(0xC0A85800 + at % 250, 0x08000000 + 77 * at, "tcp", 1024 + at % 5000, 1 + at % 997) for at in range(6000)
    ]
    taken = Counter[int]()
    for remainder in range(denominator):
        match = Classifier(kind, denominator, remainder).matcher()
        taken[remainder] = sum(map(match, packets))
    assert taken.total() == len(packets)
    few = kind == "src-address"
    assert all(count == pytest.approx(6000 / denominator, rel=0.5 if few else 0.1) for count in taken.values())


@pytest.mark.parametrize("text", ["", "both-addresses", "both-addresses:2", "other:2/0", "both-addresses:2/2"])
def test_bad_classifiers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="per-connection-classifier"):
        Classifier.parse(text)


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert mix(1, 2) == mix(1, 2) != mix(2, 1)
    assert mix(number("192.168.88.20"), number("8.8.8.8")) % 2 == 1


@given(st.lists(st.tuples(ADDRESSES, ADDRESSES).map(lambda pair: (min(pair), max(pair)))), ADDRESSES)
def test_a_set_holds_what_its_spans_hold(spans: list[tuple[int, int]], address: int) -> None:
    assert (address in AddressSet(spans)) == any(first <= address <= last for first, last in spans)


@given(ADDRESSES)
def test_addresses_read_back(address: int) -> None:
    assert number(dotted(address)) == address
    assert span(f"{dotted(address)}/32") == (address, address)
