// Releases of which the graph does not know yet who bears which name in them, or knows it by other rules.
//
// param after: string - list what comes after this id
// param version: string - of the rules that give plain ids
// param limit: integer - how many at most
// returns id: string - a release's id
MATCH (release:Release)
USING INDEX SEEK release:Release(id)
WHERE release.id > $after AND coalesce(release.named, '') <> release.digest + ' ' + $version
RETURN release.id AS id
ORDER BY id
LIMIT $limit
