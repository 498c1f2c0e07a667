// A page of all technologies in the order of ids, with the place of each in the tree.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - its id
// returns name: string - its name
// returns kind: string - modality, platform, product, material, process or target
// returns aliases: string[] - what releases call it
// returns releases: integer - how many mention it
// returns broader: string[] - ids of those right above it
MATCH (technology:Technology)
USING INDEX SEEK technology:Technology(id)
WHERE technology.id > $after
WITH technology
ORDER BY technology.id
LIMIT $limit
RETURN
  technology.id AS id,
  technology.name AS name,
  technology.kind AS kind,
  coalesce(technology.aliases, []) AS aliases,
  COUNT { (technology)<-[:MENTIONS]-(:Release) } AS releases,
  COLLECT {
    MATCH (technology)-[:KIND_OF]->(broader:Technology)
    RETURN broader.id
    ORDER BY broader.id
  } AS broader
ORDER BY id
