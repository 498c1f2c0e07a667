// Writes who and what agreements that are new are between, of, about and for, and to each the sentences that say it.
//
// A relationship keeps three lists of one length, sorted by sentence: evidence (ids), confidence and rule.
//
// param links: map[] - type, start and end (ids), value (a party's role), properties (the three lists)
CALL () {
  UNWIND [row IN $links WHERE row.type = 'PARTY_TO'] AS row
  MATCH (organization:Organization {id: row.start})
  USING INDEX SEEK organization:Organization(id)
  MATCH (agreement:Agreement {id: row.end})
  USING INDEX SEEK agreement:Agreement(id)
  CREATE (organization)-[link:PARTY_TO {role: row.value}]->(agreement)
  SET link += row.properties
}
CALL () {
  UNWIND [row IN $links WHERE row.type = 'OF_TYPE'] AS row
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (type:AgreementType {id: row.end})
  USING INDEX SEEK type:AgreementType(id)
  CREATE (agreement)-[link:OF_TYPE]->(type)
  SET link += row.properties
}
CALL () {
  UNWIND [row IN $links WHERE row.type = 'COVERS'] AS row
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (technology:Technology {id: row.end})
  USING INDEX SEEK technology:Technology(id)
  CREATE (agreement)-[link:COVERS]->(technology)
  SET link += row.properties
}
CALL () {
  UNWIND [row IN $links WHERE row.type = 'FOR'] AS row
  MATCH (agreement:Agreement {id: row.start})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (indication:Indication {id: row.end})
  USING INDEX SEEK indication:Indication(id)
  CREATE (agreement)-[link:FOR]->(indication)
  SET link += row.properties
}
