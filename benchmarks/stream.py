"""A router that answers as fast as the loopback goes: its replies are bytes that were made before anybody asked.

    python -m benchmarks.stream 50000

serves so many connections on a free port of 127.0.0.1, which it prints, until its standard input is closed. It runs in
a process of its own, so that what is measured is the client and not the router. A tag is put where RouterOS puts it.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from socket import create_server, socket

from routerboard.link.wire import decode_length, encode_sentence

HERE = Path(__file__).resolve().parent.parent
MENU = "/ip/firewall/connection"
SEED = 26


def connection(number: int, dice: random.Random) -> dict[str, str]:
    """One connection as a hotel has them: 18 properties, about 400 bytes."""
    guest, server = f"10.5.{number % 250}.{number % 200 + 2}", f"203.0.{number % 113}.{number % 250}"
    line = dice.choice(("Wan1", "Wan2", "Wan3"))
    protocol = dice.choice(("tcp", "tcp", "tcp", "udp"))
    port = 1024 + number % 60000
    return {
        ".id": f"*{number:X}",
        "protocol": protocol,
        "src-address": f"{guest}:{port}",
        "dst-address": f"{server}:443",
        "reply-src-address": f"{server}:443",
        "reply-dst-address": f"192.168.3{line[-1]}.2:{port}",
        "connection-mark": f"{line}_conn",
        "timeout": f"{dice.randrange(24)}h{dice.randrange(60)}m{dice.randrange(60)}s",
        **({"tcp-state": "established"} if protocol == "tcp" else {}),
        "orig-packets": str(dice.randrange(9_000)),
        "orig-bytes": str(dice.randrange(9_000_000)),
        "repl-packets": str(dice.randrange(90_000)),
        "repl-bytes": str(dice.randrange(90_000_000)),
        "orig-rate": str(dice.choice((0, dice.randrange(90_000)))),
        "repl-rate": str(dice.choice((0, dice.randrange(9_000_000)))),
        **dict.fromkeys(("seen-reply", "assured", "confirmed", "srcnat"), "true"),
    }


def bodies(count: int) -> list[bytes]:
    """So many rows as the words after `!re` and the tag."""
    dice = random.Random(SEED)
    made = (connection(number, dice) for number in range(1, count + 1))
    return [encode_sentence(f"={name}={value}" for name, value in row.items())[:-1] for row in made]


@contextmanager
def serving(count: int) -> Iterator[int]:
    """The port of a new process that serves so many connections."""
    command = (sys.executable, "-m", "benchmarks.stream", str(count))
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


class Replies:
    """What this router says to anybody.

    The table is made before it is asked for: without a tag at once, with one while the sentence before is answered,
    for our own tags count up.
    """

    def __init__(self, count: int) -> None:
        self._bodies = bodies(count)
        self._plain = self._table()
        self._tagged = (b"", b"")

    def answer(self, sentence: list[bytes]) -> tuple[bytes, ...]:
        """The whole answer to one sentence."""
        tag = next((word for word in sentence if word.startswith(b".tag=")), b"")
        tags = (tag,) if tag else ()
        if sentence[0] == f"{MENU}/print".encode() and b"=count-only=" not in sentence:
            ready, table = (b"", self._plain) if not tag else self._tagged
            return table if ready == tag else self._table(*tags), encode_sentence([b"!done", *tags])
        if tag:
            following = b".tag=%d" % (int(tag[5:]) + 1)
            self._tagged = (following, self._table(following))
        ret = () if sentence[0] == b"/login" else (b"=ret=%d" % len(self._bodies),)
        return (encode_sentence([b"!done", *ret, *tags]),)

    def _table(self, *tags: bytes) -> bytes:
        start = encode_sentence([b"!re", *tags])[:-1]
        return start + (b"\x00" + start).join(self._bodies) + b"\x00" if self._bodies else b""


def _serve(connection: socket, replies: Replies) -> None:
    with connection, connection.makefile("rb") as heard, suppress(ConnectionError):
        while sentence := _sentence(heard):
            for piece in replies.answer(sentence):
                connection.sendall(piece)


def _sentence(heard: BufferedReader) -> list[bytes]:
    """The words of what a client says, [] once it has hung up."""
    words: list[bytes] = []
    while size := heard.read(1):
        if size[0] >= 0x80:
            size += heard.read(1 if size[0] < 0xC0 else 2)
        known = decode_length(size, 0)
        assert known is not None
        if not known[0]:
            return words
        words.append(heard.read(known[0]))
    return []


def main(count: int) -> None:
    """Serve until the standard input is closed."""
    replies = Replies(count)
    with create_server(("127.0.0.1", 0)) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()

        def meet() -> None:
            while True:
                connection, _ = server.accept()
                threading.Thread(target=_serve, args=(connection, replies), daemon=True).start()

        threading.Thread(target=meet, daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
