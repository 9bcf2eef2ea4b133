"""The embedded backend: documents, drafts and files in a folder."""
