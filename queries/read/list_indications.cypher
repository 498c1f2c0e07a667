// Indications in the order of their ids, with the number of agreements on each itself.
//
// param after: string = "" - list what comes after this id
// param limit: integer = 20 - how many rows at most
// returns id: string - the indication's id
// returns name: string - its name
// returns aliases: string[] - what releases call it
// returns broader: string[] - ids of the indications that it is a kind of
// returns agreements: integer - how many agreements name it; get_indication counts kinds of it as well
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
  COLLECT {
    MATCH (indication)-[:KIND_OF]->(broader:Indication)
    RETURN broader.id
    ORDER BY broader.id
  } AS broader,
  COUNT { ()-[:FOR]->(indication) } AS agreements
ORDER BY id
