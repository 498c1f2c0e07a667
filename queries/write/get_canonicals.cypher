// What plain ids mean that were merged into others; those that mean themselves give no row.
//
// param ids: string[] - label and plain id of each
// returns id: string - label and plain id
// returns canonical: string - the plain id that it was merged into
// returns called: string - what that one is called
UNWIND $ids AS key
MATCH (redirect:Redirect {id: key})
USING INDEX SEEK redirect:Redirect(id)
RETURN redirect.id AS id, redirect.canonical AS canonical, redirect.called AS called
