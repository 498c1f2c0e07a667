// The sketches and families of releases.
//
// param ids: string[] - of the releases
// returns id: string - the release's id
// returns sketch: any? - hashes of its text, as `graph.families.sketch` makes them
// returns family: string? - the least id of the releases that are near copies of it
UNWIND $ids AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
RETURN release.id AS id, release.sketch AS sketch, release.family AS family
