"""Which router, and the secret to open it with."""

from __future__ import annotations

import re
from dataclasses import dataclass

API_PORT = 8728
TLS_PORT = 8729

_PLACE = re.compile(
    r"""^(?:(?P<user>[^@\s]+)@)?
         (?:\[(?P<bracketed>[^\]\s]+)\](?::(?P<port6>\d+))?
          |(?P<bare6>[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[^\s:]+)?)
          |(?P<host>[^\s:@\[\]/?\#]+)(?::(?P<port>\d+))?)$""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Target:
    """One router: `port` None is the usual one, 8728 or with `tls` 8729."""

    host: str
    port: int | None = None
    user: str = "admin"
    tls: bool = False

    @property
    def tcp_port(self) -> int:
        """The TCP port that is really used."""
        return self.port or (TLS_PORT if self.tls else API_PORT)

    @property
    def place(self) -> str:
        """`192.168.88.1:8728` or `[fe80::1%eth0]:8728`: where we connect to, for people and for the known routers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.tcp_port}"

    @classmethod
    def parse(cls, text: str, *, user: str = "admin", tls: bool = False) -> Target:
        """Read `host`, `host:port`, `user@host`, `[ipv6]:port` or an IPv6 address; ValueError says what is wrong."""
        match = _PLACE.match(text.strip())
        if match is None:
            raise ValueError(
                f"not an address of a router: {text!r}. Write 192.168.88.1, router.lan or 192.168.88.1:8728"
            )
        host = match["bracketed"] or match["bare6"] or match["host"]
        port = match["port6"] or match["port"]
        return cls(host, None if port is None else _port(port), match["user"] or user, tls)


def _port(text: str) -> int:
    if not 0 < int(text) < 65536:
        raise ValueError(f"not a TCP port: {text}. Ports go from 1 to 65535")
    return int(text)


class Secret:
    """A password. It shows itself to nobody: only `reveal()` gives the text."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; only for the sentence that logs in."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"
