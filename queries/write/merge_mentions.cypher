// Adds what releases name, with the sentences that name it.
//
// param mentions: map[] - release (id), label and id of what it names, mention (properties), support (sentence id,
//   confidence and rule of each)
CALL () {
  UNWIND [row IN $mentions WHERE row.label = 'Indication'] AS row
  MATCH (entity:Indication {id: row.id})
  USING INDEX SEEK entity:Indication(id)
  RETURN row, entity
UNION ALL
  UNWIND [row IN $mentions WHERE row.label = 'Organization'] AS row
  MATCH (entity:Organization {id: row.id})
  USING INDEX SEEK entity:Organization(id)
  RETURN row, entity
UNION ALL
  UNWIND [row IN $mentions WHERE row.label = 'Person'] AS row
  MATCH (entity:Person {id: row.id})
  USING INDEX SEEK entity:Person(id)
  RETURN row, entity
UNION ALL
  UNWIND [row IN $mentions WHERE row.label = 'Technology'] AS row
  MATCH (entity:Technology {id: row.id})
  USING INDEX SEEK entity:Technology(id)
  RETURN row, entity
}
MATCH (release:Release {id: row.release})
USING INDEX SEEK release:Release(id)
CREATE (release)-[mention:MENTIONS]->(entity)
SET mention = row.mention
WITH row, entity
UNWIND row.support AS support
MATCH (sentence:Evidence {id: support[0]})
USING INDEX SEEK sentence:Evidence(id)
CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(entity)
