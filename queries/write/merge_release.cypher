// Opens a release for loading, with its sentences still to come. No row where the graph holds the very same facts of it.
//
// A release that is found unchanged is not locked, and nothing is written.
//
// param release: map - id, url, title, published, publisher, text, sha256, pipeline, digest
// returns before: string? - digest of what the graph held of it so far, null where the release is new
CALL () {
  OPTIONAL MATCH (known:Release {id: $release.id})
  USING INDEX SEEK known:Release(id)
  RETURN known.digest AS digest
}
WITH digest
WHERE digest IS NULL OR digest <> $release.digest
MERGE (release:Release {id: $release.id})
// Changes nothing but locks the node, so that what is read next is still true when this transaction ends.
SET release:Release
WITH release, release.digest AS before
SET release += $release, release.loaded = datetime()
RETURN before
