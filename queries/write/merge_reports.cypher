// Adds what releases say of deals, with the sentences that say it.
//
// param reports: map[] - release (id), parties (ids of sets), properties, support (sentence id, confidence and rule of each)
UNWIND $reports AS row
MATCH (release:Release {id: row.release})
USING INDEX SEEK release:Release(id)
MERGE (report:Report {id: row.properties.id})
SET report += row.properties
CREATE (release)-[:REPORTS]->(report)
WITH row, report
CALL (row, report) {
  UNWIND row.parties AS id
  MATCH (parties:Parties {id: id})
  USING INDEX SEEK parties:Parties(id)
  CREATE (report)-[:BETWEEN]->(parties)
}
UNWIND row.support AS support
MATCH (sentence:Evidence {id: support[0]})
USING INDEX SEEK sentence:Evidence(id)
CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(report)
