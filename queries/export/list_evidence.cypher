// A page of all sentences in the order of ids, with the facts about agreements and the names that each says.
//
// What it says of positions and units stands in list_people and list_organizations.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - the sentence's id
// returns text: string - the sentence
// returns start: integer - where it begins in the release's text, in characters
// returns end: integer - where it ends
// returns release: string - id of the release that it stands in
// returns published: string? - the release's day
// returns facts: map[] - label and id of each node that it supports, confidence, rule
// returns links: map[] - type, start and end (ids) and value (role) of each relationship that it supports, confidence,
//   rule
MATCH (sentence:Evidence)
USING INDEX SEEK sentence:Evidence(id)
WHERE sentence.id > $after
WITH sentence
ORDER BY sentence.id
LIMIT $limit
MATCH (sentence)-[:IN]->(release:Release)
RETURN
  sentence.id AS id,
  sentence.text AS text,
  sentence.start AS start,
  sentence.end AS end,
  release.id AS release,
  toString(release.published) AS published,
  COLLECT {
    MATCH (sentence)-[support:SUPPORTS]->(fact:Organization|Person|Technology|Indication|Agreement|StatusChange|Term)
    WITH
      head([label IN labels(fact) WHERE NOT label IN ['Company', 'Institution']]) AS label,
      fact.id AS key,
      support.confidence AS confidence,
      support.rule AS rule
    RETURN {label: label, id: key, confidence: confidence, rule: rule}
    ORDER BY label, key
  } AS facts,
  COLLECT {
    MATCH (sentence)-[:SUPPORTS]->(:Agreement)-[link:PARTY_TO|OF_TYPE|COVERS|FOR]-()
    WITH DISTINCT link, [i IN range(0, size(link.evidence) - 1) WHERE link.evidence[i] = sentence.id] AS places
    UNWIND places AS i
    WITH
      type(link) AS type,
      startNode(link).id AS start,
      endNode(link).id AS end,
      link.role AS value,
      link.confidence[i] AS confidence,
      link.rule[i] AS rule
    RETURN {type: type, start: start, end: end, value: value, confidence: confidence, rule: rule}
    ORDER BY type, start, end, value
  } AS links
ORDER BY id
