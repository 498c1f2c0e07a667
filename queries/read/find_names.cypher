// Whatever has a name or, if it is an agreement, a title like what is looked for, the best match first.
//
// param pattern: string - what to look for, in the syntax of the full-text index
// param kinds: string[]? - only these: organization, person, technology, indication, agreement
// param limit: integer = 20 - how many rows at most
// returns kind: string - organization, person, technology, indication or agreement
// returns id: string - the id of what was found
// returns name: string - its name or title
// returns aliases: string[] - what releases call it
// returns score: float - how well it matches; comparable within one answer only
CALL db.index.fulltext.queryNodes('names', $pattern) YIELD node AS named, score
WITH
  named,
  score,
  CASE
    WHEN named:Organization THEN 'organization'
    WHEN named:Person THEN 'person'
    WHEN named:Technology THEN 'technology'
    WHEN named:Indication THEN 'indication'
    WHEN named:Agreement THEN 'agreement'
  END AS kind
WHERE kind IS NOT NULL AND ($kinds IS NULL OR kind IN $kinds)
RETURN
  kind,
  named.id AS id,
  coalesce(named.name, named.title) AS name,
  coalesce(named.aliases, []) AS aliases,
  score
ORDER BY score DESC, id
LIMIT $limit
