"""From decisions to delivered alerts."""
