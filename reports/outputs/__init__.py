"""Everything that leaves as a file: what there is, how it is made, and the jobs that make it."""
