// Technologies in the order of their ids, with the number of agreements on each itself.
//
// param kind: string? - only technologies of this kind
// param after: string = "" - list what comes after this id
// param limit: integer = 20 - how many rows at most
// returns id: string - the technology's id
// returns name: string - its name
// returns kind: string - modality, platform, product, material, process or target
// returns aliases: string[] - what releases call it
// returns broader: string[] - ids of the technologies that it is a kind of
// returns agreements: integer - how many agreements name it; get_technology counts kinds of it as well
MATCH (technology:Technology)
USING INDEX SEEK technology:Technology(id)
WHERE technology.id > $after
  AND ($kind IS NULL OR technology.kind = $kind)
WITH technology
ORDER BY technology.id
LIMIT $limit
RETURN
  technology.id AS id,
  technology.name AS name,
  technology.kind AS kind,
  coalesce(technology.aliases, []) AS aliases,
  COLLECT {
    MATCH (technology)-[:KIND_OF]->(broader:Technology)
    RETURN broader.id
    ORDER BY broader.id
  } AS broader,
  COUNT { ()-[:COVERS]->(technology) } AS agreements
ORDER BY id
