// Takes back the sentences, mentions and reports of releases; the releases themselves stay.
//
// param ids: string[] - of the releases
UNWIND $ids AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
CALL (release) {
  MATCH (release)<-[:IN]-(sentence:Evidence)
  DETACH DELETE sentence
}
CALL (release) {
  MATCH (release)-[said:MENTIONS]->()
  DELETE said
}
CALL (release) {
  MATCH (release)-[:REPORTS]->(report:Report)
  DETACH DELETE report
}
