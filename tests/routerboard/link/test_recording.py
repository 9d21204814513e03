"""A recording gives back what was read, in order, without secrets, and as far as it was written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.recording import (
    HIDDEN,
    PIECE,
    Head,
    Reading,
    Recorder,
    RecordingError,
    length,
    opened,
    readings,
    readings_in_pieces,
)
from routerboard.link.rows import RawRows
from routerboard.link.watching import Snapshot
from routerboard.link.wire import encode_sentence

BEGAN = datetime(2026, 11, 28, 21, 20, 30, tzinfo=UTC)
HEAD = Head(BEGAN, Survey(Version.parse("7.20.8"), "hotel-acacia"), "version: 1\n")
CONNECTIONS = "/ip/firewall/connection"


def recorded(path: Path, *given: tuple[str, Snapshot], head: Head = HEAD, now: float = 100.0) -> Path:
    recorder = Recorder(path, head, now)
    for menu, snapshot in given:
        recorder.take(menu, snapshot)
    recorder.close()
    assert not recorder.trouble
    return path


def snapshot(rows: list[dict[str, str]], taken: float, **more: str) -> Snapshot:
    return Snapshot(rows, taken, len(rows), **more)


def told(found: Reading) -> tuple[str, list[dict[str, str]]]:
    return found.menu, [dict(row) for row in found.snapshot.rows]


def test_what_was_read_comes_back_in_order_with_its_time(tmp_path: Path) -> None:
    first = [{".id": f"*{at:X}", "src-address": f"10.0.0.{at}"} for at in range(50)]
    second = [*first[:20], {**first[20], "timeout": "5s"}, *first[25:], {".id": "*99", "src-address": "x\u034f\udc80"}]
    path = recorded(
        tmp_path / "a.simplifi",
        (CONNECTIONS, snapshot(first, 101.0)),
        ("/log", snapshot([{"message": "hello"}], 101.5)),
        (CONNECTIONS, snapshot(second, 104.25, part="those that carry something now")),
        (CONNECTIONS, snapshot([], 107.0, refused="not enough permissions")),
        (CONNECTIONS, snapshot(first, 110.0)),
    )
    found = list(readings(path))
    assert [told(one) for one in found] == [
        (CONNECTIONS, first),
        ("/log", [{"message": "hello"}]),
        (CONNECTIONS, second),
        (CONNECTIONS, []),
        (CONNECTIONS, first),
    ]
    assert [one.at for one in found] == [1.0, 1.5, 4.25, 7.0, 10.0]
    assert (found[2].snapshot.part, found[3].snapshot.refused) == (
        "those that carry something now",
        "not enough permissions",
    )
    assert length(path) == 10.0
    assert opened(path) == HEAD


rows = st.lists(st.dictionaries(st.sampled_from(["a", "b", ".id"]), st.text(max_size=4), max_size=3), max_size=8)


@given(tables=st.lists(rows, max_size=6))
def test_any_tables_come_back(tables: list[list[dict[str, str]]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "a.simplifi"
    recorded(path, *(("/x", snapshot(table, 100.0 + at)) for at, table in enumerate(tables)))
    assert [told(one)[1] for one in readings(path)] == tables


def test_a_long_table_costs_what_changed(tmp_path: Path) -> None:
    sentences = [
        encode_sentence(["!re", f"=.id=*{at:X}", f"=src-address=10.1.{at // 250}.{at % 250}"])[:-1]
        for at in range(20_000)
    ]
    before = RawRows(sentences)
    after = RawRows([*sentences[:9000], *sentences[9100:]])
    one = recorded(tmp_path / "one", (CONNECTIONS, Snapshot(before, 101.0, 20_000)))
    both = recorded(
        tmp_path / "both", (CONNECTIONS, Snapshot(before, 101.0, 20_000)), (CONNECTIONS, Snapshot(after, 102.0, 19_900))
    )
    assert [dict(row) for row in list(readings(both))[1].snapshot.rows] == [dict(row) for row in after]
    assert both.stat().st_size - one.stat().st_size < 1000


def test_a_long_reading_is_many_short_lines(tmp_path: Path) -> None:
    table = [{".id": f"*{at:X}", "timeout": f"{at}s"} for at in range(4 * PIECE + 7)]
    other = [row if at % 2 else {**row, "timeout": "1d"} for at, row in enumerate(table)]
    path = recorded(tmp_path / "a", (CONNECTIONS, snapshot(table, 101.0)), (CONNECTIONS, snapshot(other, 102.0)))
    lines = gzip.decompress(path.read_bytes()).splitlines()[1:]
    assert max(len(json.loads(line)["rows"]) for line in lines) == PIECE
    assert [told(one) for one in readings(path)] == [(CONNECTIONS, table), (CONNECTIONS, other)]
    pieces = list(readings_in_pieces(path))
    assert [at for at, one in enumerate(pieces) if one is not None] == [4, len(lines) - 1]
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-30]))
    assert [told(one)[1] for one in readings(path)] == [table], "half a reading is none"


def test_the_first_form_is_still_read(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a", ("/log", snapshot([{"message": "hello"}], 101.0)))
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b'"simplifi-recording":2', b'"simplifi-recording":1')))
    assert [told(one) for one in readings(path)] == [("/log", [{"message": "hello"}])]


def test_no_secret_is_written(tmp_path: Path) -> None:
    menus = {
        "/interface/pppoe-client": ({"name": "pppoe1", "user": "hotel", "password": "hunter2"},),
        "/interface/wireless/security-profiles": ({"wpa2-pre-shared-key": "hunter2", "name": "default"},),
        "/system/script": (
            {"name": "mail", "source": "/tool e-mail send password=hunter2"},
            {"name": "simplifi-site", "source": "# simplifi-site 1"},
        ),
        "/ip/dhcp-client": ({"interface": "ether1", "script": ":log info hunter2"},),
        "/snmp/community": (
            {"name": "public", "authentication-password": "hunter2", "security.passphrase": "hunter2"},
        ),
        "/tool/netwatch": ({"test-script": "hunter2", "on-login": "hunter2", "static-key-0": "hunter2"},),
        "/interface/wireguard": ({"private-key": "hunter2", "public-key": "p"},),
        "/ip/firewall/filter": (
            {"chain": "input", "comment": "WLAN hunter2"},
            {"chain": "input", "comment": "defconf: drop invalid"},
            {"chain": "input", "comment": "simplifi:pin"},
        ),
        "/log": ({"message": "login failure for user hunter2 from 10.0.0.9 from 192.168.88.5 via api"},),
    }
    head = Head(BEGAN, Survey(Version.parse("7.20.8"), menus=menus))
    path = recorded(tmp_path / "a", ("/ppp/secret", snapshot([{"name": "x", "password": "hunter2"}], 101.0)), head=head)
    text = gzip.decompress(path.read_bytes()).decode()
    assert "hunter2" not in text
    assert text.count(HIDDEN) == 13
    assert "defconf: drop invalid" in text
    assert "simplifi:pin" in text
    assert f"login failure for user {HIDDEN} from 192.168.88.5 via api" in text
    assert "# simplifi-site 1" in text
    assert opened(path).survey.menus["/interface/pppoe-client"][0]["user"] == "hotel"


def test_a_file_that_ends_early_gives_all_that_was_written(tmp_path: Path) -> None:
    path = recorded(
        tmp_path / "a", *(("/x", snapshot([{"n": str(at), "x": token_hex(99)}], 100.0 + at)) for at in range(300))
    )
    whole = path.read_bytes()
    for cut in (len(whole) - 4, len(whole) // 2, len(whole) // 4):
        path.write_bytes(whole[:cut])
        found = [one.snapshot.rows[0]["n"] for one in readings(path)]
        assert found == [str(at) for at in range(len(found))]
        assert length(path) == max(0, len(found) - 1)
    assert len(found) > 10


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        Recorder(tmp_path / "a", HEAD, 0.0)
    assert (tmp_path / "a").read_text(encoding="utf-8") == "mine"


def with_line(line: str) -> Callable[[bytes], bytes]:
    return lambda whole: gzip.compress(gzip.decompress(whole) + line.encode() + b"\n")


def doubled(number: int) -> str:
    """A reading of twice the rows of the one before."""
    rows = [[0, 2 ** (number - 1)]] * 2 if number else [{"n": "1"}]
    return json.dumps({"t": 1, "menu": "/y", "rows": rows, "total": 1}, separators=(",", ":"))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda whole: b"PK\x03\x04", "cannot be unpacked|no recording"),
        (lambda whole: b"", "no recording"),
        (lambda whole: gzip.compress(b"hello\n"), "no recording"),
        (lambda whole: gzip.compress(b'{"simplifi-recording": 9}\n'), "form 9"),
        (lambda whole: gzip.compress(b'{"simplifi-recording": 1}\n'), "which router"),
        (with_line("nonsense"), "line 3"),
        (with_line('{"t":1,"menu":"/x","rows":[[0,5]],"total":1}'), "rows that were not there"),
        (with_line('{"t":1,"menu":"/x","rows":[[-1,1]],"total":1}'), "rows that were not there"),
        (with_line('{"t":1,"menu":"/x","rows":[7],"total":1}'), "line 3"),
        (with_line("[]"), "line 3"),
        (with_line('{"t":1,"menu":"/x","rows":[],"total":Infinity}'), "line 3"),
        (with_line('{"t":NaN,"menu":"/x","rows":[],"total":1}'), "no time in a recording"),
        (with_line('{"t":1e999,"menu":"/x","rows":[],"total":1}'), "no time in a recording"),
        (with_line("[" * 100_000), "line 3"),
        (
            with_line("\n".join(map(doubled, range(40)))),
            "more than 1000000 rows",
        ),
    ],
)
def test_a_strange_file_is_told(spoil: Callable[[bytes], bytes], words: str, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a", ("/x", snapshot([{"n": "1"}], 101.0)))
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(RecordingError, match=words):
        list(readings(path))


def test_a_disk_that_is_full_stops_the_recording_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    recorder = Recorder(tmp_path / "a", HEAD, 0.0)
    monkeypatch.setattr(gzip.GzipFile, "write", full)
    for at in range(200):
        recorder.take("/x", snapshot([{"n": str(at)}], float(at)))
    recorder.close()
    assert "No space left" in recorder.trouble


def test_what_was_not_written_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(tmp_path / "a", HEAD, 0.0)
    recorder.take("/x", snapshot([{"n": "1"}], 1.0))
    recorder.close()
    assert recorder.written == 1
    monkeypatch.setattr("routerboard.link.recording._line", lambda data: 1 / 0)
    broken = Recorder(tmp_path / "b", HEAD, 0.0)
    broken.take("/x", snapshot([{"n": "1"}], 1.0))
    broken.close()
    assert (broken.written, "can be written no longer" in broken.trouble) == (0, True)
