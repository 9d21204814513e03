"""What is asked: reading every menu, being refused in every way, rows of our own in places where they do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routerboard.language import menus
from routerboard.language.menus import Menu
from routerboard.language.version import Version

MARK = "simplifi-differ"
"""In the comment of every row that is added, or its name where it has no comment."""

NOBODY = "*FFFFFFE"
"""The id of a row that is nowhere."""

POINTS = {
    "a": "does a job of /execute outlive the session that started it",
    "b": "safe mode: only taking and releasing it is tried, no restart and no dead session",
    "c": "what next-run shows of a first run that is to come; no clock is turned",
    "d": "?disabled=yes against ?disabled=true in queries",
    "e": "how fib, gateway=x@main and !property read back",
    "f": "whether the addresses of connections have their ports in them",
    "g": "/undo over the API, where the history says that our own change is the last one",
    "h": "/ping and /tool/ping",
    "i": "a list of gateways with commas",
    "j": "no-mark, /execute and unset",
    "k": "TLS without a certificate: told, not compared",
}
"""The open points of what is known of RouterOS: letter -> what is asked."""

UNTOUCHED = ("/ip/service", "/user", "/user/group", "/interface", "/interface/ethernet", "/interface/bridge")
"""Menus that are only read, whatever happens: the session hangs on them."""


@dataclass(frozen=True)
class Exchange:
    """One thing that is asked.

    words   the sentence; `{name}` in it stands for an id that an earlier exchange kept under that name
    keeps   the name under which the id that it returns is kept
    ours    its rows are ours, the same on every router: their values are compared too
    other   it is asked in a second session, which is opened for it and stays until an exchange `hangs_up`
    first   so many sentences of the answer are heard, then it is given up; 0 is all of them
    cancel  it is cancelled by a /cancel once the first sentence was heard, or after a moment
    waits   seconds before it
    guard   it is asked only where the last answer has this word in it
    """

    name: str
    words: tuple[str, ...]
    point: str = ""
    keeps: str = ""
    ours: bool = False
    other: bool = False
    hangs_up: bool = False
    first: int = 0
    cancel: bool = False
    waits: float = 0.0
    guard: str = ""

    @property
    def menu(self) -> str:
        """The menu that is asked."""
        return self.words[0].rpartition("/")[0]

    @property
    def verb(self) -> str:
        """What is done there."""
        return self.words[0].rpartition("/")[2]


@dataclass(frozen=True)
class Sample:
    """A menu where a row of ours does nothing: its values, and a property with a value that it cannot have."""

    menu: str
    values: tuple[str, ...]
    wrong: str = ""
    change: str = "=comment=" + MARK + " changed"
    named: bool = False
    switch: bool = True


def samples(version: Version) -> tuple[Sample, ...]:
    """The menus that are written to."""
    seven = version.can("routing-tables")
    chain = f"=chain={MARK}"
    found = [
        Sample("/ip/firewall/address-list", (f"=list={MARK}", "=address=192.0.2.1"), "=address=1.2.3.4.5"),
        Sample("/ip/firewall/filter", (chain, "=action=accept", "=protocol=tcp", "=dst-port=80,443"), "=protocol=tpc"),
        Sample("/ip/firewall/mangle", (chain, "=action=mark-connection", "=new-connection-mark=differ",
               "=connection-mark=no-mark", "=per-connection-classifier=both-addresses:2/1"),
               "=per-connection-classifier=both-addresses:2/2"),
        Sample("/ip/firewall/nat", (chain, "=action=masquerade", "=src-address=192.0.2.0/24"), "=src-address=x"),
        Sample("/ip/firewall/raw", (chain, "=action=notrack", "=limit=10,5:packet"), "=action=nothing"),
        Sample("/ip/route", ("=dst-address=192.0.2.0/24", "=gateway=192.0.2.254", "=distance=250"), "=distance=1000"),
        Sample("/ip/pool", (f"=name={MARK}", "=ranges=192.0.2.10-192.0.2.20"), "=ranges=x", "=ranges=192.0.2.30", True,
               False),
        Sample("/ip/dns/static", ("=name=differ.simplifi.invalid", "=address=192.0.2.1", "=ttl=1d"), "=address=x"),
        Sample("/system/script", (f"=name={MARK}", "=source=:nothing"), "=policy=everything", named=True, switch=False),
        Sample("/system/scheduler", (f"=name={MARK}", "=on-event=:nothing", "=interval=1d"), "=interval=soon",
               named=True),
        Sample("/tool/netwatch", ("=host=192.0.2.1", "=interval=1m"), "=interval=soon"),
        Sample("/queue/simple", (f"=name={MARK}", "=target=192.0.2.1/32", "=max-limit=1M/2M"), "=target=x", named=True),
    ]  # fmt: skip
    if seven:
        found.append(Sample("/routing/table", (f"=name={MARK}", "=fib="), "=name=", "=comment=" + MARK, True))
        found.append(
            Sample("/routing/rule", ("=src-address=192.0.2.1/32", "=action=lookup", "=table=main"), "=table=no-such")
        )
    return tuple(one for one in found if menus.menu(one.menu, version) is not None)


def exchanges(version: Version) -> tuple[Exchange, ...]:
    """Everything that is asked of a router of this version, in order."""
    asked = (
        *_words_of_the_api(version),
        *(one for path in menus.paths(version) for one in _reading(path, version)),
        *(one for sample in samples(version) for one in _writing(sample, version)),
        *_points(version),
    )
    names = [one.name for one in asked]
    assert len(set(names)) == len(names), [one for one in names if names.count(one) > 1]
    return asked


def touched(version: Version) -> tuple[str, ...]:
    """The menus where rows are added for a while."""
    return tuple(dict.fromkeys(one.menu for one in exchanges(version) if one.verb == "add"))


def _words_of_the_api(version: Version) -> Iterator[Exchange]:
    identity = "/system/identity"
    yield Exchange("no menu", ("/no/such/menu/print",))
    yield Exchange("no command", (f"{identity}/dance",))
    yield Exchange("no slash", ("system/identity/print",))
    yield Exchange("only a menu", (identity,))
    yield Exchange("unknown word", (f"{identity}/print", "nonsense"))
    yield Exchange("unknown argument", (f"{identity}/print", "=nonsense=1"))
    yield Exchange("an argument without a value", (f"{identity}/print", "=detail="))
    yield Exchange("a proplist", (f"{identity}/print", "=.proplist=name"))
    yield Exchange("a proplist of nothing", (f"{identity}/print", "=.proplist="))
    yield Exchange("a proplist of the unknown", (f"{identity}/print", "=.proplist=nonsense"))
    yield Exchange("count of a single menu", (f"{identity}/print", "=count-only="))
    yield Exchange("get", (f"{identity}/get", "=value-name=name"))
    yield Exchange("get of the unknown", (f"{identity}/get", "=value-name=nonsense"))
    yield Exchange("cancel of nothing", ("/cancel", "=tag=nonsense"))
    yield Exchange("login again", ("/login",))
    yield Exchange("listen, cancelled", ("/interface/listen",), cancel=True)
    yield Exchange("listen where none is", ("/system/resource/listen",), cancel=True)
    yield Exchange("print by interval", ("/system/identity/print", "=interval=1"), first=2)
    yield Exchange("ping, cancelled", ("/tool/ping", "=address=127.0.0.1"), "h", cancel=True)
    for number, queries in enumerate(_QUERIES):
        yield Exchange(f"query {number}", ("/interface/print", "=count-only=", *queries))


_QUERIES = (
    ("?name",), ("?-name",), ("?nonsense",), ("?-nonsense",), ("?name=nonsense",), ("?=name=nonsense",),
    ("?name=nonsense", "?#!"), ("?name=nonsense", "?-nonsense", "?#|"), ("?name=nonsense", "?-nonsense", "?#&"),
    ("?>mtu=1",), ("?<mtu=1",), ("?#",), ("?#!",), ("?#|",), ("?name=nonsense", "?#.", "?#!", "?#|"), ("?#x",),
    ("?name=nonsense", "?name", "?#1"), ("?",), ("?disabled=maybe",), ("?mtu=x",),
)  # fmt: skip


def _reading(path: str, version: Version) -> Iterator[Exchange]:
    """Every menu is read; of tables that may be large only the first rows."""
    menu = menus.menu(path, version)
    assert menu is not None
    first = 20 if path in _LARGE else 0
    if path != "/file":
        yield Exchange(f"{path} print", (f"{path}/print",), "f" if path.endswith("/connection") else "", first=first)
    if path not in _LARGE:
        yield Exchange(f"{path} count", (f"{path}/print", "=count-only="))
    if path in UNTOUCHED or not _writable(menu) or path in _DELICATE:
        return
    yield Exchange(f"{path} set of the unknown", (f"{path}/set", *_nobody(menu), "=nonsense=1"))
    if "remove" in menu.commands:
        yield Exchange(f"{path} remove of nobody", (f"{path}/remove", f"=.id={NOBODY}"))
    if "move" in menu.commands and menu.ordered:
        yield Exchange(f"{path} move of nobody", (f"{path}/move", f"=numbers={NOBODY}"))


_LARGE = frozenset({
    "/ip/firewall/connection", "/log", "/ip/route", "/ipv6/route", "/routing/route", "/routing/nexthop", "/ip/arp",
    "/interface/bridge/host", "/ip/dns/cache", "/ip/firewall/address-list", "/ip/dhcp-server/lease", "/ip/neighbor",
    "/ip/hotspot/host", "/ip/hotspot/active", "/ip/hotspot/user", "/ppp/secret", "/ppp/active", "/ip/dns/static",
    "/system/history", "/certificate",
})  # fmt: skip
_DELICATE = frozenset({
    "/system/device-mode", "/system/package", "/system/package/update", "/system/routerboard", "/system/backup",
    "/safe-mode", "/system/license", "/certificate", "/system/history", "/user/active", "/file", "/log",
})  # fmt: skip
"""Where not even a command that must be refused is sent."""


def _writable(menu: Menu) -> bool:
    return any(not one.read_only for one in menu.properties.values())


def _nobody(menu: Menu) -> tuple[str, ...]:
    return () if menu.singleton else (f"=.id={NOBODY}",)


def _writing(sample: Sample, version: Version) -> Iterator[Exchange]:
    """A row of ours comes, is read, is changed, and goes."""
    path, row = sample.menu, sample.menu
    mark = () if sample.named and not _has(path, "comment", version) else (f"=comment={MARK}",)
    off = ("=disabled=yes",) if sample.switch and _has(path, "disabled", version) else ()
    yield Exchange(f"{path} add of the unknown", (f"{path}/add", *sample.values, *mark, *off, "=nonsense=1"))
    if sample.wrong:
        given = [word for word in sample.values if not word.startswith(sample.wrong.rpartition("=")[0] + "=")]
        kept = [word for word in given if not word.startswith("=name=")] if sample.wrong == "=name=" else given
        yield Exchange(f"{path} add of the wrong", (f"{path}/add", *kept, *mark, *off, sample.wrong))
    yield Exchange(f"{path} add", (f"{path}/add", *sample.values, *mark, *off), keeps=row)
    one = f"?.id={{{row}}}"
    yield Exchange(f"{path} ours", (f"{path}/print", one), ours=True)
    yield Exchange(f"{path} ours in detail", (f"{path}/print", "=detail=", one), ours=True)
    if sample.named:
        yield Exchange(f"{path} add twice", (f"{path}/add", *sample.values, *mark, *off))
        yield Exchange(f"{path} by name", (f"{path}/print", f"?name={MARK}"), ours=True)
    change = sample.change if not sample.change.startswith("=comment") or mark else ""
    if change:
        yield Exchange(f"{path} set", (f"{path}/set", f"=.id={{{row}}}", change))
        yield Exchange(f"{path} ours, changed", (f"{path}/print", one), ours=True)
    if sample.wrong and sample.wrong != "=name=":
        yield Exchange(f"{path} set of the wrong", (f"{path}/set", f"=.id={{{row}}}", sample.wrong))
    if mark and change.startswith("=comment"):
        yield Exchange(f"{path} set back", (f"{path}/set", f"=.id={{{row}}}", f"=comment={MARK}"))
    yield Exchange(f"{path} get", (f"{path}/get", f"=.id={{{row}}}", "=value-name=.id"))
    yield Exchange(f"{path} remove", (f"{path}/remove", f"=.id={{{row}}}"))
    yield Exchange(f"{path} remove twice", (f"{path}/remove", f"=.id={{{row}}}"))


def _has(path: str, name: str, version: Version) -> bool:
    menu = menus.menu(path, version)
    return menu is not None and name in menu.properties


def _points(version: Version) -> Iterator[Exchange]:
    seven = version.can("routing-tables")
    yield from _jobs(seven)
    if menus.menu("/safe-mode", version) is not None:
        yield Exchange("b take", ("/safe-mode/take",), "b", other=True)
        yield Exchange("b print", ("/safe-mode/print",), "b")
        yield Exchange("b take of what is taken", ("/safe-mode/take",), "b")
        yield Exchange("b release", ("/safe-mode/release",), "b", other=True, hangs_up=True)
        yield Exchange("b release of what is free", ("/safe-mode/release",), "b")
    yield from _first_run(version)
    yield from _queries_of_rows()
    yield from _read_back(seven)
    yield from _undo()
    address = "=address=127.0.0.1"
    yield Exchange("h root ping", ("/ping", address, "=count=1"), "h")
    yield Exchange("h ping", ("/tool/ping", address, "=count=1"), "h")
    yield Exchange("h ping by table", ("/tool/ping", address, "=count=1", "=routing-table=main"), "h")
    yield Exchange("h ping by vrf", ("/tool/ping", address, "=count=1", "=vrf=main"), "h")
    yield Exchange("h ping nobody", ("/tool/ping", "=address=0.0.0.1", "=count=1"), "h")
    yield from _gateways()
    yield from _old_words()


def _jobs(seven: bool) -> Iterator[Exchange]:
    script = "=script=:global simplifidiffer 1; :delay 3s; :global simplifidiffer 2; :delay 1s"
    variable = ("/system/script/environment/print", "?name=simplifidiffer")
    yield Exchange("a execute", ("/execute", script), "a", other=True)
    yield Exchange("a job", ("/system/script/job/print",), "a", other=True, waits=0.5)
    yield Exchange("a hang up", ("/quit",), "a", other=True, hangs_up=True)
    yield Exchange("a variable at first", variable, "a", ours=True)
    yield Exchange("a variable after the session", variable, "a", ours=True, waits=3.5)
    yield Exchange("a execute nothing", ("/execute", "=script="), "a")
    yield Exchange("a execute what is no script", ("/execute", "=script=/no such command {"), "a")
    if seven:
        yield Exchange("a as-string", ("/execute", "=script=:put 1; :put two", "=as-string="), "a", ours=True)
        yield Exchange("a as-string silent", ("/execute", "=script=:nothing", "=as-string="), "a", ours=True)
        yield Exchange("a as-string failing", ("/execute", "=script=:error no", "=as-string="), "a", ours=True)
    else:
        yield Exchange("a as-string", ("/execute", "=script=:put 1", "=as-string="), "a", ours=True)


def _first_run(version: Version) -> Iterator[Exchange]:
    path, name = "/system/scheduler", f"=name={MARK}-run"
    future = "=start-date=2037-01-02" if version.can("iso-dates") else "=start-date=jan/02/2037"
    late = (name, f"=comment={MARK}", "=on-event=:nothing", "=start-time=03:04:05", "=interval=1d")
    yield Exchange("c add", (f"{path}/add", *late, future), "c", keeps="run")
    yield Exchange("c next run", (f"{path}/print", "?.id={run}"), "c", ours=True)
    yield Exchange("c startup", (f"{path}/set", "=.id={run}", "=start-time=startup"), "c")
    yield Exchange("c next run from startup", (f"{path}/print", "?.id={run}"), "c", ours=True)
    yield Exchange("c wrong date", (f"{path}/set", "=.id={run}", "=start-date=soon"), "c")
    yield Exchange("c remove", (f"{path}/remove", "=.id={run}"), "c")


def _queries_of_rows() -> Iterator[Exchange]:
    path = "/ip/firewall/address-list"
    given = (f"=list={MARK}", f"=comment={MARK}")
    yield Exchange("d add on", (f"{path}/add", *given, "=address=192.0.2.2"), "d", keeps="on")
    yield Exchange("d add off", (f"{path}/add", *given, "=address=192.0.2.3", "=disabled=yes"), "d", keeps="off")
    for words in (
        ("?disabled=yes",), ("?disabled=true",), ("?disabled=no",), ("?disabled=false",), ("?disabled",),
        ("?-disabled",), ("?dynamic=no",), ("?dynamic=false",), ("?>comment=",), ("?comment=" + MARK,),
        ("?address=192.0.2.2",), ("?>address=192.0.2.2",), ("?<address=192.0.2.3",), ("?address=192.0.2.2/32",),
        ("?.id={on}",), ("?.id={on}", "?.id={off}", "?#|"), ("?creation-time",),
    ):  # fmt: skip
        asked = (f"{path}/print", "=count-only=", f"?list={MARK}", *words)
        yield Exchange(f"d {' '.join(words)}", asked, "d", ours=True)
    yield Exchange("d both by id", (f"{path}/print", "=.id={on},{off}"), "d", ours=True)
    yield Exchange("d both by from", (f"{path}/print", "=from={on}"), "d", ours=True)
    yield Exchange("d enable", (f"{path}/enable", "=.id={off}"), "d")
    yield Exchange("d disable both", (f"{path}/disable", "=numbers={on},{off}"), "d")
    yield Exchange("d both", (f"{path}/print", f"?list={MARK}"), "d", ours=True)
    yield Exchange("d remove one that is there and one that is not", (f"{path}/remove", f"=.id={{off}},{NOBODY}"), "d")
    yield Exchange("d what is left", (f"{path}/print", f"?list={MARK}"), "d", ours=True)
    yield Exchange("d remove on", (f"{path}/remove", "=.id={on}"), "d")
    yield Exchange("d remove off", (f"{path}/remove", "=.id={off}"), "d")


def _read_back(seven: bool) -> Iterator[Exchange]:
    route = ("=dst-address=192.0.2.0/25", f"=comment={MARK}", "=disabled=yes")
    if seven:
        for name, words in (("bare", ("=fib=",)), ("yes", ("=fib=yes",)), ("none", ())):
            row = f"table {name}"
            given = ("/routing/table/add", f"=name={MARK}-{name}", f"=comment={MARK}", *words)
            yield Exchange(f"e fib {name}", given, "e", keeps=row)
            yield Exchange(f"e fib {name} reads", ("/routing/table/print", f"?.id={{{row}}}"), "e", ours=True)
            yield Exchange(f"e fib {name} remove", ("/routing/table/remove", f"=.id={{{row}}}"), "e")
    for name, gateway in (("at main", "192.0.2.129@main"), ("at interface", "192.0.2.129%lo"), ("empty", "")):
        row = f"route {name}"
        yield Exchange(f"e {name}", ("/ip/route/add", *route, f"=gateway={gateway}"), "e", keeps=row)
        yield Exchange(f"e {name} reads", ("/ip/route/print", f"?.id={{{row}}}"), "e", ours=True)
        yield Exchange(f"e {name} remove", ("/ip/route/remove", f"=.id={{{row}}}"), "e")
    rule = (f"=chain={MARK}", "=action=accept", f"=comment={MARK}", "=disabled=yes", "=protocol=tcp", "=dst-port=80")
    path = "/ip/firewall/mangle"
    yield Exchange("e rule", (f"{path}/add", *rule), "e", keeps="rule")
    yield Exchange("e !property", (f"{path}/set", "=.id={rule}", "=!dst-port="), "e")
    yield Exchange("e !property reads", (f"{path}/print", "?.id={rule}"), "e", ours=True)
    yield Exchange("e second rule", (f"{path}/add", *rule, "=place-before={rule}"), "e", keeps="second")
    yield Exchange("e order", (f"{path}/print", "=.proplist=comment,dst-port", f"?chain={MARK}"), "e", ours=True)
    yield Exchange("e move", (f"{path}/move", "=numbers={second}"), "e")
    yield Exchange("e order, moved", (f"{path}/print", "=.proplist=comment,dst-port", f"?chain={MARK}"), "e", ours=True)
    yield Exchange("e before nobody", (f"{path}/add", *rule, f"=place-before={NOBODY}"), "e", keeps="third")
    yield Exchange("e remove both", (f"{path}/remove", "=.id={rule},{second}"), "e")


def _undo() -> Iterator[Exchange]:
    path = "/ip/firewall/address-list"
    row = (f"=list={MARK}", f"=comment={MARK}", "=address=192.0.2.4")
    yield Exchange("g add", (f"{path}/add", *row), "g", keeps="undone")
    yield Exchange("g history", ("/system/history/print", "=.proplist=action,by,redo,undo"), "g", first=1)
    yield Exchange("g undo", ("/undo",), "g", guard="192.0.2.4")
    yield Exchange("g undone", (f"{path}/print", "?.id={undone}"), "g", ours=True)
    yield Exchange("g remove", (f"{path}/remove", "=.id={undone}"), "g")


def _gateways() -> Iterator[Exchange]:
    given = ("=dst-address=192.0.2.128/25", f"=comment={MARK}", "=disabled=yes", "=gateway=192.0.2.1,192.0.2.2")
    yield Exchange("i add", ("/ip/route/add", *given), "i", keeps="many")
    yield Exchange("i reads", ("/ip/route/print", "?.id={many}"), "i", ours=True)
    yield Exchange("i remove", ("/ip/route/remove", "=.id={many}"), "i")


def _old_words() -> Iterator[Exchange]:
    path = "/ip/firewall/mangle"
    rule = (f"=chain={MARK}", "=action=accept", f"=comment={MARK}", "=disabled=yes")
    yield Exchange("j no-mark", (f"{path}/add", *rule, "=connection-mark=no-mark"), "j", keeps="old")
    yield Exchange("j no-mark reads", (f"{path}/print", "?.id={old}"), "j", ours=True)
    yield Exchange("j unset", (f"{path}/unset", "=.id={old}", "=value-name=connection-mark"), "j")
    yield Exchange("j unset reads", (f"{path}/print", "?.id={old}"), "j", ours=True)
    yield Exchange("j unset of the unknown", (f"{path}/unset", "=.id={old}", "=value-name=nonsense"), "j")
    yield Exchange("j empty", (f"{path}/set", "=.id={old}", "=src-address="), "j")
    yield Exchange("j counters", (f"{path}/reset-counters", "=.id={old}"), "j")
    yield Exchange("j remove", (f"{path}/remove", "=.id={old}"), "j")
