// The organizations that share an agreement with one organization, those with most agreements first.
//
// Each partner comes with the newest agreement that the two share and the surest sentence that reports it.
//
// param id: string - the organization's id
// param before: integer = 1000000000 - list partners with fewer agreements than this, or as many and a later id
// param after: string = "" - the id that goes with `before`
// param limit: integer = 20 - how many rows at most
// returns id: string - the partner's id
// returns name: string - the partner's name
// returns kind: string - company or institution
// returns agreements: integer - how many agreements the two share
// returns first: string? - date of the first agreement
// returns last: string? - date of the last agreement
// returns types: string[] - ids of the types of the agreements that they share
// returns latest: map? - id, title and evidence of the newest agreement
MATCH (organization:Organization {id: $id})
USING INDEX SEEK organization:Organization(id)
MATCH (organization)-[link:PARTNERS_WITH]-(partner:Organization)
WHERE link.agreements < $before OR (link.agreements = $before AND partner.id > $after)
WITH organization, partner, link
ORDER BY link.agreements DESC, partner.id
LIMIT $limit
RETURN
  partner.id AS id,
  partner.name AS name,
  CASE WHEN partner:Company THEN 'company' ELSE 'institution' END AS kind,
  link.agreements AS agreements,
  toString(link.first) AS first,
  toString(link.last) AS last,
  COLLECT {
    MATCH (organization)-[:PARTY_TO]->(agreement:Agreement)<-[:PARTY_TO]-(partner)
    MATCH (agreement)-[:OF_TYPE]->(type:AgreementType)
    WITH DISTINCT type.id AS type
    RETURN type
    ORDER BY type
  } AS types,
  head(COLLECT {
    MATCH (organization)-[:PARTY_TO]->(agreement:Agreement)<-[:PARTY_TO]-(partner)
    WITH DISTINCT agreement
    ORDER BY coalesce(toString(agreement.announced), '') DESC, agreement.id
    LIMIT 1
    RETURN {
      id: agreement.id,
      title: agreement.title,
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
  }) AS latest
ORDER BY agreements DESC, id
