// Notes that something is done.
//
// param step: string - dirty or stale
// param names: string[] - label and plain id of each
UNWIND $names AS key
MATCH (unsettled:Unsettled {id: $step + ' ' + key})
USING INDEX SEEK unsettled:Unsettled(id)
DELETE unsettled
