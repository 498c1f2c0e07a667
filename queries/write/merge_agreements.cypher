// Writes agreements that are not there, each with its reports, the steps of its life and its sums.
//
// param agreements: map[] - agreement (properties), reports (ids), support (sentence id, confidence and rule of each),
//   changes (id, status, date, told, support) and terms (id, kind, amount, currency, percent, up_to, counted, support)
UNWIND $agreements AS row
MERGE (agreement:Agreement {id: row.agreement.id})
SET agreement += row.agreement
WITH row, agreement
CALL (row, agreement) {
  UNWIND row.reports AS id
  MATCH (report:Report {id: id})
  USING INDEX SEEK report:Report(id)
  CREATE (report)-[:TELLS]->(agreement)
}
CALL (row, agreement) {
  UNWIND row.support AS support
  MATCH (sentence:Evidence {id: support[0]})
  USING INDEX SEEK sentence:Evidence(id)
  CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(agreement)
}
CALL (row, agreement) {
  UNWIND row.changes AS change
  MERGE (node:StatusChange {id: change.id})
  SET node.status = change.status, node.date = change.date, node.told = change.told
  CREATE (agreement)-[:CHANGED]->(node)
  WITH change, node
  UNWIND change.support AS support
  MATCH (sentence:Evidence {id: support[0]})
  USING INDEX SEEK sentence:Evidence(id)
  CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(node)
}
CALL (row, agreement) {
  UNWIND row.terms AS term
  MERGE (node:Term {id: term.id})
  SET
    node.kind = term.kind,
    node.amount = term.amount,
    node.currency = term.currency,
    node.percent = term.percent,
    node.up_to = term.up_to,
    node.counted = term.counted
  CREATE (agreement)-[:HAS_TERM]->(node)
  WITH term, node
  UNWIND term.support AS support
  MATCH (sentence:Evidence {id: support[0]})
  USING INDEX SEEK sentence:Evidence(id)
  CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(node)
}
