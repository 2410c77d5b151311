"""What people can say to the bot, whatever the chat."""

from bot.chat.commands.asker import Asker
from bot.chat.commands.conversation import Conversation
from bot.chat.commands.hearing import split
from bot.chat.commands.table import COMMANDS, menu

__all__ = ["COMMANDS", "Asker", "Conversation", "menu", "split"]
