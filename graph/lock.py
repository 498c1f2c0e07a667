"""Renews `jars.lock`: asks Maven which files the wanted versions need, and notes their checksums.

For maintainers, and for changing the version: edit `COORDINATES`, run `cellpact graph lock`, and run the tests.
"""

import logging
from pathlib import Path
from typing import Final

from graph.download import sha256
from graph.errors import DownloadError
from graph.jars import Jar

NEO4J_VERSION: Final = "2026.08.1"

COORDINATES: Final = (
    f"org.neo4j:neo4j:{NEO4J_VERSION}",
    f"org.neo4j.app:neo4j-server:{NEO4J_VERSION}",
    "org.neo4j.client:neo4j-browser:5.24.0",
)

HEADER: Final = """\
# Neo4j's program files: Maven coordinate, SHA-256, bytes. Written by `cellpact graph lock`; not edited by hand.
"""


def renew(target: Path) -> int:
    """Write the lock file anew to `target` and return how many jars it names. Takes about a minute.

    Maven itself resolves, because which version of a jar wins is Maven's to say; jgo fetches Maven where there is none.

    Raises:
        DownloadError: Maven or a file could not be had.
    """
    from jgo.maven import MavenContext, MvnResolver, PythonResolver  # noqa: PLC0415
    from jgo.util.mvn import ensure_maven_available  # noqa: PLC0415

    logging.getLogger("jgo").addHandler(logging.NullHandler())
    try:
        maven = MavenContext(resolver=MvnResolver(ensure_maven_available()))
        roots, others = maven.resolver.resolve([maven.create_dependency(coordinate) for coordinate in COORDINATES])
        # The files come through jgo's own resolver: Maven would be started anew for each.
        maven.resolver = PythonResolver()
        jars = []
        for dependency in [*roots, *others]:
            artifact = dependency.artifact
            parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
            path = Path(artifact.resolve())
            jars.append(Jar(":".join(part for part in parts if part), sha256(path), path.stat().st_size))
    except (RuntimeError, OSError) as error:
        message = f"the lock file was not renewed: {error}. Go online and try again"
        raise DownloadError(message) from error
    target.write_text(HEADER + "".join(f"{jar}\n" for jar in sorted(jars, key=str)), encoding="utf-8")
    return len(jars)
