"""Users: who may log in, and who is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from routerboard.language.items import is_true
from routerboard.language.values import octets
from routerboard.practice.errors import TrapError
from routerboard.practice.policies import granted
from routerboard.practice.store import Store, StoredRow


@dataclass(frozen=True)
class Session:
    """One logged-in API session; `row_id` is its row in /user/active."""

    user: str
    address: str
    policies: frozenset[str]
    row_id: str
    printed: dict[str, list[str]] = field(default_factory=dict, compare=False)
    """Menu -> the ids of the rows of its last print: what the numbers 0, 1, … mean to a monitor."""


class Accounts:
    """The users of one board; every session seems to come from `address`, where the technician's laptop is."""

    def __init__(self, store: Store, address: str, stamp: Callable[[], str], note: Callable[[str, str], None]) -> None:
        self._store = store
        self._address = address
        self._stamp = stamp
        self._note = note

    def log_in(self, user: str, password: str) -> Session:
        """Let a user in by password; TrapError in this version's words where that is refused."""
        row = self._user(user)
        if row is None or row.values.get("password", "") != password:
            raise self._refused(user)
        return self._enter(row)

    def log_in_by_response(self, user: str, challenge: bytes, response: str) -> Session:
        """Let a user in who proves that the password is known, as routers before 6.43 wanted it."""
        row = self._user(user)
        if row is None or response != challenge_response(row.values.get("password", ""), challenge):
            raise self._refused(user)
        return self._enter(row)

    def log_out(self, session: Session) -> None:
        """The session is over."""
        if any(row.id == session.row_id for row in self._store.rows("/user/active")):
            self._store.drop_dynamic("/user/active", session.row_id)
            self._note("system,info,account", f"user {session.user} logged out from {session.address} via api")

    def _user(self, name: str) -> StoredRow | None:
        rows = (row for row in self._store.rows("/user") if row.values.get("name") == name)
        row = next(rows, None)
        return None if row is None or is_true(row.values.get("disabled")) or not self._welcome(row) else row

    def _welcome(self, row: StoredRow) -> bool:
        allowed = [part for part in row.values.get("address", "").split(",") if part]
        here = ip_address(self._address)
        return not allowed or any(here in ip_network(part, strict=False) for part in allowed)

    def _enter(self, row: StoredRow) -> Session:
        group = row.values.get("group", "")
        rows = (found for found in self._store.rows("/user/group") if found.values.get("name") == group)
        policies = granted(next(rows).values.get("policy", ""))
        user = row.values["name"]
        if "api" not in policies:
            raise self._refused(user)
        row.state["last-logged-in"] = self._stamp()
        values = {"when": self._stamp(), "name": user, "address": self._address, "via": "api", "group": group}
        active = self._store.add_dynamic("/user/active", values, {"radius": "false"})
        self._note("system,info,account", f"user {user} logged in from {self._address} via api")
        return Session(user, self._address, policies, active.id)

    def _refused(self, user: str) -> TrapError:
        self._note("system,error,critical", f"login failure for user {user} from {self._address} via api")
        version = self._store.version
        return TrapError("invalid user name or password (6)" if version.can("plain-login") else "cannot log in")


def challenge_response(password: str, challenge: bytes) -> str:
    """The answer to a challenge: MD5 over a zero, the password and the challenge."""
    seed = b"\0" + octets(password) + challenge
    return "00" + hashlib.md5(seed, usedforsecurity=False).hexdigest()
