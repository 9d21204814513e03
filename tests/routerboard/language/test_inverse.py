from __future__ import annotations

import pytest

from routerboard.language.applied import MissingRowError, applied
from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse, inverse_of
from routerboard.language.items import Row
from routerboard.language.secrets import reference, resolve, variable_of, variables
from routerboard.language.survey import Survey
from routerboard.language.version import Version

V7 = Version.parse("7.20.8")
MENU = "/ip/firewall/mangle"
ROWS: tuple[Row, ...] = tuple({"comment": name, "chain": "prerouting"} for name in "abcd")


def after(*changes: Change) -> list[str]:
    start = Survey(V7, menus={MENU: ROWS})
    plan = Plan("", V7, changes)
    done = applied(start, plan)
    assert applied(done, inverse(plan)).menus == start.menus
    return [row["comment"] for row in done.rows(MENU)]


def test_each_verb_and_its_way_back() -> None:
    b, c, d = ({"comment": name} for name in "bcd")
    new = Change(MENU, "add", {"comment": "new"}, place_before=b)
    gone = Change(MENU, "remove", match=c, before=ROWS[2], place_before=d)
    last = Change(MENU, "remove", match=d, before=ROWS[3])
    moved = Change(MENU, "move", match=d, before={}, place_before=b)
    named = Change(MENU, "set", {"comment": "B"}, match=b, before=b)
    marked = Change(
        MENU, "set", {"chain": "output", "src-port": "1"}, match=b, before={"chain": "prerouting", "src-port": ""}
    )
    assert after(new) == ["a", "new", "b", "c", "d"]
    assert after(gone) == ["a", "b", "d"]
    assert after(last) == ["a", "b", "c"]
    assert after(moved) == ["a", "d", "b", "c"]
    assert after(
        named, marked.__class__(MENU, "set", {"chain": "x"}, match={"comment": "B"}, before={"chain": "prerouting"})
    ) == [
        "a",
        "B",
        "c",
        "d",
    ]
    assert after(marked, new, gone) == ["a", "new", "b", "d"]


def test_a_singleton_has_no_match() -> None:
    change = Change("/ip/dns", "set", {"servers": "1.1.1.1"}, before={"servers": ""})
    start = Survey(V7, menus={"/ip/dns": ({"servers": "", "cache-size": "2048"},)})
    done = applied(start, Plan("", V7, (change,)))
    assert done.rows("/ip/dns") == ({"servers": "1.1.1.1", "cache-size": "2048"},)
    assert applied(done, inverse(Plan("", V7, (change,)))).rows("/ip/dns") == ({"cache-size": "2048"},)


def test_undoing_needs_no_consent_and_keeps_the_role() -> None:
    turned = inverse_of(
        Change(MENU, "remove", match={"comment": "a"}, before=ROWS[0], role="foreign:x", consent="may I?")
    )
    assert (turned.verb, turned.role, turned.consent) == ("add", "foreign:x", "")


@pytest.mark.parametrize("verb", ["set", "remove", "move"])
def test_a_row_that_is_not_there_is_an_error(verb) -> None:
    with pytest.raises(MissingRowError, match="no row has"):
        after(Change(MENU, verb, {"chain": "x"}, match={"comment": "zz"}))


def test_secrets_are_references_until_the_last_moment() -> None:
    row = {"user": "me", "password": reference("WAN1_PASSWORD")}
    plan = Plan("", V7, (Change("/interface/pppoe-client", "add", row),))
    assert variables(plan) == {"WAN1_PASSWORD"}
    assert resolve(row, {"WAN1_PASSWORD": "s3cret"}) == {"user": "me", "password": "s3cret"}
    with pytest.raises(KeyError, match="WAN1_PASSWORD"):
        resolve(row, {})
    assert variable_of("{env:not a name}") is None
