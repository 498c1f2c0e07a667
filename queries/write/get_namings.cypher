// What the graph holds of who bears which name in releases.
//
// param releases: string[] - ids
// returns release: string - a release's id
// returns id: string - of the name: label and plain id
// returns names: string[] - what the release calls it
// returns links: string[] - how, and label and plain id of the other, joined by a space
// returns known: boolean - whether the vocabulary has the plain id
// returns told: boolean - whether the release tells facts under the plain id
UNWIND $releases AS key
MATCH (release:Release {id: key})-[naming:NAMES]->(name:Name)
USING INDEX SEEK release:Release(id)
RETURN
  release.id AS release,
  name.id AS id,
  naming.names AS names,
  naming.links AS links,
  naming.known AS known,
  naming.told AS told
