// Notes that no decision stands about some things any more.
//
// param subjects: string[] - label and plain id of a name, or Release and its id
UNWIND $subjects AS key
MATCH (decided:Decided {id: key})
USING INDEX SEEK decided:Decided(id)
DELETE decided
