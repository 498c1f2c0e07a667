// Names with all that releases say of their bearers, and what they mean so far.
//
// param ids: string[] - label and plain id of each
// returns id: string - label and plain id
// returns told: map[] - release, names, links, known, told: of each release
// returns fellows: string[] - ids of names that mean the same so far, this one included
UNWIND $ids AS key
MATCH (name:Name {id: key})
USING INDEX SEEK name:Name(id)
OPTIONAL MATCH (redirect:Redirect {id: key})-[:TO]->(canonical:Name)
USING INDEX SEEK redirect:Redirect(id)
WITH name, coalesce(canonical, name) AS canonical
RETURN
  name.id AS id,
  COLLECT {
    MATCH (release:Release)-[naming:NAMES]->(name)
    RETURN {
      release: release.id, names: naming.names, links: naming.links, known: naming.known, told: naming.told
    }
  } AS told,
  [canonical.id] + COLLECT { MATCH (other:Redirect)-[:TO]->(canonical) RETURN other.id } AS fellows
