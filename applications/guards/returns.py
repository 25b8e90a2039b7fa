"""Why a return or a supplement cannot go on now (T4, T13, T14)."""
