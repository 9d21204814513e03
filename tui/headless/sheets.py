"""Hand-over sheets into files: the end of a name says what it becomes, and nothing is written over unasked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from proof.results import Verification
from proof.sheet.content import Sheet, sheet_of
from proof.sheet.forms import form_of
from tui.headless.talk import WrongInput, say


def check(names: Sequence[str], force: bool) -> None:
    """WrongInput where one of them cannot become a sheet, before anything is measured."""
    for path in map(Path, names):
        _writer(path)
        check_place(path, force)


def check_place(path: Path, force: bool) -> None:
    """WrongInput where no file of this name can be made, or one is there that is not to be written over."""
    if path.is_dir():
        raise WrongInput(f"{path} is a folder; name a file in it.")
    if path.exists() and not force:
        raise _there(path)
    folder = path.parent
    if not folder.is_dir():
        raise WrongInput(f"{path} cannot be written: there is no folder {folder}.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise WrongInput(f"{path} cannot be written: permission denied.")


def write(names: Sequence[str], found: Verification, force: bool, tell: Callable[[str], None] = say) -> None:
    """Write each of them and say so; WrongInput where one cannot be written."""
    sheet = sheet_of(found)
    for path in map(Path, names):
        data = _writer(path)(sheet)
        try:
            with path.open("wb" if force else "xb") as file:
                file.write(data)
        except FileExistsError:
            raise _there(path) from None
        except OSError as error:
            raise WrongInput(f"{path} cannot be written: {error.strerror}.") from None
        tell(f"{path}")


def _there(path: Path) -> WrongInput:
    return WrongInput(f"{path} is there already; --force writes over it, or choose another name.")


def _writer(path: Path) -> Callable[[Sheet], bytes]:
    form = form_of(path)
    if form is None:
        raise WrongInput(f"{path}: a sheet is an .html, a .pdf or a .txt.")
    return form
