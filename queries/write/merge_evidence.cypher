// Adds the sentences of a release that say something.
//
// param release: string - the release's id
// param sentences: map[] - id, text, start and end of each
MATCH (release:Release {id: $release})
USING INDEX SEEK release:Release(id)
UNWIND $sentences AS row
MERGE (sentence:Evidence {id: row.id})
SET sentence.text = row.text, sentence.start = row.start, sentence.end = row.end
MERGE (sentence)-[:IN]->(release)
