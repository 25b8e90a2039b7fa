"""How many queries, how much time and memory the pages and jobs take: ``make bench``."""
