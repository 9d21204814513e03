"""Words, values, scripts and exports that nobody should send."""

from __future__ import annotations

from hypothesis import strategies as st

from routerboard.language import menus
from routerboard.language.version import Version

VERSIONS = ("6.49.18", "7.20.8")
VALUES = (
    "",
    "0",
    "-1",
    "--5",
    "1",
    "99999999999999999999",
    "9" * 5000,
    "²",
    "٣",
    "1e309",
    "nan",
    "0x",
    "0xFFFFFFFFFFFFFFFF",
    "1.2.3.4",
    "1.2.3.4/33",
    "10.0.0.0/8",
    "10.0.0.1-10.0.0.9",
    "10.0.0.9-10.0.0.1",
    "0.0.0.0/0",
    "255.255.255.255/32",
    "::",
    "::1/129",
    "fe80::1%ether1",
    "1.2.3",
    "yes",
    "no",
    "true",
    "10s",
    "1w2d3h4m5s",
    "99999999999w",
    "00:00:10",
    "25:99:99",
    "-10s",
    "nov/31/2026",
    "2026-02-30",
    "*1",
    "*2",
    "*FFFFFFFFFFFFFFFFFFFF",
    "*",
    "*0,*1",
    "ether1",
    "ether2",
    "bridge",
    "main",
    "all",
    "none",
    "WAN",
    "LAN",
    "admin",
    "full",
    "default",
    "a,b,,c",
    ",",
    "!",
    "!x",
    "!ether1",
    "x=y",
    "prerouting",
    "srcnat",
    "tcp",
    "tcp,udp",
    "80",
    "80,443",
    "70000",
    "1-2",
    "2-1",
    "2:1",
    "3/2",
    "both-addresses:2/5",
    "accept",
    "mark-routing",
    "masquerade",
    "jump",
    "\0",
    "\n",
    "\r\n",
    "é",
    "日本",
    "\udce9",
    "'\"$[({\\",
    "$x",
    ":put 1",
    "{ :put 1 }",
    ":while (true) do={}",
    "x" * 300,
    "x" * 70000,
    "20M",
    "9.9k",
    "AA:BB:CC:DD:EE:FF",
    "AA:BB",
    "..",
    "/",
)
VERBS = (
    "add",
    "set",
    "remove",
    "print",
    "getall",
    "get",
    "find",
    "enable",
    "disable",
    "move",
    "unset",
    "listen",
    "monitor",
    "reset-counters",
    "export",
    "run",
    "save",
    "load",
    "take",
    "get",
    "unroll",
    "release",
    "renew",
    "update",
    "flush",
)
SPECIAL = (
    "/ping",
    "/tool/ping",
    "/tool/fetch",
    "/export",
    "/import",
    "/execute",
    "/resolve",
    "/interface/monitor-traffic",
    "/interface/ethernet/monitor",
    "/interface/pppoe-client/monitor",
    "/system/backup/save",
    "/system/backup/load",
    "/system/clock/set",
    "/file/add",
    "/file/read",
    "/file/set",
    "/system/script/run",
    "/safe-mode/take",
    "/undo",
    "/safe-mode/unroll",
    "/ip/dhcp-client/renew",
    "/ip/dns/cache/flush",
    "/system/device-mode/update",
    "/login",
    "/",
    "",
    "//",
    "/a/b/c",
    "ip/address/print",
    "/ip/address",
    "/ip//address/print",
    "/system/reboot",
    "/console/inspect",
)
_NAMES = (
    ".id",
    "numbers",
    "number",
    "value-name",
    "name",
    "comment",
    "disabled",
    "interface",
    "address",
    "source",
    "script",
    "script",
    "chain",
    "action",
    "file",
    "file-name",
    "destination",
    "place-before",
    "copy-from",
    ".proplist",
    "proplist",
    "count-only",
    "once",
    "interval",
    "duration",
    "follow",
    "follow-only",
    "count",
    "size",
    "src-address",
    "password",
    "as-string",
    "contents",
    "on-event",
    "start-time",
    "start-date",
    "policy",
    "from",
    "from-line",
    "date",
    "time",
    "",
    "=",
)
MENUS = tuple(dict.fromkeys(path for version in VERSIONS for path in menus.paths(Version.parse(version))))


