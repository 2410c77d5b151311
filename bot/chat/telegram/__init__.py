"""The Telegram face: the only room that imports telegram."""
