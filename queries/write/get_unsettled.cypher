// What is still to do at one step of settling who is who.
//
// param step: string - dirty: settle what the name means; stale: load the releases that tell facts under it again
// param limit: integer - how many at most
// returns name: string - label and plain id
MATCH (unsettled:Unsettled)
USING INDEX SEEK unsettled:Unsettled(id)
WHERE unsettled.id STARTS WITH $step + ' '
RETURN unsettled.name AS name
ORDER BY name
LIMIT $limit
