"""TLS with a router, and knowing it again.

A router's certificate is its own, signed by nobody that we know, so trust comes from the first meeting: its fingerprint
is kept in a file of known routers, and from then on this place must show the same one. Another one is accepted only
where the technician names it (`Target.accept`).

A router without a certificate offers anonymous Diffie-Hellman only: encrypted, but anybody could stand in between. That
too is accepted only where it is said, each time anew. Nothing is sent to a router before all this is decided.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from routerboard.link.boundary import securing
from routerboard.link.errors import TlsRefused
from routerboard.link.protocol import Link
from routerboard.link.target import NO_CERTIFICATE, Target

Opener = Callable[[], Awaitable[Link]]
"""Opens a fresh TCP connection to the router."""


@dataclass(frozen=True)
class Security:
    """How a session is protected.

    fingerprint   the SHA-256 of the router's certificate as `AB:CD:…`, "" where TLS is anonymous
    new           whether this certificate was not known of this place before
    unkept        why it could not be kept for the next time; "" where it is
    elsewhere     other places that are known with the same certificate: the same router by another name
    """

    fingerprint: str
    new: bool = False
    unkept: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def anonymous(self) -> bool:
        """Whether nothing proves that this is the router."""
        return not self.fingerprint


class CertificateRefused(TlsRefused):
    """The router shows another certificate than it must, or none. Nothing was sent to it.

    place   where it listens
    seen    the fingerprint that it shows, "" for none: what there is to accept
    known   the fingerprint that is known of this place, "" for none
    """

    unchanged = (
        "Nothing was sent: neither user nor password, and nothing changed on the router. "
        "What is known of it here is unchanged, too."
    )

    def __init__(self, what: str, *, place: str, seen: str, known: str, todo: str) -> None:
        super().__init__(what, todo=todo)
        self.place, self.seen, self.known = place, seen, known

    @property
    def accept(self) -> str:
        """What `Target.accept` has to be for a technician who wants this router nevertheless."""
        return self.seen or NO_CERTIFICATE


def known_routers_file() -> Path:
    """Where fingerprints are kept unless another file is named."""
    return platformdirs.user_data_path("simplifi-tui") / "known-routers.json"


async def secure(opener: Opener, target: Target, known: Path, limit: float) -> tuple[Link, Security]:
    """A link with TLS. CertificateRefused where it is not who it must be, TlsRefused where there is no TLS at all.

    `limit`: seconds for each attempt to agree.
    """
    try:
        link = await _agree(opener, target, limit)
    except OSError as error:
        raise securing(error, target) from None
    try:
        return link, recognise(target, _shown(link), known)
    except TlsRefused:
        await link.close()
        raise


async def _agree(opener: Opener, target: Target, limit: float) -> Link:
    """By certificate; where the router is there and speaks TLS but will not do that, without one."""
    try:
        return await _handshake(await opener(), certified(), limit)
    except (ssl.SSLError, ConnectionError) as error:
        if isinstance(error, ConnectionAbortedError) or _speaks_no_tls(error):
            raise
    try:
        context = anonymous()
    except ssl.SSLError:
        raise _unable(target) from None
    return await _handshake(await opener(), context, limit)


async def _handshake(link: Link, context: ssl.SSLContext, limit: float) -> Link:
    loop = asyncio.get_running_loop()
    try:
        transport = await loop.start_tls(link.transport, link, context, ssl_handshake_timeout=limit)
    except BaseException:
        link.transport.abort()
        raise
    if transport is None:
        raise ConnectionResetError("the router hung up")
    link.secured(transport)
    return link


def _shown(link: Link) -> str:
    return fingerprint(link.transport.get_extra_info("ssl_object").getpeercert(binary_form=True))


def certified() -> ssl.SSLContext:
    """For a router with a certificate, of any age and key size: what proves it is the fingerprint, not a signature."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def anonymous() -> ssl.SSLContext:
    """For a router without a certificate; ssl.SSLError where this computer's OpenSSL was built without that."""
    context = certified()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ADH:@SECLEVEL=0")
    return context


def fingerprint(certificate: bytes | None) -> str:
    """The SHA-256 of a certificate (DER) as `AB:CD:…`; "" for none."""
    return hashlib.sha256(certificate).digest().hex(":").upper() if certificate else ""


