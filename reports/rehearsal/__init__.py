"""A rehearsal: invented units play a whole batch through the services that the pages call."""
