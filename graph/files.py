"""Small things about files that the local server and its cache share."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from graph.errors import HomeError


@contextmanager
def writing(folder: Path, variable: str) -> Iterator[None]:
    """Say what to do where the operating system refuses to write in `folder`, which the setting `variable` names.

    Raises:
        HomeError: an `OSError` came out of the body.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            advice = "the disk is full. Make room"
        else:
            advice = f"{error.strerror or error}. Give yourself write access"
        message = f"cannot write {folder}: {advice}, or set {variable} to another folder"
        raise HomeError(message) from error


def check_room(folder: Path, needed: int, variable: str) -> None:
    """Refuse to begin what would fill the disk of `folder`; `needed` in bytes.

    Raises:
        HomeError: less is free.
    """
    free = psutil.disk_usage(str(folder)).free
    if free < needed:
        message = (
            f"only {free // 1_000_000} MB are free on the disk of {folder}, and {needed // 1_000_000} MB are needed. "
            f"Make room, or set {variable} to a folder on another disk"
        )
        raise HomeError(message)


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
    part.replace(path)


def size(folder: Path) -> int:
    """Return the bytes in all files below a folder; 0 where there is none."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            # A running server removes files while we count.
            continue
    return total
