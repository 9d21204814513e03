"""The site file that the README shows becomes true on the factory board: a lease of the same address is in its way."""

from __future__ import annotations

import re
from pathlib import Path

from routerboard.language.survey import Survey
from wizards.plan import plan
from wizards.sitefile import load_site

README = Path(__file__).resolve().parents[2] / "README.md"


def test_a_leased_address_becomes_our_own_after_its_client_is_off(factory, version) -> None:  # type: ignore[no-untyped-def]
    match = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    seen: Survey = factory(str(version))
    changes = plan(seen, load_site(match[1])).changes
    added = next(at for at, one in enumerate(changes) if one.args.get("address") == "192.168.30.2/24")
    off = next(
        at for at, one in enumerate(changes) if one.menu == "/ip/dhcp-client" and one.args.get("disabled") == "yes"
    )
    assert changes[added].menu == "/ip/address"
    assert off < added
