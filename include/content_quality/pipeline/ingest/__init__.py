"""From the sources to inspected, compared posts."""
