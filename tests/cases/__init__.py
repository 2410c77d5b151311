"""Files that people have and that once went wrong: the essence of each, with made-up figures, and what should come."""
