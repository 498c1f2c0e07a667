// A page of all releases in the order of ids, without their texts.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - the release's id
// returns url: string? - where it was read
// returns title: string? - its headline
// returns published: string? - its day
// returns publisher: string? - who published it
// returns sha256: string? - of its text
// returns pipeline: string - version of what read it
// returns agreements: string[] - ids of the agreements that it reports
MATCH (release:Release)
USING INDEX SEEK release:Release(id)
WHERE release.id > $after
WITH release
ORDER BY release.id
LIMIT $limit
RETURN
  release.id AS id,
  release.url AS url,
  release.title AS title,
  toString(release.published) AS published,
  release.publisher AS publisher,
  release.sha256 AS sha256,
  release.pipeline AS pipeline,
  COLLECT {
    MATCH (release)-[:REPORTS]->(:Report)-[:TELLS]->(agreement:Agreement)
    RETURN agreement.id
    ORDER BY agreement.id
  } AS agreements
ORDER BY id
