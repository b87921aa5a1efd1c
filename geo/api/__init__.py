"""The register as other programs ask for it: OGC API Features, and the tools of an assistant (MCP). Knows no web framework."""
