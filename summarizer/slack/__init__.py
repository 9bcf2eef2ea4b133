"""The desk's room in Slack; imported only where the settings pick it."""
