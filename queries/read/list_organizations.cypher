// Organizations in the order of their ids, all of them or those of one kind.
//
// param kind: string? - company or institution; null for both
// param after: string = "" - list what comes after this id
// param limit: integer = 20 - how many rows at most
// returns id: string - the organization's id
// returns name: string - its name
// returns kind: string - company or institution
// returns aliases: string[] - what releases call it
// returns agreements: integer - how many agreements it is a party to
// returns partners: integer - how many organizations share an agreement with it
MATCH (organization:Organization)
USING INDEX SEEK organization:Organization(id)
WHERE organization.id > $after
  AND ($kind IS NULL
    OR ($kind = 'company' AND organization:Company)
    OR ($kind = 'institution' AND organization:Institution))
WITH organization
ORDER BY organization.id
LIMIT $limit
RETURN
  organization.id AS id,
  organization.name AS name,
  CASE WHEN organization:Company THEN 'company' ELSE 'institution' END AS kind,
  organization.aliases AS aliases,
  COUNT { MATCH (organization)-[:PARTY_TO]->(agreement:Agreement) RETURN DISTINCT agreement } AS agreements,
  COUNT { (organization)-[:PARTNERS_WITH]-() } AS partners
ORDER BY id
