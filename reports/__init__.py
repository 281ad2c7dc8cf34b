"""Reports: one module a format family; `report(name)` imports the one that is asked for."""
