// One person: names and positions, with the sentences that say them.
//
// param id: string - the person's id
// returns id: string - the person's id
// returns name: string - the person's name
// returns aliases: string[] - what releases call the person
// returns positions: map[] - title and organization (id, name, kind) of each position, with evidence
// returns releases: integer - how many releases mention the person
MATCH (person:Person {id: $id})
USING INDEX SEEK person:Person(id)
RETURN
  person.id AS id,
  person.name AS name,
  person.aliases AS aliases,
  COLLECT {
    MATCH (person)-[position:WORKS_FOR]->(organization:Organization)
    RETURN {
      title: position.title,
      organization: {
        id: organization.id,
        name: organization.name,
        kind: CASE WHEN organization:Company THEN 'company' ELSE 'institution' END
      },
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(position.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: position.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: position.confidence[i], rule: position.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY position.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY organization.id, position.title
  } AS positions,
  COUNT { ()-[:MENTIONS]->(person) } AS releases
