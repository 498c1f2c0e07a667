// Returns when the names index holds all that has been committed.
CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()
