"""What we know: the data package on disk, its validation, assets, boundaries, evidence and credits."""
