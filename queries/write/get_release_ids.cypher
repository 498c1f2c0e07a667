// Ids of releases, in their order.
//
// param after: string - list what comes after this id
// param limit: integer - how many rows at most
// returns id: string - a release's id
MATCH (release:Release)
USING INDEX SEEK release:Release(id)
WHERE release.id > $after
RETURN release.id AS id
ORDER BY id
LIMIT $limit