def properties(path: str) -> tuple[str, ...]:
    """The names of what rows of a menu have on any of the versions."""
    found = [menus.menu(path, Version.parse(version)) for version in VERSIONS]
    return tuple(dict.fromkeys(name for one in found if one is not None for name in one.properties))


values = st.sampled_from(VALUES) | st.text(max_size=12) | st.integers(-(10**20), 10**20).map(str)
queries = (
    st.builds(
        lambda sign, name, value: f"?{sign}{name}{value}",
        st.sampled_from(("", "-", "=", "<", ">", "#", "~", ">>")),
        st.sampled_from(("name", "mtu", "address", "disabled", ".id", "comment", "")),
        values.map(lambda value: f"={value}") | st.just(""),
    )
    | st.text("0123456789!&|.²", max_size=12).map(lambda text: f"?#{text}")
    | st.just("?#" + "9" * 5000)
)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, ...]:
    """A command of any menu with arguments that the menu may have."""
    path = draw(st.sampled_from(MENUS))
    command = draw(st.sampled_from(SPECIAL) | st.sampled_from(VERBS).map(lambda verb: f"{path}/{verb}"))
    names = st.sampled_from(_NAMES) | st.sampled_from(properties(path) or _NAMES) | st.text(max_size=3)
    pairs = draw(st.lists(st.tuples(names, values), max_size=6))
    asked = draw(st.lists(queries, max_size=4)) if command.endswith(("print", "getall", "listen")) else []
    return (command, *(f"={name}={value}" for name, value in pairs), *asked)


# Scripts

