// One technology and its place in the tree; list_technology_agreements has its agreements.
//
// param id: string - the technology's id
// returns id: string - the technology's id
// returns name: string - its name
// returns kind: string - modality, platform, product, material, process or target
// returns aliases: string[] - what releases call it
// returns broader: map[] - id, name and kind of the technologies right above it
// returns narrower: map[] - id, name and kind of the technologies right below it
// returns agreements: integer - how many agreements are on it or any kind of it
// returns releases: integer - how many releases mention it
MATCH (technology:Technology {id: $id})
USING INDEX SEEK technology:Technology(id)
RETURN
  technology.id AS id,
  technology.name AS name,
  technology.kind AS kind,
  coalesce(technology.aliases, []) AS aliases,
  COLLECT {
    MATCH (technology)-[:KIND_OF]->(broader:Technology)
    RETURN {id: broader.id, name: broader.name, kind: broader.kind}
    ORDER BY broader.id
  } AS broader,
  COLLECT {
    MATCH (technology)<-[:KIND_OF]-(narrower:Technology)
    RETURN {id: narrower.id, name: narrower.name, kind: narrower.kind}
    ORDER BY narrower.id
  } AS narrower,
  COUNT {
    MATCH (technology)<-[:KIND_OF*0..]-(kind:Technology)
    WITH DISTINCT kind
    MATCH (kind)<-[:COVERS]-(agreement:Agreement)
    RETURN DISTINCT agreement
  } AS agreements,
  COUNT { ()-[:MENTIONS]->(technology) } AS releases
