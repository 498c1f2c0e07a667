// One indication and its place in the tree; list_indication_agreements has its agreements.
//
// param id: string - the indication's id
// returns id: string - the indication's id
// returns name: string - its name
// returns aliases: string[] - what releases call it
// returns broader: map[] - id and name of the indications right above it
// returns narrower: map[] - id and name of the indications right below it
// returns agreements: integer - how many agreements are on it or any kind of it
// returns releases: integer - how many releases mention it
MATCH (indication:Indication {id: $id})
USING INDEX SEEK indication:Indication(id)
RETURN
  indication.id AS id,
  indication.name AS name,
  coalesce(indication.aliases, []) AS aliases,
  COLLECT {
    MATCH (indication)-[:KIND_OF]->(broader:Indication)
    RETURN {id: broader.id, name: broader.name}
    ORDER BY broader.id
  } AS broader,
  COLLECT {
    MATCH (indication)<-[:KIND_OF]-(narrower:Indication)
    RETURN {id: narrower.id, name: narrower.name}
    ORDER BY narrower.id
  } AS narrower,
  COUNT {
    MATCH (indication)<-[:KIND_OF*0..]-(kind:Indication)
    WITH DISTINCT kind
    MATCH (kind)<-[:FOR]-(agreement:Agreement)
    RETURN DISTINCT agreement
  } AS agreements,
  COUNT { ()-[:MENTIONS]->(indication) } AS releases
