// Every agreement type with the number of agreements of it, the most frequent first.
//
// returns id: string - the type's id
// returns name: string - the type's name
// returns definition: string - what the type means
// returns agreements: integer - how many agreements are of it
MATCH (type:AgreementType)
RETURN
  type.id AS id,
  type.name AS name,
  type.definition AS definition,
  COUNT { ()-[:OF_TYPE]->(type) } AS agreements
ORDER BY agreements DESC, id
