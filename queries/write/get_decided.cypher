// The decisions of persons that the graph stands on, by what they are about.
//
// param after: string - list what comes after this
// param limit: integer - how many at most
// returns subject: string - label and plain id of a name, or Release and its id
// returns digest: string - of the decisions about it
MATCH (decided:Decided)
USING INDEX SEEK decided:Decided(id)
WHERE decided.id > $after
RETURN decided.id AS subject, decided.digest AS digest
ORDER BY subject
LIMIT $limit
