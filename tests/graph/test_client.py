from graph.client import GraphClient


def test_verify_names_the_server(graph: GraphClient) -> None:
    assert graph.verify().startswith("Neo4j/")
