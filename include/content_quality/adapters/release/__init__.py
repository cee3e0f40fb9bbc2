"""Where released posts go: a folder, a branch, an object store."""
