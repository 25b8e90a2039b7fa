"""What people type about the months: parsed and checked, stored by services."""
