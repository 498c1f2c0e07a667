// Adds the sentences of releases that say something.
//
// param sentences: map[] - release (id), id, text, start and end of each
UNWIND $sentences AS row
MATCH (release:Release {id: row.release})
USING INDEX SEEK release:Release(id)
MERGE (sentence:Evidence {id: row.id})
SET sentence.text = row.text, sentence.start = row.start, sentence.end = row.end
CREATE (sentence)-[:IN]->(release)
