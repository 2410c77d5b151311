"""Morning Reads: the statistics of WeChat Official Account articles, every morning, in the team's chats."""

__version__ = "0.1.0"
