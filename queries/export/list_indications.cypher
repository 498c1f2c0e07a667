// A page of all indications in the order of ids, with the place of each in the tree.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - its id
// returns name: string - its name
// returns aliases: string[] - what releases call it
// returns releases: integer - how many mention it
// returns broader: string[] - ids of those right above it
MATCH (indication:Indication)
USING INDEX SEEK indication:Indication(id)
WHERE indication.id > $after
WITH indication
ORDER BY indication.id
LIMIT $limit
RETURN
  indication.id AS id,
  indication.name AS name,
  coalesce(indication.aliases, []) AS aliases,
  COUNT { (indication)<-[:MENTIONS]-(:Release) } AS releases,
  COLLECT {
    MATCH (indication)-[:KIND_OF]->(broader:Indication)
    RETURN broader.id
    ORDER BY broader.id
  } AS broader
ORDER BY id
