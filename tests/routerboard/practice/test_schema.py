"""The arguments that the board takes, judged by the command trees that real routers print of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routerboard.language.menus import paths
from routerboard.language.version import Version
from routerboard.practice.schema import menu_of

SHARED = Path(__file__).parents[4] / "shared" / "schema"
RELEASES = ("7.9.2", "7.12.2", "7.16.2", "7.18.2", "7.21.5", "7.22.3", "7.24")
OF_COMMANDS = {"numbers", ".id", "place-before", "copy-from"}
ON_SOME_BOARDS = {("/ipv6/route", "suppress-hw-offload")}


@pytest.mark.parametrize("release", RELEASES)
def test_the_board_takes_what_routers_take(release: str) -> None:
    file = SHARED / f"ros-{release}.json"
    if not file.exists():
        pytest.skip(f"no command tree of {release} beside this checkout")
    trees = json.loads(file.read_text(encoding="utf-8"))["menus"]
    version = Version.parse(release)
    for path in set(paths(version)) & set(trees):
        menu = menu_of(path, version)
        assert menu is not None
        taken = {one.name for one in menu.properties.values() if not one.read_only}
        tree = {*trees[path]["commands"].get("add", {}), *trees[path]["commands"].get("set", {})} - OF_COMMANDS
        assert taken <= tree, path
        assert {(path, name) for name in tree - set(menu.properties)} <= ON_SOME_BOARDS
