"""Neo4j's program files: which they are, and a cache of them that all homes of a user share.

`jars.lock` names every file by its Maven coordinate, SHA-256 and size; `graph.lock` renews it. The addresses of the
repositories are not ours: Maven Central as the library jgo knows it, after the mirrors in the user's jgo configuration.
A jar that the user's local Maven repository already has is taken from there.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

import filelock
from rich.console import Console

from graph.download import Downloader, sha256
from graph.errors import LockFileError, ServerBusyError
from graph.files import check_room, writing

LOCK_FILE: Final = "jars.lock"

LOCK_TIMEOUT: Final = 1800.0
"""Seconds to wait for another process that is downloading, which over a slow line may take long."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One file: `coordinate` is group:artifact:version or group:artifact:version:classifier, `size` in bytes."""

    coordinate: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's name, as Maven makes it."""
        _, artifact, version, *classifier = self.coordinate.split(":")
        return "-".join([artifact, version, *classifier]) + ".jar"

    @property
    def path(self) -> str:
        """Where the file is in a Maven repository."""
        group, artifact, version, *_ = self.coordinate.split(":")
        return "/".join([*group.split("."), artifact, version, self.name])

    def __str__(self) -> str:
        return f"{self.coordinate} sha256:{self.sha256} {self.size}"


def parse_lock(text: str) -> tuple[Jar, ...]:
    """Read the lines of a lock file; `#` begins a comment.

    Raises:
        LockFileError: a line is not `coordinate sha256:… size`.
    """
    jars = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            coordinate, digest, size = words
            kind, _, checksum = digest.partition(":")
            jar = Jar(coordinate, checksum, int(size))
            if kind != "sha256" or len(bytes.fromhex(checksum)) != hashlib.sha256().digest_size or not jar.path:
                raise ValueError(digest)  # noqa: TRY301 - one message for every fault of a line
        except ValueError as error:
            message = f"{LOCK_FILE}, line {number}, is not `coordinate sha256:… size`. Renew it: `cellpact graph lock`"
            raise LockFileError(message) from error
        jars.append(jar)
    return tuple(jars)


def locked_jars() -> tuple[Jar, ...]:
    """Return the files that this version of Cellpact runs."""
    return parse_lock(resources.files("graph").joinpath(LOCK_FILE).read_text(encoding="utf-8"))


def repositories() -> list[str]:
    """Return the addresses to ask, in order: those of the user's jgo configuration, then Maven Central."""
    # jgo is loaded only where something has to be fetched: that takes a third of a second.
    from jgo.config import GlobalSettings  # noqa: PLC0415
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415

    own = [str(address).rstrip("/") for address in GlobalSettings.load().repositories.values()]
    return [*own, str(MAVEN_CENTRAL_URL)]


def local_repository() -> Path:
    """Return the user's local Maven repository, which may not exist."""
    from jgo.config import GlobalSettings  # noqa: PLC0415

    return Path(GlobalSettings.load().repo_cache)


def _silent(_message: str) -> None:
    pass


class JarCache:
    """A folder of verified jars. Several processes may use one at the same time."""

    def __init__(
        self,
        folder: Path,
        *,
        jars: Sequence[Jar] | None = None,
        addresses: Sequence[str] | None = None,
        maven: Path | None = None,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        """Describe a cache; nothing is touched yet.

        Args:
            folder: Made where missing.
            jars: What it has to hold; None takes the lock file.
            addresses: The repositories to ask; None takes jgo's.
            maven: A local Maven repository to look in first; None takes the user's.
            tell: Called with one line about what takes long.
        """
        self.folder = folder
        self._jars = jars
        self._addresses = addresses
        self._maven = maven
        self._tell = tell

    def ensure(self) -> Path:
        """Return a folder with exactly the jars that are wanted, each verified; fetch those that are missing or broken.

        Raises:
            DownloadError: some could not be had.
            HomeError: the cache cannot be written.
            ServerBusyError: another process has been downloading for too long.
        """
        jars = locked_jars() if self._jars is None else tuple(self._jars)
        listing = "\n".join(map(str, jars))
        target = self.folder / f"neo4j-{hashlib.sha256(listing.encode()).hexdigest()[:12]}"
        with writing(self.folder, "CELLPACT_CACHE"):
            target.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.folder / f"{target.name}.lock")
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                self._tell("Another process is fetching Neo4j; waiting for it")
                self._wait_for(lock)
            try:
                self._fill(target, jars)
            finally:
                lock.release()
        return target

    def _wait_for(self, lock: filelock.BaseFileLock) -> None:
        try:
            lock.acquire(timeout=LOCK_TIMEOUT)
        except filelock.Timeout as error:
            message = (
                f"another process has held {lock.lock_file} for {LOCK_TIMEOUT / 60:.0f} minutes. "
                "Look for a `cellpact` that hangs, end it, and try again"
            )
            raise ServerBusyError(message) from error

    def _fill(self, target: Path, jars: Iterable[Jar]) -> None:
        wanted = {jar.name: jar for jar in jars}
        for stray in target.glob("*.jar"):
            if stray.name not in wanted or sha256(stray) != wanted[stray.name].sha256:
                stray.unlink()
        missing = [jar for jar in wanted.values() if not (target / jar.name).exists()]
        missing = [jar for jar in missing if not self._take_from_maven(jar, target)]
        if not missing:
            return
        total = sum(jar.size for jar in missing)
        check_room(target, total, "CELLPACT_CACHE")
        self._tell(f"Fetching Neo4j: {len(missing)} files, {total / 1e6:.0f} MB, kept in {self.folder}")
        addresses = repositories() if self._addresses is None else self._addresses
        downloader = Downloader(addresses, Console(stderr=True))
        downloader.fetch([(jar.path, target / jar.name, jar.sha256, jar.size) for jar in missing])

    def _take_from_maven(self, jar: Jar, target: Path) -> bool:
        source = (local_repository() if self._maven is None else self._maven) / jar.path
        try:
            if not source.is_file() or sha256(source) != jar.sha256:
                return False
            part = target / f"{jar.name}.part"
            shutil.copyfile(source, part)
            part.replace(target / jar.name)
        except PermissionError:
            return False
        return True
