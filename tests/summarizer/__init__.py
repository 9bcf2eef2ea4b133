"""The modules of summarizer."""
