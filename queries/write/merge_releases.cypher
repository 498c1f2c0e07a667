// Opens releases for loading, with their sentences still to come. No row for those of which the graph holds the very same facts.
//
// A release that is found unchanged is not locked, and nothing is written.
//
// param releases: map[] - id, url, title, published, publisher, text, sha256, pipeline, digest and facts of each, sorted
//   by id
// returns id: string - the release's id
// returns before: string? - digest of what the graph held of it so far, null where the release is new
UNWIND $releases AS row
CALL (row) {
  OPTIONAL MATCH (known:Release {id: row.id})
  USING INDEX SEEK known:Release(id)
  RETURN known.digest AS digest
}
WITH row, digest
WHERE digest IS NULL OR digest <> row.digest
MERGE (release:Release {id: row.id})
// Changes nothing but locks the node, so that what is read next is still true when this transaction ends.
SET release:Release
WITH row, release, release.digest AS before
SET release += row, release.loaded = datetime()
RETURN row.id AS id, before
