"""Sample pages and a server with a memory, against which the scripts are tried."""
