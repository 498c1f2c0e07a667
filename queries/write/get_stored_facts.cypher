// What releases say, as kept before names were resolved.
//
// param releases: string[] - ids
// returns id: string - the release's id
// returns text: string - its text
// returns facts: any? - compressed JSON as `graph.stored.packed` makes it; null where an older Cellpact loaded the release
UNWIND $releases AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
RETURN release.id AS id, release.text AS text, release.facts AS facts
