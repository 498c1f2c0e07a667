// Writes what releases add to the names and kinds of entities that were there.
//
// param entities: map[] - label, id, institution (true where it becomes one), properties of each that changes
CALL () {
  UNWIND [row IN $entities WHERE row.label = 'Indication'] AS row
  MATCH (entity:Indication {id: row.id})
  USING INDEX SEEK entity:Indication(id)
  SET entity += row.properties
}
CALL () {
  UNWIND [row IN $entities WHERE row.label = 'Organization'] AS row
  MATCH (entity:Organization {id: row.id})
  USING INDEX SEEK entity:Organization(id)
  SET entity += row.properties
  FOREACH (_ IN CASE WHEN row.institution THEN [1] ELSE [] END |
    SET entity:Institution
    REMOVE entity:Company
  )
}
CALL () {
  UNWIND [row IN $entities WHERE row.label = 'Person'] AS row
  MATCH (entity:Person {id: row.id})
  USING INDEX SEEK entity:Person(id)
  SET entity += row.properties
}
CALL () {
  UNWIND [row IN $entities WHERE row.label = 'Technology'] AS row
  MATCH (entity:Technology {id: row.id})
  USING INDEX SEEK entity:Technology(id)
  SET entity += row.properties
}
