// Takes back what names mean, and the questions about them.
//
// param ids: string[] - label and plain id of each
UNWIND $ids AS key
OPTIONAL MATCH (redirect:Redirect {id: key})
USING INDEX SEEK redirect:Redirect(id)
OPTIONAL MATCH (name:Name {id: key})<-[:ABOUT]-(review:Review)
USING INDEX SEEK name:Name(id)
DETACH DELETE redirect, review
