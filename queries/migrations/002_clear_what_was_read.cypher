// Takes back what releases were read to say, and keeps the releases, marked to be read again.
//
// Version 1 did not keep the facts of a release, nor what each release tells of a deal; nothing but its text can give
// them. A release without a digest counts as one that was never read.
MATCH (node:Release|Organization|Person|Technology|Indication|Agreement|StatusChange|Term|Evidence)
CALL (node) {
  FOREACH (release IN CASE WHEN node:Release THEN [node] ELSE [] END | REMOVE release.digest)
  FOREACH (other IN CASE WHEN node:Release THEN [] ELSE [node] END | DETACH DELETE other)
} IN TRANSACTIONS OF 1000 ROWS
