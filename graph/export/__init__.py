"""The graph as files: JSON Lines of facts (complete, read back by `cellpact ingest`), JSON-LD, GraphML, tables.

Everything is read in pages by id and written as it comes, so memory does not grow with the graph.
"""
