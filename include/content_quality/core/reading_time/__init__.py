"""Reading time: estimated, computed by other formulas, and declared."""
