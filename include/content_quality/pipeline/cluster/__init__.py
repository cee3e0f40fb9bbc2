"""The stages of the gate that may run on any worker."""
