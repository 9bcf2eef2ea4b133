"""Mail: the promises of the port, and the backends that keep them."""
