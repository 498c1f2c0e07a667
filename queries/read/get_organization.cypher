// One organization: its names, its people, the units below it and the organizations above it.
//
// A person's evidence here is the surest sentence only; get_person has all of them.
//
// param id: string - the organization's id
// returns id: string - the organization's id
// returns name: string - its name
// returns kind: string - company or institution
// returns aliases: string[] - what releases call it
// returns people: map[] - id, name and title of its people, with evidence
// returns units: map[] - id and name of the organizations right below it, with evidence
// returns parents: map[] - id and name of the organizations right above it, with evidence
// returns agreements: integer - how many agreements it is a party to
// returns partners: integer - how many organizations share an agreement with it
// returns releases: integer - how many releases mention it
MATCH (organization:Organization {id: $id})
USING INDEX SEEK organization:Organization(id)
RETURN
  organization.id AS id,
  organization.name AS name,
  CASE WHEN organization:Company THEN 'company' ELSE 'institution' END AS kind,
  organization.aliases AS aliases,
  COLLECT {
    MATCH (person:Person)-[position:WORKS_FOR]->(organization)
    RETURN {
      id: person.id,
      name: person.name,
      title: position.title,
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
        LIMIT 1
      }
    }
    ORDER BY person.id, position.title
  } AS people,
  COLLECT {
    MATCH (unit:Organization)-[link:UNIT_OF]->(organization)
    RETURN {
      id: unit.id,
      name: unit.name,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: link.confidence[i], rule: link.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY unit.id
  } AS units,
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
          confidence: link.confidence[i], rule: link.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY parent.id
  } AS parents,
  COUNT { MATCH (organization)-[:PARTY_TO]->(agreement:Agreement) RETURN DISTINCT agreement } AS agreements,
  COUNT { (organization)-[:PARTNERS_WITH]-() } AS partners,
  COUNT { ()-[:MENTIONS]->(organization) } AS releases
