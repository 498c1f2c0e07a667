// Which agreement a report tells of, by the id that its deal would have if no other release told of it.
//
// None where reports that would have the same id tell of several agreements.
//
// param deal: string - the id that a report's deal would have
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
MATCH (report:Report {deal: $deal})
USING INDEX SEEK report:Report(deal)
MATCH (report)-[:TELLS]->(agreement:Agreement)
WITH collect(DISTINCT agreement) AS agreements
WHERE size(agreements) = 1
UNWIND agreements AS agreement
RETURN
  agreement.id AS id,
  agreement.title AS title
