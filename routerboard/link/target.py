"""Which router, and the secret to open it with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

API_PORT = 8728
TLS_PORT = 8729

_PLACE = re.compile(
    r"""^(?:(?P<user>[^@\s]+)@)?
         (?:\[(?P<bracketed>[^\]\s]+)\](?::(?P<port6>\d+))?
          |(?P<bare6>[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:%[^\s:]+)?)
          |(?P<host>[^\s:@\[\]/?\#]+)(?::(?P<port>\d+))?)$""",
    re.VERBOSE,
)


NO_CERTIFICATE = "none"
"""What is accepted where a router may show no certificate at all."""

_FINGERPRINT = re.compile(r"[0-9A-F]{64}")

_WITH_PASSWORD = re.compile(r":.*@", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """One router.

    port     None is the usual one, 8728 or with `tls` 8729
    accept   what the technician accepts on purpose, beyond the certificate that is known: one by its fingerprint
             (`AB:CD:…`), or that there is none (NO_CERTIFICATE); "" for neither
    """

    host: str
    port: int | None = None
    user: str = "admin"
    tls: bool = False
    accept: str = ""

    @property
    def tcp_port(self) -> int:
        """The TCP port that is really used."""
        return self.port or (TLS_PORT if self.tls else API_PORT)

    @property
    def place(self) -> str:
        """`192.168.88.1:8728` or `[fe80::1%eth0]:8728`: where we connect to, for people and for the known routers.

        One place has one spelling: names are small, IPv6 addresses as short as they get.
        """
        host = _spelled(self.host)
        return f"[{host}]:{self.tcp_port}" if ":" in host else f"{host}:{self.tcp_port}"

    @classmethod
    def parse(cls, text: str, *, user: str = "admin", tls: bool = False, accept: str = "") -> Target:
        """Read `host`, `host:port`, `user@host`, `[ipv6]:port` or an IPv6 address; ValueError says what is wrong.

        `accept` is a fingerprint as it was typed, or `none`.
        `user:password@host` is refused, and not repeated: other users of this computer see every command line.
        """
        if _WITH_PASSWORD.search(text):
            raise ValueError("a password never stands in an address, for everybody here can read it. Write user@host")
        match = _PLACE.match(text.strip())
        if match is None:
            raise ValueError(
                f"not an address of a router: {text!r}. Write 192.168.88.1, router.lan or 192.168.88.1:8728"
            )
        host = match["bracketed"] or match["bare6"] or match["host"]
        port = match["port6"] or match["port"]
        if accept and not tls:
            raise ValueError("only with TLS does a router show a certificate that could be accepted")
        number = None if port is None else _port(port)
        return cls(host, number, match["user"] or user, tls, accepted(accept) if accept else "")


def accepted(text: str) -> str:
    """What `Target.accept` wants of a typed fingerprint (hex, colons and spaces as one likes) or `none`.

    ValueError says what would be right: only a whole fingerprint tells one certificate from all others.
    """
    if text.strip().lower() == NO_CERTIFICATE:
        return NO_CERTIFICATE
    digits = re.sub(r"[\s:]", "", text).upper()
    if not _FINGERPRINT.fullmatch(digits):
        raise ValueError(f"{text!r} is no fingerprint: 64 hexadecimal digits (SHA-256) are, or the word none")
    return ":".join(digits[at : at + 2] for at in range(0, 64, 2))


def _spelled(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return host.lower().rstrip(".") or host


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
