"""The chats: commands that know none of them, and a face for each."""
