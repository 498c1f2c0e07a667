// Adds the facts that are relationships, and to each the sentences that say it.
//
// A relationship keeps three lists of one length, sorted by sentence: evidence (ids), confidence and rule.
//
// param links: map[] - type, start and end (ids), value (role or title), support (sentence id, confidence, rule of each)
UNWIND $links AS row
CALL (row) {
  WITH row
  WHERE row.type = 'PARTY_TO'
  MATCH (organization:Organization {id: row.start})
  USING INDEX SEEK organization:Organization(id)
  MATCH (agreement:Agreement {id: row.end})
  USING INDEX SEEK agreement:Agreement(id)
  MERGE (organization)-[link:PARTY_TO {role: row.value}]->(agreement)
  RETURN link
UNION ALL
  WITH row
  WHERE row.type = 'OF_TYPE'
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (type:AgreementType {id: row.end})
  USING INDEX SEEK type:AgreementType(id)
  MERGE (agreement)-[link:OF_TYPE]->(type)
  RETURN link
UNION ALL
  WITH row
  WHERE row.type = 'COVERS'
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (technology:Technology {id: row.end})
  USING INDEX SEEK technology:Technology(id)
  MERGE (agreement)-[link:COVERS]->(technology)
  RETURN link
UNION ALL
  WITH row
  WHERE row.type = 'FOR'
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (indication:Indication {id: row.end})
  USING INDEX SEEK indication:Indication(id)
  MERGE (agreement)-[link:FOR]->(indication)
  RETURN link
UNION ALL
  WITH row
  WHERE row.type = 'WORKS_FOR'
  MATCH (person:Person {id: row.start})
  USING INDEX SEEK person:Person(id)
  MATCH (organization:Organization {id: row.end})
  USING INDEX SEEK organization:Organization(id)
  MERGE (person)-[link:WORKS_FOR {title: row.value}]->(organization)
  RETURN link
UNION ALL
  WITH row
  WHERE row.type = 'UNIT_OF'
  MATCH (unit:Organization {id: row.start})
  USING INDEX SEEK unit:Organization(id)
  MATCH (parent:Organization {id: row.end})
  USING INDEX SEEK parent:Organization(id)
  MERGE (unit)-[link:UNIT_OF]->(parent)
  RETURN link
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
