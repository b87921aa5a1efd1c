"""The library behind a map of a region's innovation assets.

Loads the data package in `data/` into GeoPandas layers, filters, measures and draws them. Knows
nothing of the web framework that shows the result: it can be used from a notebook, a script or
the command line (`python -m geo`).
"""
