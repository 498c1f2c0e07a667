// Puts concepts in their place in the trees, and takes them from where the vocabulary no longer has them.
//
// param concepts: map[] - label, id and broader (ids) of each
// returns label: string - label of a concept that lost one below it
// returns id: string - its id
UNWIND $concepts AS row
CALL (row) {
  WITH row
  WHERE row.label = 'Technology'
  MATCH (concept:Technology {id: row.id})
  USING INDEX SEEK concept:Technology(id)
  CALL (concept, row) {
    UNWIND row.broader AS id
    MATCH (broader:Technology {id: id})
    USING INDEX SEEK broader:Technology(id)
    MERGE (concept)-[:KIND_OF]->(broader)
  }
  RETURN concept
UNION ALL
  WITH row
  WHERE row.label = 'Indication'
  MATCH (concept:Indication {id: row.id})
  USING INDEX SEEK concept:Indication(id)
  CALL (concept, row) {
    UNWIND row.broader AS id
    MATCH (broader:Indication {id: id})
    USING INDEX SEEK broader:Indication(id)
    MERGE (concept)-[:KIND_OF]->(broader)
  }
  RETURN concept
}
MATCH (concept)-[stale:KIND_OF]->(former)
WHERE NOT former.id IN row.broader
DELETE stale
RETURN DISTINCT row.label AS label, former.id AS id
