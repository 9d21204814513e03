"""What clears stale connections when a line dies, and when it is back.

A connection keeps the address that it was translated to when it began. Once its packets take another line, at a
fail-over or at the fail-back, nothing comes back for it, and some of its kind (UDP that is kept alive) would never end
by themselves. So it is removed, and its next packet begins a new one. Truth is where its replies come to
(`reply-dst-address`), not its mark, which is only the intention: what carries the mark of a line, and has the address
of another one than its packets leave by now, is stale. Nothing else is touched: not what came in from outside, and not
this program's own session, for neither is translated to the address of a line.

Netwatch sees a line's host go and come, and runs the script; it may read, write, test and restart, nothing more, which
is enough. Routes change some seconds before or after that, so the script looks again and again for half a minute. It
asks the routes which line they use and the interfaces for their addresses, so leases and dial-ins may change them. It
may run twice, for the first judgement after a restart, or for nothing: then there is nothing stale. No configuration
is written.
"""

from __future__ import annotations

from routerboard.language import stale
from routerboard.language.items import Item
from routerboard.language.menus import menu
from wizards.hosts import hosts
from wizards.lines import Job, Line

NETWATCH = "/tool/netwatch"
SCRIPTS = "/system/script"
INTERVAL, TIMEOUT, AFTER_BOOT = "10s", "1s", "30s"
PASSES, PAUSE = 7, "5s"
"""Half a minute: a check of a gateway gives a line up after 21 s at most, netwatch tells of it after 1 s at least."""


def possible(job: Job) -> bool:
    """Whether this router and this user can have it; RouterOS 6 may lack netwatch, the package `advanced-tools`."""
    readable = {NETWATCH, SCRIPTS} <= job.survey.menus.keys()
    return readable and (not job.survey.policies or "policy" in job.survey.policies)


def wanted(job: Job) -> bool:
    """Whether lines are watched and connections can go stale at all."""
    return len(job.lines) > 1 and job.site.health.check != "none" and possible(job)


def script(job: Job) -> list[Item]:
    """The script that removes what is stale."""
    if not wanted(job):
        return []
    values = {"name": stale.NAME, "policy": "read,write", "source": source(job)}
    why = "connections whose line has died, or is back, begin anew instead of waiting for answers that never come"
    return [Item(SCRIPTS, "clear", values, why)]


def watches(job: Job) -> list[Item]:
    """Netwatch on each host of each line: whichever goes or comes last is the one that moves the traffic."""
    if not wanted(job):
        return []
    found = hosts(job)
    return [
        _watch(job, line, number, host) for line in job.lines for number, host in enumerate(found.get(line.name, ()), 1)
    ]


def _watch(job: Job, line: Line, number: int, host: str) -> Item:
    """The first host of all tells of a start in any case, and the others only where they are found dead: one run will
    do for what began before the lines were up.
    """
    menu_of = menu(NETWATCH, job.version)
    known = menu_of.properties if menu_of is not None else {}
    soon = {"startup-delay": AFTER_BOOT} if "startup-delay" in known else {}
    first = line is job.lines[0] and number == 1
    quiet = {"ignore-initial-up": "yes"} if "ignore-initial-up" in known and not first else {}
    scripts = {"up-script": stale.RUN, "down-script": stale.RUN}
    values = {"host": host, "interval": INTERVAL, "timeout": TIMEOUT, **soon, **quiet, **scripts}
    return Item(NETWATCH, f"watch:{line.name}:{number}", values, f"when {line.name} dies or is back, stale ones go")


