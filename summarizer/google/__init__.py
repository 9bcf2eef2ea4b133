"""The desk's backends in Google Workspace; imported only where the settings pick one."""
