// No two nodes of label AgreementType share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT agreement_type_id IF NOT EXISTS
FOR (node:AgreementType)
REQUIRE node.id IS UNIQUE
