// Adds the agreements that a release reports, each with its status and sums, and the sentences that say so.
//
// Rows have to come sorted by id: writers then wait for each other and never in a circle.
//
// param release: string - the release's id
// param agreements: map[] - id, title, territories, support (sentence id, confidence and rule of each),
//   changes (id, status, date), terms (id, kind, amount, currency, percent, up_to)
MATCH (release:Release {id: $release})
USING INDEX SEEK release:Release(id)
UNWIND $agreements AS row
MERGE (agreement:Agreement {id: row.id})
// Changes nothing but locks the node: whoever writes about an agreement holds it until the end.
SET agreement:Agreement
CREATE (release)-[:REPORTS {title: row.title, territories: row.territories}]->(agreement)
WITH row, agreement
CALL (row, agreement) {
  UNWIND row.changes AS change
  MERGE (node:StatusChange {id: change.id})
  SET node.status = change.status, node.date = change.date
  MERGE (agreement)-[:CHANGED]->(node)
  RETURN collect(node) AS changes
}
CALL (row, agreement) {
  UNWIND row.terms AS term
  MERGE (node:Term {id: term.id})
  SET
    node.kind = term.kind,
    node.amount = term.amount,
    node.currency = term.currency,
    node.percent = term.percent,
    node.up_to = term.up_to
  MERGE (agreement)-[:HAS_TERM]->(node)
  RETURN collect(node) AS terms
}
UNWIND row.support AS support
MATCH (sentence:Evidence {id: support[0]})
USING INDEX SEEK sentence:Evidence(id)
UNWIND [agreement] + changes + terms AS fact
CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(fact)
