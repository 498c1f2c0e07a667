// A shortest chain of partners between two organizations, each link with an agreement that the two share.
//
// Of several agreements between two partners the newest is shown. `hops` is null where no chain of at most
// 20 links leads from one to the other, and empty where both are the same. No row: one of the two organizations does not exist.
//
// param source: string - id of the organization to start from
// param target: string - id of the organization to reach
// returns source: map - id, name and kind of the organization to start from
// returns target: map - id, name and kind of the organization to reach
// returns hops: map[]? - source, target, agreement, date and evidence of each link, in order
MATCH (source:Organization {id: $source})
USING INDEX SEEK source:Organization(id)
CALL (source) {
  MATCH (target:Organization {id: $target})
  USING INDEX SEEK target:Organization(id)
  RETURN target
}
OPTIONAL MATCH path = shortestPath((source)-[:PARTNERS_WITH*..20]-(target))
WHERE source <> target
RETURN
  source {.id, .name, kind: CASE WHEN source:Company THEN 'company' ELSE 'institution' END} AS source,
  target {.id, .name, kind: CASE WHEN target:Company THEN 'company' ELSE 'institution' END} AS target,
  CASE
    WHEN source = target THEN []
    WHEN path IS NULL THEN null
    ELSE COLLECT {
      UNWIND range(0, length(path) - 1) AS i
      WITH i, nodes(path)[i] AS one, nodes(path)[i + 1] AS other
      CALL (one, other) {
        MATCH (one)-[:PARTY_TO]->(agreement:Agreement)<-[:PARTY_TO]-(other)
        RETURN DISTINCT agreement
        ORDER BY coalesce(toString(agreement.announced), '') DESC, agreement.id
        LIMIT 1
      }
      RETURN {
        source: one {.id, .name, kind: CASE WHEN one:Company THEN 'company' ELSE 'institution' END},
        target: other {.id, .name, kind: CASE WHEN other:Company THEN 'company' ELSE 'institution' END},
        agreement: {id: agreement.id, title: agreement.title},
        date: toString(agreement.announced),
        evidence: COLLECT {
          MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(agreement)
          RETURN {
            id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
            confidence: support.confidence, rule: support.rule,
            release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
          }
          ORDER BY support.confidence DESC, sentence.id
          LIMIT 1
        }
      }
      ORDER BY i
    }
  END AS hops
