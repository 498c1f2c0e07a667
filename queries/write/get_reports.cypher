// What is told of the deals of sets of parties; locks the sets by writing what is there.
//
// param parties: string[] - ids of the sets, sorted
// returns report: map - properties of the report
// returns release: string - id of the release that tells it
// returns parties: string[] - ids of all sets that the report hangs on
// returns agreement: string? - id of the agreement that it tells of
// returns digest: string? - digest of this agreement
// returns support: any[] - sentence id, confidence and rule of each sentence that says it
UNWIND $parties AS id
MATCH (start:Parties {id: id})
USING INDEX SEEK start:Parties(id)
SET start:Parties
WITH start
MATCH (start)<-[:BETWEEN]-(report:Report)<-[:REPORTS]-(release:Release)
WITH DISTINCT report, release
OPTIONAL MATCH (report)-[:TELLS]->(agreement:Agreement)
RETURN
  properties(report) AS report,
  release.id AS release,
  COLLECT {
    MATCH (report)-[:BETWEEN]->(parties:Parties)
    RETURN parties.id
  } AS parties,
  agreement.id AS agreement,
  agreement.digest AS digest,
  COLLECT {
    MATCH (report)<-[support:SUPPORTS]-(sentence:Evidence)
    RETURN [sentence.id, support.confidence, support.rule]
  } AS support
