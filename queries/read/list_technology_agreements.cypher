// The agreements about one technology or any kind of it, the newest first.
//
// param id: string - the technology's id
// param indication: string? - only agreements for this indication or a kind of it
// param type: string? - only agreements of this type
// param status: string? - only agreements of this status
// param before: string = "9999" - list agreements announced before this day, or on it with a later id
// param after: string = "" - the id that goes with `before`
// param limit: integer = 20 - how many rows at most
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns status: string - planned, signed, amended, completed or terminated
// returns announced: string? - date of the first release that reports it
// returns types: string[] - ids of the agreement's types
// returns parties: map[] - id, name and role of each party
// returns evidence: map[] - the surest sentence that reports it
MATCH (technology:Technology {id: $id})
USING INDEX SEEK technology:Technology(id)
WITH
  technology,
  COLLECT {
    MATCH (:Indication {id: $indication})<-[:KIND_OF*0..]-(kind:Indication)
    RETURN DISTINCT kind
  } AS indications
MATCH (technology)<-[:KIND_OF*0..]-(kind:Technology)
WITH DISTINCT kind, indications
MATCH (kind)<-[:COVERS]-(agreement:Agreement)
WHERE ($status IS NULL OR agreement.status = $status)
  AND ($type IS NULL OR EXISTS { (agreement)-[:OF_TYPE]->(:AgreementType {id: $type}) })
  AND ($indication IS NULL OR EXISTS { (agreement)-[:FOR]->(named:Indication) WHERE named IN indications })
WITH DISTINCT agreement, coalesce(toString(agreement.announced), '') AS day
WHERE day < $before OR (day = $before AND agreement.id > $after)
WITH agreement, day
ORDER BY day DESC, agreement.id
LIMIT $limit
RETURN
  agreement.id AS id,
  agreement.title AS title,
  agreement.status AS status,
  toString(agreement.announced) AS announced,
  COLLECT {
    MATCH (agreement)-[:OF_TYPE]->(type:AgreementType)
    RETURN type.id
    ORDER BY type.id
  } AS types,
  COLLECT {
    MATCH (party:Organization)-[part:PARTY_TO]->(agreement)
    RETURN {id: party.id, name: party.name, role: part.role}
    ORDER BY party.id, part.role
  } AS parties,
  COLLECT {
    MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(agreement)
    RETURN {
      id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
      confidence: support.confidence, rule: support.rule,
      release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
    }
    ORDER BY support.confidence DESC, sentence.id
    LIMIT 1
  } AS evidence
ORDER BY coalesce(announced, '') DESC, id
