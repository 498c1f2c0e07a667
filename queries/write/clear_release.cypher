// Removes a release that says nothing any more.
//
// param id: string - the release's id
MATCH (release:Release {id: $id})
USING INDEX SEEK release:Release(id)
DETACH DELETE release
