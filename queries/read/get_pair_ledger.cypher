// The money of all agreements that two organizations share.
//
// Only what is added up in each agreement counts; agreements of which no sum is told are counted apart, not as zero. A deal
// of three parties is a deal of each two of them.
//
// param one: string - an organization's id
// param other: string - another organization's id
// returns one: string - the first organization's id
// returns other: string - the second organization's id
// returns agreements: integer - how many agreements both are party to
// returns undisclosed: integer - of how many of these no sum is told
// returns sums: map[] - kind, currency, amount and number of agreements of what is added up, and whether a part is a limit
MATCH (one:Organization {id: $one})
USING INDEX SEEK one:Organization(id)
MATCH (other:Organization {id: $other})
USING INDEX SEEK other:Organization(id)
WITH one, other, COUNT { (one)-[:PARTY_TO]->() } <= COUNT { (other)-[:PARTY_TO]->() } AS one_has_fewer
WITH
  one,
  other,
  CASE WHEN one_has_fewer THEN one ELSE other END AS few,
  CASE WHEN one_has_fewer THEN other ELSE one END AS many
WITH one, other, COLLECT {
  MATCH (few)-[:PARTY_TO]->(shared:Agreement)
  WHERE EXISTS { (shared)<-[:PARTY_TO]-(many) }
  RETURN DISTINCT shared
} AS shared
RETURN
  one.id AS one,
  other.id AS other,
  size(shared) AS agreements,
  COUNT {
    UNWIND shared AS agreement
    WITH agreement
    WHERE NOT EXISTS { (agreement)-[:HAS_TERM]->(:Term {counted: true}) }
    RETURN agreement
  } AS undisclosed,
  COLLECT {
    UNWIND shared AS agreement
    MATCH (agreement)-[:HAS_TERM]->(term:Term {counted: true})
    WITH
      term.kind AS kind,
      term.currency AS currency,
      sum(term.amount) AS amount,
      max(term.up_to) AS up_to,
      count(DISTINCT agreement) AS agreements
    RETURN {kind: kind, currency: currency, amount: amount, up_to: up_to, agreements: agreements}
    ORDER BY currency, kind
  } AS sums
