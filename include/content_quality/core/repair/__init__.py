"""A repair that an editor can accept: the damaged post made whole out of its own words, with a reason for each edit."""
