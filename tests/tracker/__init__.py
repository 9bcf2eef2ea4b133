"""Evidence for the tracker: columns, cases, hours, clocks and the backends."""
