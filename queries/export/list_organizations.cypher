// A page of all organizations in the order of ids, with the organizations that each belongs to and works with.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - the organization's id
// returns name: string - its name
// returns kind: string - company or institution
// returns aliases: string[] - what releases call it
// returns agreements: integer - how many it is party to
// returns releases: integer - how many mention it
// returns parents: map[] - id and name of the organization that it is a unit of, with evidence
// returns partners: map[] - id of each with whom it shares agreements, their number, first and last announced; each pair
//   stands at the lesser id
MATCH (organization:Organization)
USING INDEX SEEK organization:Organization(id)
WHERE organization.id > $after
WITH organization
ORDER BY organization.id
LIMIT $limit
RETURN
  organization.id AS id,
  organization.name AS name,
  CASE WHEN organization:Company THEN 'company' ELSE 'institution' END AS kind,
  coalesce(organization.aliases, []) AS aliases,
  COUNT {
    MATCH (organization)-[:PARTY_TO]->(agreement:Agreement)
    RETURN DISTINCT agreement
  } AS agreements,
  COUNT { (organization)<-[:MENTIONS]-(:Release) } AS releases,
  COLLECT {
    MATCH (organization)-[link:UNIT_OF]->(parent:Organization)
    RETURN {
      id: parent.id,
      name: parent.name,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: link.confidence[i], rule: link.rule[i], release: release.id, published: toString(release.published)
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY parent.id
  } AS parents,
  COLLECT {
    MATCH (organization)-[link:PARTNERS_WITH]->(partner:Organization)
    RETURN {id: partner.id, agreements: link.agreements, first: toString(link.first), last: toString(link.last)}
    ORDER BY partner.id
  } AS partners
ORDER BY id
