// Finds whatever has a name, by its name, by anything that a release calls it, or by an agreement's title.
//
// It is written behind the transactions, which would else wait for it longer than for all the rest at each commit;
// await_names_index waits for it.
CREATE FULLTEXT INDEX names IF NOT EXISTS
FOR (node:Organization|Person|Technology|Indication|Agreement)
ON EACH [node.name, node.aliases, node.title]
OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}
