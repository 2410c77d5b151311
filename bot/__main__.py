"""`python -m bot` is `morning-reads`."""

from bot.cli import main

raise SystemExit(main())