def short(fingerprint: str) -> str:
    """The beginning of a fingerprint to read aloud: `4C1F 09AB 77E0 12D3`, 64 bits, as the router prints it too."""
    digits = fingerprint.replace(":", "")[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def recognise(target: Target, seen: str, known: Path) -> Security:
    """Compare a fingerprint with the one known of this place, or keep it on first sight.

    CertificateRefused where it is neither that one nor accepted on purpose, TlsRefused where the file is no help.
    """
    routers = _read(known)
    expected = routers.get(target.place, "")
    if not _trusted(target, seen, expected):
        raise _stranger(target, seen, expected) if expected or seen or _named(target) else _nameless(target)
    if not seen or seen == expected:
        return Security(seen)
    elsewhere = tuple(place for place, other in routers.items() if other == seen and place != target.place)
    return Security(seen, True, _keep(known, {**routers, target.place: seen}), elsewhere)


def _trusted(target: Target, seen: str, expected: str) -> bool:
    if target.accept == (seen or NO_CERTIFICATE):
        return True
    if not seen or target.accept == NO_CERTIFICATE:
        return bool(seen) and seen == expected
    return seen == expected if expected else not _named(target)


def _named(target: Target) -> str:
    """The one certificate that was named on purpose; "" where none was."""
    return "" if target.accept == NO_CERTIFICATE else target.accept


def _stranger(target: Target, seen: str, expected: str) -> CertificateRefused:
    """Refused for what it shows: told with all fingerprints, what that can mean, and how to accept it on purpose."""
    wanted = "KNOWN" if expected else "ACCEPTED"
    prints = (("known", expected or "none yet"), ("accepted", _named(target)), ("shown", seen or "none at all"))
    return CertificateRefused(
        "\n".join(
            (
                f"THE CERTIFICATE OF {target.place} IS NOT THE ONE THAT IS {wanted}.",
                *(f"  {label:9}{text}" for label, text in prints if text),
            )
        ),
        place=target.place,
        seen=seen,
        known=expected,
        todo="It can mean that the router was reset, that its certificate was renewed, that another router has this "
        "address now, or that somebody stands between you and it and wants its password. Go to it by cable and "
        "compare with /certificate print detail. Accept it only if that shows the same.",
    )


def _nameless(target: Target) -> CertificateRefused:
    return CertificateRefused(
        f"{target.place} speaks TLS, but has no certificate. That would be encrypted, so nobody who only listens could "
        "read it; but nothing proves who answers, so somebody in between could take the password.",
        place=target.place,
        seen="",
        known="",
        todo="Give the router a certificate (/certificate add, sign, then /ip service set api-ssl certificate=...). "
        "Accept it as it is only on a cable straight to the router.",
    )


def _unable(target: Target) -> TlsRefused:
    return TlsRefused(
        f"{target.place} does not agree on TLS with a certificate, so it seems to have none; and the "
        f"{ssl.OPENSSL_VERSION} of this computer was built without the anonymous kind that would be left.",
        todo="Give the router a certificate (/certificate add, sign, then /ip service set api-ssl certificate=...), "
        "or connect without TLS over a cable.",
    )


def _speaks_no_tls(error: OSError) -> bool:
    return isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")


def _read(known: Path) -> dict[str, str]:
    """The known routers. A file that does not hold them is no reason to trust whoever answers: TlsRefused."""
    try:
        found = json.loads(known.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _unread(known, str(error)) from None
    if not isinstance(found, dict) or not all(isinstance(seen, str) for seen in found.values()):
        raise _unread(known, "it holds something else")
    return found


def _unread(known: Path, why: str) -> TlsRefused:
    return TlsRefused(
        f"The list of known routers cannot be read: {why}.",
        unchanged="Nothing was sent to the router, so nothing changed.",
        todo=f"Mend {known}, or remove it: every router is then met for the first time again, so compare fingerprints.",
    )


def _keep(known: Path, routers: dict[str, str]) -> str:
    """Write the known routers down; why it could not be done, "" where it was."""
    text = json.dumps(routers, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    fresh = known.with_name(f"{known.name}.{os.getpid()}")
    try:
        known.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(known)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        return f"{error.strerror or error}: {known}"
    return ""
