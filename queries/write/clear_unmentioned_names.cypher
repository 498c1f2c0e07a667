// Removes organizations and people that no release mentions any more.
//
// param organizations: string[] - ids to look at
// param people: string[] - ids to look at
CALL () {
  UNWIND $organizations AS id
  MATCH (entity:Organization {id: id})
  USING INDEX SEEK entity:Organization(id)
  RETURN entity
UNION ALL
  UNWIND $people AS id
  MATCH (entity:Person {id: id})
  USING INDEX SEEK entity:Person(id)
  RETURN entity
}
WITH entity
WHERE NOT EXISTS { (entity)<-[:MENTIONS]-() }
DETACH DELETE entity
