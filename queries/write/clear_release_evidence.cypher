// Takes back a release's sentences, mentions and reports; the release itself stays.
//
// param id: string - the release's id
MATCH (release:Release {id: $id})
USING INDEX SEEK release:Release(id)
CALL (release) {
  MATCH (release)<-[:IN]-(sentence:Evidence)
  DETACH DELETE sentence
}
CALL (release) {
  MATCH (release)-[said:MENTIONS|REPORTS]->()
  DELETE said
}
