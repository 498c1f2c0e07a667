// Agreements of which releases say different things: two days for one step, two sums for one purpose, two ends on one day.
//
// param after: string = "" - list what comes after this agreement's id
// param limit: integer = 20 - how many rows at most
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns disputed: string[] - in what releases disagree: `date of signed`, `sum of upfront in USD`, `status on 2021-08-12`
// returns steps: map[] - status and date of the steps of its life, oldest first, and when it was told, with evidence
// returns terms: map[] - kind, amount, currency, percent and up_to of each sum, and whether it is added up, with evidence
MATCH (agreement:Agreement)
USING INDEX agreement:Agreement(disputed)
WHERE agreement.disputed IS NOT NULL AND agreement.id > $after
WITH agreement
ORDER BY agreement.id
LIMIT $limit
RETURN
  agreement.id AS id,
  agreement.title AS title,
  agreement.disputed AS disputed,
  COLLECT {
    MATCH (agreement)-[:CHANGED]->(change:StatusChange)
    RETURN {
      status: change.status,
      date: change.date,
      told: change.told,
      evidence: COLLECT {
        MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(change)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: support.confidence, rule: support.rule,
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY support.confidence DESC, sentence.id
      }
    }
    ORDER BY coalesce(change.date, change.told, ''), change.status
  } AS steps,
  COLLECT {
    MATCH (agreement)-[:HAS_TERM]->(term:Term)
    RETURN {
      kind: term.kind,
      amount: term.amount,
      currency: term.currency,
      percent: term.percent,
      up_to: term.up_to,
      counted: term.counted,
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
ORDER BY id
