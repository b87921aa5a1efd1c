"""Numbers about places: areas, measures, profiles, clusters, distances, density, claims."""
