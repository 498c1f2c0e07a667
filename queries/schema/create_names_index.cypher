// Finds whatever has a name, by its name, by anything that a release calls it, or by an agreement's title.
CREATE FULLTEXT INDEX names IF NOT EXISTS
FOR (node:Organization|Person|Technology|Indication|Agreement)
ON EACH [node.name, node.aliases, node.title]