def source(job: Job) -> str:
    """The script: which way each table leads, which addresses each line has, then what has the address of another.

    A table without a way of its own falls through to main. By fail-over only, guests carry no mark and follow main.
    """
    lines = ";".join(f'"{_escaped(line.name)}"="{_escaped(line.interface)}"' for line in job.lines)
    ways = _WAYS_7 if job.version.can("routing-tables") else _WAYS_6
    unmarked = _cleared("$main", r'!(connection-mark~"_conn\$")') if job.site.method == "failover" else ()
    return "\n".join((
        "# Removes connections that leave by another line than the one whose address they have.",
        f":local lines {{{lines}}}",
        f":for pass from=1 to={PASSES} do={{",
        *ways,
        *_ADDRESSES,
        '  :local main ($ways->"main")',
        *unmarked,
        "  :foreach name,port in=$lines do={",
        '    :local mark ($name . "_conn")',
        '    :local way ($ways->("to_" . $name))',
        "    :if ([:len $way] = 0) do={ :set way $main }",
        *_cleared("$way", "connection-mark=$mark"),
        "  }",
        f"  :delay {PAUSE}",
        "}",
    ))  # fmt: skip


_WAYS_7 = (
    '  :local ways [:toarray ""]',
    "  :foreach route in=[/ip route find where dst-address=0.0.0.0/0 and active=yes] do={",
    "    :local hop [:tostr [/ip route get $route immediate-gw]]",
    '    :local at [:find $hop "%"]',
    '    :if ([:typeof $at] = "num") do={ :set hop [:pick $hop ($at + 1) [:len $hop]] }',
    "    :set ($ways->[:tostr [/ip route get $route routing-table]]) $hop",
    "  }",
)
"""Table -> the interface that its active default route leaves by: `192.168.30.1%ether1`, or `pppoe-out1`."""

_WAYS_6 = (
    '  :local ways [:toarray ""]',
    "  :foreach route in=[/ip route find where dst-address=0.0.0.0/0 and active=yes] do={",
    '    :local hop (" " . [:tostr [/ip route get $route gateway-status]] . " ")',
    "    :local table [:tostr [/ip route get $route routing-mark]]",
    '    :if ([:len $table] = 0) do={ :set table "main" }',
    "    :foreach name,port in=$lines do={",
    '      :if ([:typeof [:find $hop (" " . $port . " ")]] = "num") do={ :set ($ways->$table) $port }',
    "    }",
    "  }",
)
"""The same: `192.168.30.1 reachable via  ether1`, `192.0.2.211 recursive via 192.168.30.1 ether1`, or a session's."""

_ADDRESSES = (
    '  :local own [:toarray ""]',
    "  :foreach name,port in=$lines do={",
    "    :foreach row in=[/ip address find where interface=$port] do={",
    "      :local address [:tostr [/ip address get $row address]]",
    '      :set address [:pick $address 0 [:find $address "/"]]',
    '      :set ($own->$address) (($own->$address) . "|" . $port . "|")',
    "    }",
    "  }",
)
"""Address -> the interfaces that have it, each between two `|`: modems of one make may lease all of them the same."""


def _cleared(way: str, which: str) -> tuple[str, ...]:
    """Removes of these connections what has an address of a line that it does not leave by.

    An address that the line has too, besides another, tells nothing and is left alone.

    A dot of an address may stand for any character here: of four numbers there is no other reading. Connections end
    while they are looked at, so that one is gone is no failure.
    """
    return (
        f"    :if ([:len {way}] > 0) do={{",
        '      :local others ""',
        "      :foreach address,ports in=$own do={",
        f'        :local at [:find $ports ("|" . {way} . "|")]',
        '        :if ([:typeof $at] != "num") do={ :set others ($others . "|" . $address) }',
        "      }",
        "      :if ([:len $others] > 0) do={",
        r'        :set others ("^(" . [:pick $others 1 [:len $others]] . ")(:|\$)")',
        f"        :foreach one in=[/ip firewall connection find where {which} and reply-dst-address~$others] do={{",
        "          :do { /ip firewall connection remove $one } on-error={}",
        "        }",
        "      }",
        "    }",
    )


def _escaped(text: str) -> str:
    """Text inside quotes of a script."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
