"""The reference: a bare python-telegram-bot handler that answers every message with a constant."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("24,140 readers")


def main(token: str, url: str) -> None:
    app = ApplicationBuilder().token(token).base_url(f"{url}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    app.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
