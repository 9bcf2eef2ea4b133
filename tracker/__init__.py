"""What is known of cases: their events, rows, tabs and clocks. Knows nothing of summarizer."""
