"""A reader's own list: read from a file or a pasted table, placed on the map, held against the register.

Nothing here keeps anything: a list goes in, results come out, and no cache holds either.
"""
