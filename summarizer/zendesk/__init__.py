"""The helpdesk in Zendesk; imported only where the settings pick it."""
