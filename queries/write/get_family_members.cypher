// All releases of families; locks the families by their first release before they are read.
//
// param families: string[] - ids of the first releases, sorted
// returns id: string - the release's id
// returns sketch: any - hashes of its text
// returns family: string - the least id of the releases that are near copies of it
UNWIND $families AS id
MATCH (first:Release {id: id})
USING INDEX SEEK first:Release(id)
SET first:Release
WITH first.id AS family
MATCH (release:Release {family: family})
USING INDEX SEEK release:Release(family)
RETURN release.id AS id, release.sketch AS sketch, release.family AS family
