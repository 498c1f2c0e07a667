// Adds positions and units, and to each the sentences that say it.
//
// A relationship keeps three lists of one length, sorted by sentence: evidence (ids), confidence and rule.
//
// param links: map[] - type, start and end (ids), value (title), support (sentence id, confidence, rule of each)
CALL () {
  UNWIND [row IN $links WHERE row.type = 'WORKS_FOR'] AS row
  MATCH (person:Person {id: row.start})
  USING INDEX SEEK person:Person(id)
  MATCH (organization:Organization {id: row.end})
  USING INDEX SEEK organization:Organization(id)
  MERGE (person)-[link:WORKS_FOR {title: row.value}]->(organization)
  RETURN row, link
UNION ALL
  UNWIND [row IN $links WHERE row.type = 'UNIT_OF'] AS row
  MATCH (unit:Organization {id: row.start})
  USING INDEX SEEK unit:Organization(id)
  MATCH (parent:Organization {id: row.end})
  USING INDEX SEEK parent:Organization(id)
  MERGE (unit)-[link:UNIT_OF]->(parent)
  RETURN row, link
}
WITH
  link,
  COLLECT {
    UNWIND
      [i IN range(0, size(coalesce(link.evidence, [])) - 1) | [link.evidence[i], link.confidence[i], link.rule[i]]]
      + row.support AS support
    RETURN support
    ORDER BY support[0]
  } AS supports
SET
  link.evidence = [support IN supports | support[0]],
  link.confidence = [support IN supports | support[1]],
  link.rule = [support IN supports | support[2]]
