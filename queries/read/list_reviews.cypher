// Pairs of ids that may be one organization or person and wait for a decision, the surest first.
//
// param label: string? - only Organization, or only Person
// param limit: integer = 20 - how many at most
// returns label: string - Organization or Person
// returns score: float - how much speaks for one
// returns reason: string - what speaks for it, and against
// returns one: map - id, names, releases (how many), sentences (text and release of the first two)
// returns other: map - the same of the other
MATCH (review:Review)
WHERE $label IS NULL OR review.label = $label
WITH review
ORDER BY review.score DESC, review.id
LIMIT $limit
WITH review, [plain IN [review.one, review.other] | {id: plain, name: review.label + ' ' + plain}] AS sides
RETURN
  review.label AS label,
  review.score AS score,
  review.reason AS reason,
  head(COLLECT {
    MATCH (name:Name {id: sides[0].name})
    USING INDEX SEEK name:Name(id)
    RETURN {
      id: name.plain,
      names: COLLECT { MATCH (name)<-[n:NAMES]-() UNWIND n.names AS called WITH DISTINCT called RETURN called ORDER BY called },
      releases: COUNT { (name)<-[:NAMES]-() },
      sentences: COLLECT {
        MATCH (name)<-[n:NAMES]-(release:Release)<-[:IN]-(sentence:Evidence)
        WHERE any(called IN n.names WHERE sentence.text CONTAINS called)
        RETURN {text: sentence.text, release: release.id}
        ORDER BY sentence.id
        LIMIT 2
      }
    }
  }) AS one,
  head(COLLECT {
    MATCH (name:Name {id: sides[1].name})
    USING INDEX SEEK name:Name(id)
    RETURN {
      id: name.plain,
      names: COLLECT { MATCH (name)<-[n:NAMES]-() UNWIND n.names AS called WITH DISTINCT called RETURN called ORDER BY called },
      releases: COUNT { (name)<-[:NAMES]-() },
      sentences: COLLECT {
        MATCH (name)<-[n:NAMES]-(release:Release)<-[:IN]-(sentence:Evidence)
        WHERE any(called IN n.names WHERE sentence.text CONTAINS called)
        RETURN {text: sentence.text, release: release.id}
        ORDER BY sentence.id
        LIMIT 2
      }
    }
  }) AS other
ORDER BY score DESC, one.id, other.id
