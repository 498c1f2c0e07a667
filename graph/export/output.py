"""Where an export goes: a file, the files of a folder, or standard output.

A file gets its name when it is complete: it is written beside the place and then renamed. So an export that is
interrupted leaves what was there before, and no half file.
"""

import gzip
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from graph.errors import OutputError

STDOUT: Final = "-"
GZIP: Final = ".gz"
BUFFER: Final = 1 << 18


@contextmanager
def opened(target: str, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file (compressed where its name ends in .gz) or, for `-`, standard output.

    Raises:
        OutputError: It exists and not `force`, or cannot be written.
    """
    if target == STDOUT:
        with _told(Path("standard output")):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    with opened_all([Path(target)], force=force) as (stream,):
        yield stream


@contextmanager
def opened_all(paths: Sequence[Path], *, force: bool) -> Iterator[list[BinaryIO]]:
    """Open several files; all get their names at the end, or none where the block fails. Folders are made.

    Raises:
        OutputError: One exists and not `force`, or cannot be written.
    """
    # What a link points to is replaced, not the link.
    real = [path.expanduser().resolve() for path in paths]
    for path in real:
        _check(path, force=force)
    with ExitStack() as stack:
        made = _make_folders(real)
        parts: list[Path] = []
        try:
            streams = [stack.enter_context(_part(path, parts)) for path in real]
            yield streams
            stack.close()
            with _told(real[0]):
                for part, path in zip(parts, real, strict=True):
                    # A pipe or device is written in place.
                    if part != path:
                        part.replace(path)
        except BaseException:
            stack.close()
            for part, path in zip(parts, real, strict=False):
                if part != path:
                    part.unlink(missing_ok=True)
            for folder in reversed(made):
                _remove_if_empty(folder)
            raise


def _check(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Name a file in it")
    if path.is_file() and not force:
        raise OutputError(f"{path} exists already. Name another file, or replace it with --force")


def _make_folders(paths: Sequence[Path]) -> list[Path]:
    """Make the folders of files, and return those that were missing, the outer first."""
    made: list[Path] = []
    for folder in dict.fromkeys(path.parent for path in paths):
        with _told(folder):
            missing = [each for each in (folder, *folder.parents) if not each.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            made.extend(reversed(missing))
    return made


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


@contextmanager
def _part(path: Path, parts: list[Path]) -> Iterator[BinaryIO]:
    """Open what becomes the file `path`, and note it in `parts`."""
    in_place = path.exists() and not path.is_file()
    part = path if in_place else path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with _told(path), part.open("wb" if in_place else "xb", buffering=BUFFER) as raw:
        parts.append(part)
        if path.suffix == GZIP:
            # Neither name nor time inside: the same graph gives the same file.
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as stream:
                yield cast("BinaryIO", stream)
        else:
            yield raw
        raw.flush()
        if not in_place:
            os.fsync(raw.fileno())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what to do where the operating system refuses."""
    try:
        yield
    except (BrokenPipeError, OutputError):
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot write {path} ({reason}). Name another place, or make room or access") from error
