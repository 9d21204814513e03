"""The words of a table's filter as query words, so that the router picks the rows of a table that is too long. Pure.

A router compares whole values; it knows no part of a text. So a word becomes a query only where all the values are
known that could hold it: `mark:Wan1` asks for each known mark in which `wan1` stands. What cannot be asked is left out.
What the router picks is therefore never less than what the filter of the table keeps, and that filter has the last
word. The marks must all be known for that: those of the mangle rules are all that a router sets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

PROTOCOLS = (
    *("dccp", "ddp", "egp", "encap", "etherip", "ggp", "gre", "hmp", "icmp", "icmpv6", "idpr-cmtp", "igmp", "ipencap"),
    *("ipip", "ipsec-ah", "ipsec-esp", "ipv6-encap", "ipv6-frag", "ipv6-nonxt", "ipv6-opts", "ipv6-route", "iso-tp4"),
    *("l2tp", "ospf", "pim", "pup", "rdp", "rspf", "rsvp", "sctp", "st", "tcp", "udp", "udp-lite", "vmtp", "vrrp"),
    *("xns-idp", "xtp"),
)
TCP_STATES = (
    *("none", "syn-sent", "syn-received", "syn-recv", "established", "fin-wait", "close-wait", "last-ack"),
    *("time-wait", "close", "listen"),
)
"""Of RouterOS 6 and 7."""

MOST = 12
"""Values that are asked for at most; a word that means more of them is left to the table."""

_PROPERTIES = {
    **dict.fromkeys(("mark", "connection-mark"), "connection-mark"),
    **dict.fromkeys(("proto", "protocol"), "protocol"),
    **dict.fromkeys(("state", "tcp-state"), "tcp-state"),
}
_FAST = re.compile(r"rate>=?(\d+(?:\.\d+)?)([kmg]?)(?:bps)?")
_IN_COLUMN = re.compile(r"([a-z-]+)([:=])(.+)")
_SCALE = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}


def query_words(words: str, known: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The queries for a filter such as `mark:Wan1 proto:udp rate>1M`; none where nothing of it can be asked.

    known    property -> all values that it can have; `connection-mark` is the one that only the router knows
    """
    values = {"protocol": PROTOCOLS, "tcp-state": TCP_STATES, **known}
    return tuple(query for word in words.lower().split() for query in _queries(word, values))


def _queries(word: str, values: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    fast = _FAST.fullmatch(word)
    if fast:
        half = int(float(fast[1]) * _SCALE[fast[2]] / 2)  # a rate of both ways together has at least half in one
        return _any_of([f"?>orig-rate={half - 1}", f"?>repl-rate={half - 1}"])
    match = _IN_COLUMN.fullmatch(word)
    asked = _PROPERTIES.get(match[1], "") if match else ""
    if match is None or not asked or match[3].isdecimal():
        return ()
    _, sign, sought = match.groups()
    known = ((value, value.lower()) for value in values.get(asked, ()))
    meant = sorted(value for value, text in known if (sought == text if sign == "=" else sought in text))
    return _any_of([f"?{asked}={value}" for value in meant]) if len(meant) <= MOST else ()


def _any_of(tests: list[str]) -> tuple[str, ...]:
    """One truth out of many: the router works on a stack."""
    return tuple(word for at, test in enumerate(tests) for word in ((test, "?#|") if at else (test,)))
