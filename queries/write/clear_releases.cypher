// Removes releases that say nothing any more.
//
// param ids: string[] - of the releases
UNWIND $ids AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
DETACH DELETE release
