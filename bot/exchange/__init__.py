"""The archive in and out: files that people have → replies, and what is held → files. It is handed the archive."""