_OPERATORS = ("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ".", ",", "=", "!=", "<", ">", "~", "in", "and", "or")
_FUNCTIONS = (
    "len",
    "pick",
    "find",
    "range",
    "toarray",
    "serialize",
    "deserialize",
    "typeof",
    "tolf",
    "tocrlf",
    "tonsec",
    "tostr",
    "tonum",
    "tobool",
    "totime",
    "toid",
    "toip",
    "toip6",
    "parse",
    "resolve",
    "environment",
    "rndnum",
    "rndstr",
    "convert",
    "timestamp",
    "time",
    "grep",
    "jobname",
    "execute",
    "return",
    "error",
    "delay",
    "nothing",
    "put",
    "beep",
    "retry",
)
_leaves = st.sampled_from(
    (
        "1",
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "0x7FFFFFFFFFFFFFFF",
        "1s",
        "1w",
        "99999999999w",
        "true",
        "nil",
        '""',
        '"a"',
        '"a\\n$a$[:len $a]"',
        "10.0.0.1",
        "10.0.0.0/8",
        "::1",
        "*1",
        "$a",
        "$b",
        '$"a"',
        "[]",
        "{}",
        "()",
        "$1",
        "$f",
        "($a->1)",
        '($a->"k"->0)',
        '"\\\\ud800"',
        '"[[[1,{\\"a\\":1e400}]]]"',
        '"(((a*)*)*)*b"',
        '"a{999}{999}"',
        '"[[:alpha:]-"',
        "word",
        '"\\FF\\C3"',
        '"²"',
        "[/ip address find]",
        "[/interface print as-value]",
        "[/interface get ether1]",
        "[/ip route print count-only where dynamic]",
        "[/system identity get name]",
    )
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.builds(lambda a, o, b: f"({a} {o} {b})", inner, st.sampled_from(_OPERATORS), inner)
        | st.builds(lambda s, a: f"({s}{a})", st.sampled_from("!-~"), inner)
        | st.lists(inner, max_size=3).map(lambda items: "{" + ";".join(items) + "}")
        | st.lists(inner, min_size=1, max_size=2).map(lambda items: "{" + ";".join(f"k={one}" for one in items) + "}")
        | st.builds(
            lambda name, words: f"[:{name} {' '.join(words)}]", st.sampled_from(_FUNCTIONS), st.lists(inner, max_size=3)
        )
        | st.builds(lambda a, b: f"[:{a} {b} {a}=json]", st.sampled_from(("to", "from")), inner)
        | inner.map(lambda one: f"[:serialize {one} to=json]")
        | inner.map(lambda one: f"[:deserialize {one} from=json]")
    )


expressions = st.recursive(_leaves, _larger, max_leaves=8)


@st.composite
def menu_commands(draw: st.DrawFn) -> str:
    """A command of a menu as the console writes it."""
    path = draw(st.sampled_from(MENUS))
    verb = draw(st.sampled_from(VERBS))
    names = draw(st.lists(st.sampled_from(properties(path) or ("name",)), max_size=4))
    given = " ".join(f"{name}={draw(expressions)}" for name in names)
    rows = draw(st.sampled_from(("", "[find]", "*1", "0", "[find where name~$a]", "numbers=[find dynamic]")))
    where = draw(st.sampled_from(("", " where disabled", " where name=$a and !dynamic", " where (a or b)", " where")))
    return f"{path.replace('/', ' ').replace(' ', '/', 1)} {verb} {rows} {given}{where if verb == 'print' else ''}"


_simple = (
    st.builds(
        lambda verb, name, value: f":{verb} {name} {value}",
        st.sampled_from(("local", "global", "set")),
        st.sampled_from(("a", "b", "f", "1", '"x y"')),
        expressions,
    )
    | st.builds(lambda name, value: f":{name} {value}", st.sampled_from(_FUNCTIONS), expressions)
    | st.builds(lambda value, new: f":set ($a->{value}) {new}", expressions, expressions)
    | menu_commands()
    | st.sampled_from(
        (
            ":break",
            ":continue",
            ":exit",
            "$f",
            "$f 1 a=2",
            ":set a ($a.$a)",
            ":set a ($a,$a)",
            ":log info $a",
            ":environment print",
            "/export",
            "/system script run x",
            ":set a {$a;$a}",
            ":global a",
        )
    )
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, max_size=3).map(lambda lines: "{" + "; ".join(lines) + "}")
    return (
        st.builds(lambda v, b, c: f":if ({v}) do={b} else={c}", expressions, block, block)
        | st.builds(lambda v, b: f":while ({v}) do={b}", expressions, block)
        | st.builds(
            lambda a, b, c, d: f":for i from={a} to={b} step={c} do={d}", expressions, expressions, expressions, block
        )
        | st.builds(lambda n, v, b: f":foreach {n} in={v} do={b}", st.sampled_from(("x", "k,v")), expressions, block)
        | st.builds(lambda b, c: f":do {b} on-error={c}", block, block)
        | st.builds(lambda b, v: f":do {b} while=({v})", block, expressions)
        | st.builds(lambda b, c: f":onerror e in={b} do={c}", block, block)
        | st.builds(lambda b, m: f":retry command={b} delay={m} max={m}", block, expressions)
        | block.map(lambda b: f":local f do={b}; $f")
        | block.map(lambda b: f":global f do={b}; $f")
        | block.map(lambda b: f":execute script={b}")
        | block
    )


_programs = st.lists(st.recursive(_simple, _compound, max_leaves=6), min_size=1, max_size=5).map("\n".join)


@st.composite
def _bent(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with some pieces of it left out, doubled, or moved to where they do not belong."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 4))):
        size = len(text)
        start, end, to = sorted(draw(st.tuples(*[st.integers(0, size)] * 3)))
        start, end = start, min(end, start + 20)
        piece = draw(
            st.sampled_from(("", text[start:end], text[start:end] * 3))
            | st.text('{}[]()"\\$;=\n#!/:,.->~ ', max_size=4)
        )
        text = text[:start] + piece + text[end:to] + text[to:]
    return text


scripts = _programs | _bent(_programs)


# Exports


@st.composite
def _export_lines(draw: st.DrawFn) -> str:
    path = draw(st.sampled_from(MENUS)).replace("/", " ").replace(" ", "/", 1)
    verb = draw(
        st.sampled_from(("add", "set", "set [ find default-name=ether1 ]", "remove [ find ]", "unset", "move", ""))
    )
    names = draw(
        st.lists(st.sampled_from(("name", "comment", "address", "interface", "list", "!x", "src", "=")), max_size=4)
    )
    words = " ".join(f"{name}={draw(st.sampled_from(VALUES[:-8]))!r}".replace("'", '"') for name in names)
    return f"{path} {verb} {words}"


_exports = st.lists(
    _export_lines()
    | st.sampled_from(("# by RouterOS 7.20.8", "# model = X", "# 2026 by RouterOS 9" + "9" * 5000, "\\", "")),
    max_size=6,
).map("\n".join)
exports = _exports | _bent(_exports) | st.text(max_size=200)
