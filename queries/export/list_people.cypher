// A page of all people in the order of ids, with their positions.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - the person's id
// returns name: string - the name
// returns aliases: string[] - what releases call them
// returns releases: integer - how many mention them
// returns positions: map[] - organization (id), name of it and title, with evidence
MATCH (person:Person)
USING INDEX SEEK person:Person(id)
WHERE person.id > $after
WITH person
ORDER BY person.id
LIMIT $limit
RETURN
  person.id AS id,
  person.name AS name,
  coalesce(person.aliases, []) AS aliases,
  COUNT { (person)<-[:MENTIONS]-(:Release) } AS releases,
  COLLECT {
    MATCH (person)-[link:WORKS_FOR]->(organization:Organization)
    RETURN {
      organization: organization.id,
      name: organization.name,
      title: link.title,
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
    ORDER BY organization.id, link.title
  } AS positions
ORDER BY id
