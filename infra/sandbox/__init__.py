"""A local Microsoft 365: Graph, Bot Connector and token issuer on loopback, for tests and demonstrations."""
