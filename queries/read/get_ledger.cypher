// The money of one agreement: what is added up in each currency, and every sum that releases tell.
//
// Of sums that differ for one purpose one is added up, and no parts beside their total. Where no sum is told, none is
// known: that is not zero.
//
// param id: string - the agreement's id
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns sums: map[] - currency and amount of what is added up, and whether any part of it is a limit (`up_to`)
// returns undisclosed: boolean - whether no sum is told
// returns terms: map[] - kind, amount, currency, percent and up_to of each sum, and whether it is added up, with evidence
MATCH (agreement:Agreement {id: $id})
USING INDEX SEEK agreement:Agreement(id)
RETURN
  agreement.id AS id,
  agreement.title AS title,
  COLLECT {
    MATCH (agreement)-[:HAS_TERM]->(term:Term {counted: true})
    WITH term.currency AS currency, sum(term.amount) AS amount, max(term.up_to) AS up_to
    RETURN {currency: currency, amount: amount, up_to: up_to}
    ORDER BY currency
  } AS sums,
  NOT EXISTS { (agreement)-[:HAS_TERM]->(:Term {counted: true}) } AS undisclosed,
  COLLECT {
    MATCH (agreement)-[:HAS_TERM]->(term:Term)
    RETURN {
      kind: term.kind,
      amount: term.amount,
      currency: term.currency,
      percent: term.percent,
      up_to: coalesce(term.up_to, false),
      counted: coalesce(term.counted, false),
      evidence: COLLECT {
        MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(term)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: support.confidence, rule: support.rule,
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY support.confidence DESC, sentence.id
      }
    }
    ORDER BY term.kind, term.amount DESC, term.id
  } AS terms
