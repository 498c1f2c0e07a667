// One release: its text, and by character offsets what it names and what it says.
//
// param id: string - the release's id
// returns id: string - the release's id
// returns url: string? - where it was published
// returns title: string? - its headline
// returns publisher: string? - who published it
// returns published: string? - the day on which it was published
// returns pipeline: string - version of the pipeline that read it
// returns text: string - its text; every start and end counts characters of it, end exclusive
// returns mentions: map[] - kind, id and name of each thing that it names, with the spans of all mentions
// returns agreements: map[] - id and title of each agreement that it reports, with the sentences
// returns positions: map[] - person, title and organization of each position that it tells, with the sentences
// returns units: map[] - unit and parent of each link between organizations that it tells, with the sentences
MATCH (release:Release {id: $id})
USING INDEX SEEK release:Release(id)
RETURN
  release.id AS id,
  release.url AS url,
  release.title AS title,
  release.publisher AS publisher,
  toString(release.published) AS published,
  release.pipeline AS pipeline,
  release.text AS text,
  COLLECT {
    MATCH (release)-[mention:MENTIONS]->(named)
    RETURN {
      kind: CASE
        WHEN named:Organization THEN 'organization'
        WHEN named:Person THEN 'person'
        WHEN named:Technology THEN 'technology'
        ELSE 'indication'
      END,
      id: named.id,
      name: named.name,
      spans: [i IN range(0, size(mention.starts) - 1) | {start: mention.starts[i], end: mention.ends[i]}]
    }
    ORDER BY mention.starts[0], named.id
  } AS mentions,
  COLLECT {
    MATCH (release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(agreement:Agreement)
    WITH agreement, sentence, support
    ORDER BY sentence.start
    WITH agreement, collect({
      id: sentence.id, start: sentence.start, end: sentence.end, confidence: support.confidence, rule: support.rule
    }) AS sentences
    RETURN {id: agreement.id, title: agreement.title, sentences: sentences}
    ORDER BY sentences[0].start, agreement.id
  } AS agreements,
  COLLECT {
    MATCH (release)-[:MENTIONS]->(person:Person)-[position:WORKS_FOR]->(organization:Organization)
    UNWIND range(0, coalesce(size(position.evidence), 0) - 1) AS i
    MATCH (sentence:Evidence {id: position.evidence[i]})-[:IN]->(release)
    USING INDEX SEEK sentence:Evidence(id)
    WITH person, position, organization, sentence, i
    ORDER BY sentence.start
    WITH person, position, organization, collect({
      id: sentence.id, start: sentence.start, end: sentence.end,
      confidence: position.confidence[i], rule: position.rule[i]
    }) AS sentences
    RETURN {
      person: {id: person.id, name: person.name},
      title: position.title,
      organization: {id: organization.id, name: organization.name},
      sentences: sentences
    }
    ORDER BY sentences[0].start, person.id, organization.id, position.title
  } AS positions,
  COLLECT {
    MATCH (release)-[:MENTIONS]->(unit:Organization)-[link:UNIT_OF]->(parent:Organization)
    UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
    MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release)
    USING INDEX SEEK sentence:Evidence(id)
    WITH unit, link, parent, sentence, i
    ORDER BY sentence.start
    WITH unit, link, parent, collect({
      id: sentence.id, start: sentence.start, end: sentence.end, confidence: link.confidence[i], rule: link.rule[i]
    }) AS sentences
    RETURN {
      unit: {id: unit.id, name: unit.name},
      parent: {id: parent.id, name: parent.name},
      sentences: sentences
    }
    ORDER BY sentences[0].start, unit.id, parent.id
  } AS units
