"""Stories: what the rules of now make of a row, where they disagree with it, and what if a line dies. Both majors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language.applied import applied
from routerboard.language.items import Row, role_of
from routerboard.language.survey import Survey
from routerboard.packetflow.account import Router, account, death
from tests.wizards.conftest import make_site, make_survey
from tui.watch.asking import reasons
from tui.watch.lines import addresses_of, lines_of
from tui.words.story import CONNECTIONS, MANGLE, NAT, ROUTE, Known, Story, story_of
from wizards.plan import plan
from wizards.site import ExceptionRule, Forward, Health, Site

HOSTS = {"Wan1": ("8.8.4.4",), "Wan2": ("149.112.112.112",)}
VERSIONS = ("6.49.18", "7.20.8")
pytestmark = pytest.mark.parametrize("version", VERSIONS)


def built(version: str, *, check: str = "probe", change: dict[str, list[dict[str, str]]] | None = None, lines: int = 2,
          **given: object) -> tuple[Known, Survey, Site]:  # fmt: skip
    """A factory router after the plan of a site, everything up, and what a story is told from."""
    site = replace(make_site("static", lines, **given), health=Health(check, HOSTS if check == "probe" else {}))
    bare = make_survey(version, {"/ip/route": [], "/ip/dhcp-client": []})
    lan = tuple(row for row in bare.rows("/ip/address") if row["interface"] == "bridge")
    after = applied(replace(bare, menus={**bare.menus, "/ip/address": lan}), plan(bare, site))
    menus = {
        menu: tuple({**row, ".id": f"*{at:X}"} for at, row in enumerate(rows, 1)) for menu, rows in after.menus.items()
    }
    own = Router.of(menus, after.version).around.own
    connected = [
        {".id": f"*C{at}", "dst-address": network, "gateway": one.interface, "connect": "true", "distance": "0"}
        for at, one in enumerate(own)
        for network in [f"{one.network >> 24}.{one.network >> 16 & 255}.{one.network >> 8 & 255}.0/24"]
    ]
    menus["/ip/route"] = (*menus["/ip/route"], *connected)
    menus["/interface"] = tuple({**one, "running": "true"} for one in menus["/interface"])
    menus = {**menus, **{menu: tuple(rows) for menu, rows in (change or {}).items()}}
    found, why = lines_of(menus), reasons(after, site)
    return Known(Router.of(menus, after.version), found, why, addresses_of(found, menus)), after, site


def row(mark: str = "Wan2_conn", line: int = 2, **more: str) -> dict[str, str]:
    given = {"connection-mark": mark} if mark else {}
    return {
        ".id": "*1",
        "src-address": "192.168.88.31:49112",
        "dst-address": "198.51.100.78:443",
        "reply-src-address": "198.51.100.78:443",
        "reply-dst-address": f"192.168.10{line}.2:49112",
        "protocol": "tcp",
        "seen-reply": "true",
        "srcnat": "true",
        **given,
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def told(story: Story, head: str) -> str:
    return " | ".join(f"{one.kind}: {one.text}" for one in story.sentences if one.head == head)


def ruled(known: Known, menu: str, role: str) -> Row:
    return next(one for one in known.rows(menu) if role_of(one) == role)


def test_a_marked_connection_is_told_from_rule_to_truth(version: str) -> None:
    known, _, _ = built(version)
    story = story_of(CONNECTIONS, row(), known)
    assert story.title == "192.168.88.31:49112 → 198.51.100.78:443, tcp"
    assert told(story, "opened") == "fact: 192.168.88.31 opened it, by bridge."
    assert "guests: 1 of 2 shares goes to Wan2 (simplifi:pcc:Wan2:1)" in told(story, "mark")
    assert (
        "Hashed by both-addresses:2/1. RouterOS keeps its hash to itself, so it is the row's mark that tells."
        in told(story, "choice")
    )
    assert told(story, "way").startswith("fact: Table to_Wan2 (mangle #")
    assert told(story, "way").endswith("distance 1: by Wan2.")
    assert "what leaves by Wan2 carries Wan2's address" in told(story, "nat")
    assert (
        told(story, "truth")
        == "good: The address that replies come to, 192.168.102.2, is Wan2's: it really is on Wan2."
    )


def test_both_marks_are_believed_since_nobody_knows_the_hash(version: str) -> None:
    known, _, _ = built(version)
    for number in (1, 2):
        found = account(known.router, row(f"Wan{number}_conn", number))
        assert found is not None
        assert found.fits
        assert found.possible == {"Wan1_conn", "Wan2_conn"}
        assert found.running.out_interface == f"ether{number}"


def test_what_happens_when_the_line_dies(version: str) -> None:
    watch = [{"comment": "simplifi:watch:Wan2:1", "host": "149.112.112.112"}]
    dies = told(story_of(CONNECTIONS, row(), built(version, change={"/tool/netwatch": watch})[0]), "if Wan2 dies")
    assert "noticed at once. New ones go by Wan1 (table to_Wan2). This one is cleared" in dies
    left = told(story_of(CONNECTIONS, row(), built(version)[0]), "if Wan2 dies")
    assert "This one hangs until it times out, then must be opened anew" in left
    assert "its address belongs to Wan2." in dies
    assert "noticed after 11 to 21 seconds" in dies


def test_a_check_of_the_modem_does_not_notice_a_dead_internet(version: str) -> None:
    dies = told(story_of(CONNECTIONS, row(), built(version, check="gateway")[0]), "if Wan2 dies")
    assert "wrong: Internet behind its modem: nothing here notices that. New ones go on to Wan2" in dies


def test_with_the_other_line_dead_there_is_no_way_out(version: str) -> None:
    known, _, _ = built(version)
    alone = replace(known, router=Router.of(known.router.menus, known.router.version, {"ether1"}))
    assert "New ones have no way out." in told(story_of(CONNECTIONS, row(), alone), "if Wan2 dies")


@pytest.mark.parametrize(
    ("method", "mark", "new"),
    [
        ("pcc", "Wan1_conn", "Wan2 (table to_Wan1)"),
        ("nth", "Wan1_conn", "Wan2 (table to_Wan1 or to_Wan2) or Wan3 (table to_Wan3)"),
        ("ecmp", "Wan1_conn", "Wan2 (table main) or Wan3 (table main)"),
        ("pcc", "", "Wan2 (table to_Wan1 or to_Wan2) or Wan3 (table to_Wan3)"),
    ],
)
def test_new_ones_go_by_every_line_that_may_take_them(version: str, method: str, mark: str, new: str) -> None:
    """Where turns, equal routes or a hash not yet made choose, each line that is left may be chosen."""
    known, _, _ = built(version, check="gateway", lines=3, method=method)
    dies = told(story_of(CONNECTIONS, row(mark, 1), known), "if Wan1 dies")
    assert f"New ones go by {new}. " in dies


@pytest.mark.parametrize(("classifier", "lines"), [("both-addresses", 1), ("both-addresses-and-ports", 2)])
def test_another_port_may_be_hashed_to_another_line(version: str, classifier: str, lines: int) -> None:
    known, _, _ = built(version, check="gateway", lines=3, classifier=classifier)
    found = account(known.router, row("Wan1_conn", 1))
    assert found is not None
    assert len({way.out_interface for way in death(known.router, found, behind=False).new}) == lines


def test_before_the_rules_its_translation_is_no_riddle(version: str) -> None:
    """Nth leaves what is left to the last line; that says nothing about a connection that is older than the rules."""
    known, _, _ = built(version, method="nth")
    assert told(story_of(CONNECTIONS, row("", 1), known), "nat").startswith("fact: Leaves as 192.168.101.2: nat #")


def test_the_row_and_the_rules_may_disagree(version: str) -> None:
    bank = ExceptionRule(to="198.51.100.0/24", via="Wan1", note="bank")
    known, _, _ = built(version, exceptions=(bank,))
    mark = told(story_of(CONNECTIONS, row(), known), "mark")
    assert mark.startswith("wrong: The row says Wan2_conn, but the rules of now would give it Wan1_conn by mangle #")
    assert "bank: always by Wan1" in mark
    assert "They changed since it began" in mark
    right = told(story_of(CONNECTIONS, row("Wan1_conn", 1), known), "mark")
    assert "bank: always by Wan1" in right
    assert right.startswith("fact")


def test_without_a_mark_it_began_before_the_rules(version: str) -> None:
    story = story_of(CONNECTIONS, row("", 1), built(version)[0])
    assert told(story, "mark").startswith(
        "doubt: It has no mark, but the rules of now would give it Wan1_conn or Wan2_conn."
    )


def test_marked_for_one_line_and_known_by_the_other(version: str) -> None:
    """It began while its line was down; now the line is back, and packets leave with an address that is not its own."""
    known, _, _ = built(version)
    stale = told(story_of(CONNECTIONS, row("Wan1_conn", 2), known), "truth")
    assert stale.startswith(
        "wrong: The address that replies come to, 192.168.102.2, is Wan2's, but its packets leave by Wan1"
    )
    menus = known.router.menus
    kept = [one for one in menus["/ip/route"] if "Wan1" not in one.get("comment", "").split(":")[2:3]]
    down = replace(known, router=Router.of({**menus, "/ip/route": kept}, known.router.version))
    story = story_of(CONNECTIONS, row("Wan1_conn", 2), down)
    assert "it began while Wan1 could not carry it" in told(story, "truth")
    assert "must be opened anew" in told(story, "Wan1 back")


def test_fasttracked_packets_look_at_no_mark(version: str) -> None:
    known, _, _ = built(version)
    good = told(story_of(CONNECTIONS, row("", 1, fasttrack="true"), known), "way")
    assert good.startswith("fact: Fasttracked: its packets skip raw, mangle and filter, so no mark is looked at.")
    assert good.endswith("They take table main, and leave by Wan1.")
    bad = told(story_of(CONNECTIONS, row("Wan2_conn", 2, fasttrack="true"), known), "way")
    assert bad.startswith("wrong: Fasttracked")
    assert bad.endswith("leave by Wan1. But its address belongs to Wan2.")


def test_a_forward_is_answered_by_the_line_that_it_came_in_by(version: str) -> None:
    known, _, _ = built(version, forwards=(Forward(protocol="tcp", port="8443", to="192.168.88.10", to_port="443"),))
    outside = {"src_address": "198.51.100.9:5000", "reply_dst_address": "198.51.100.9:5000", "srcnat": "false"}
    inside = {"dst_address": "192.168.102.2:8443", "reply_src_address": "192.168.88.10:443", "dstnat": "true"}
    asked = row("Wan2_conn", 2, **outside, **inside)
    story = story_of(CONNECTIONS, asked, known)
    assert told(story, "opened") == "fact: It came in by Wan2, for 192.168.88.10:443 inside."
    assert "came in by Wan2, answer by Wan2" in told(story, "mark")
    assert told(story, "way").startswith("fact: Table to_Wan2")
    assert told(story, "nat").startswith("fact: Sent on to 192.168.88.10:443: nat #")
    assert told(story, "truth").startswith("good: The called address, 192.168.102.2, is Wan2's")
    assert "nobody outside can call Wan2's address until it is back" in told(story, "if Wan2 dies")


def test_what_is_for_the_router_has_no_line(version: str) -> None:
    asked = row("", 1, dst_address="192.168.88.1:8728", reply_dst_address="192.168.88.31:49112")
    story = story_of(CONNECTIONS, asked, built(version)[0])
    assert told(story, "way").startswith("fact: It is for the router itself, by bridge")
    assert [one.head for one in story.sentences] == ["opened", "way"]


def test_a_hotspots_stranger_is_no_riddle(version: str) -> None:
    host = {"address": "192.168.88.31", "authorized": "false", "bypassed": "false"}
    known, _, _ = built(version, change={"/ip/hotspot/host": [host]})
    marked = [{**one, "hotspot": "auth"} if "pcc:" in one.get("comment", "") else one for one in known.rows(MANGLE)]
    known = replace(known, router=Router.of({**known.router.menus, MANGLE: marked}, known.router.version))
    asked = row("", 1, srcnat="false", reply_dst_address="192.168.88.31:49112")
    story = story_of(CONNECTIONS, asked, known)
    assert "The HotSpot has not let it in" in told(story, "opened")
    assert told(story, "mark") == "fact: It has no mark: no rule of mangle takes it."
    assert told(story, "truth") == "fact: It was let out by no line."
    caught = {"chain": "dstnat", "hotspot": "from-client", "action": "redirect", "to-ports": "64872", "protocol": "tcp"}
    menus = {**known.router.menus, NAT: ({**caught, ".id": "*77"}, *known.rows(NAT))}
    known = replace(known, router=Router.of(menus, known.router.version))
    page = {**asked, "reply-src-address": "192.168.88.1:64872", "dstnat": "true"}
    assert told(story_of(CONNECTIONS, page, known), "way") == "fact: The router itself answers it: no line carries it."
    assert told(story_of(CONNECTIONS, row(), known), "mark").startswith("wrong")


@pytest.mark.parametrize(("method", "says"), [("ecmp", "equal routes"), ("nth", "by hash or by turns")])
def test_other_methods_say_what_was_chosen(version: str, method: str, says: str) -> None:
    known, _, _ = built(version, method=method)
    found = account(known.router, row())
    assert found is not None
    assert found.fits
    story = story_of(CONNECTIONS, row(), known)
    assert says in told(story, "choice")
    assert told(story, "truth").startswith("good")


def test_a_rule_that_cannot_be_judged_is_named(version: str) -> None:
    known, _, _ = built(version)
    strange = {".id": "*99", "chain": "prerouting", "action": "accept", "layer7-protocol": "video", "comment": "films"}
    menus = {**known.router.menus, MANGLE: (*known.rows(MANGLE), strange)}
    doubt = told(
        story_of(CONNECTIONS, row(), replace(known, router=Router.of(menus, known.router.version))), "not judged"
    )
    assert "films asks layer7-protocol, which is not modelled; taken as no match." in doubt


def test_what_was_read_in_part_is_said(version: str) -> None:
    known = replace(built(version)[0], partial={"/ip/firewall/address-list": "only 5000 of 9000 rows are here"})
    assert "only 5000 of 9000" in told(story_of(CONNECTIONS, row(), known), "not read")


def test_ipv6_and_nonsense_have_no_story(version: str) -> None:
    story = story_of(CONNECTIONS, {"src-address": "[2001:db8::1]:5", "dst-address": "x"}, built(version)[0])
    assert story.sentences[0].kind == "doubt"


def test_the_story_of_a_rule_that_chooses(version: str) -> None:
    known = replace(built(version)[0], connections=(row(), row("Wan2_conn", 1), row("Wan1_conn", 1)))
    story = story_of(MANGLE, {**ruled(known, MANGLE, "pcc:Wan2:1"), "packets": "77"}, known)
    assert "guests: 1 of 2 shares goes to Wan2" in story.title
    assert told(story, "took") == "fact: 77 packets since its counter was reset."
    assert told(story, "has") == "fact: 2 connections have the mark Wan2_conn now: 1 really on Wan1, 1 really on Wan2."
    assert told(story, "leads").startswith("fact: Table to_Wan2: Wan2 (")
    assert "per-connection-classifier=both-addresses:2/1" in told(story, "asks")
    off = story_of(MANGLE, {**ruled(known, MANGLE, "pcc:Wan2:1"), "disabled": "true"}, known)
    assert told(off, "takes") == "wrong: Nothing: it is disabled."


def test_the_story_of_a_translation(version: str) -> None:
    known = replace(built(version)[0], connections=(row(), row("Wan1_conn", 1)))
    assert (
        told(story_of(NAT, ruled(known, NAT, "nat:Wan2"), known), "has")
        == "fact: 1 connections have an address of Wan2 now."
    )


def test_the_story_of_a_route(version: str) -> None:
    known, _, _ = built(version, check="gateway")
    near = story_of(ROUTE, {**ruled(known, ROUTE, "route:Wan2:table:Wan2"), "active": "true"}, known)
    assert told(near, "used") == "good: Yes, it is active, by Wan2."
    assert "connections of Wan2 take the table to_Wan2" in told(near, "sent here")
    assert told(near, "checked").startswith("fact: By ping")
    active = [
        {**one, "active": "true"} if role_of(one) == "route:Wan2:table:Wan2" else one for one in known.rows(ROUTE)
    ]
    menus = {**known.router.menus, ROUTE: active}
    far = story_of(
        ROUTE,
        ruled(known, ROUTE, "route:Wan1:table:Wan2"),
        replace(known, router=Router.of(menus, known.router.version)),
    )
    assert "Not now, by Wan1: 192.168.102.1" in told(far, "used")
    dead = story_of(ROUTE, ruled(known, ROUTE, "route:Wan2:table:Wan2"), known)
    assert told(dead, "used") == "wrong: No, by Wan2: its gateway is not reached, or its check fails."


def test_what_the_router_opens_is_marked_by_its_first_answer_in_rules_by_hand(version: str) -> None:
    """MikroTik's own example of PCC marks what comes in by a line and has no mark; that takes answers, too."""
    rules = [
        {".id": f"*{n}", "chain": "prerouting", "action": "mark-connection", "new-connection-mark": f"Wan{n}_conn",
         "in-interface": f"ether{n}", "connection-mark": "no-mark"}
        for n in (1, 2)
    ]  # fmt: skip
    known, _, _ = built(version, change={MANGLE: rules})
    ping = {"src-address": "192.168.102.2", "dst-address": "192.168.102.1", "protocol": "icmp", "seen-reply": "true"}
    ends = {"reply-src-address": ping["dst-address"], "reply-dst-address": ping["src-address"]}
    story = story_of(CONNECTIONS, {**ping, **ends, "connection-mark": "Wan2_conn"}, known)
    assert told(story, "mark").startswith("fact: Wan2_conn: mangle #1")
    assert told(story, "mark").endswith("which took its first answer")
    wrong = story_of(CONNECTIONS, {**ping, **ends, "connection-mark": "Wan1_conn"}, known)
    assert "the rules of now would give it Wan2_conn" in told(wrong, "mark")
    alone = {**ping, **ends, "seen-reply": "false"}
    assert told(story_of(CONNECTIONS, alone, known), "mark") == "fact: It has no mark: no rule of mangle takes it."
