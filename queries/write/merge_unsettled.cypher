// Notes what is to do at one step of settling who is who.
//
// param step: string - dirty or stale
// param names: string[] - label and plain id of each, sorted
UNWIND $names AS key
MERGE (unsettled:Unsettled {id: $step + ' ' + key})
SET unsettled.name = key
