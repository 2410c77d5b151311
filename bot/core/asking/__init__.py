"""The date language: what people type for days, in English and Chinese, and the reasons why some cannot be had.

`today` is WeChat's date, in +08:00, and always a parameter. Weeks begin on Monday. A span that is under way reaches to
yesterday. Without a year, the latest one that is past is meant. What the bot prints for days, this understands.
"""

from bot.core.asking.ahead import hour_of, until
from bot.core.asking.comparison import Asked, compared, names_comparison
from bot.core.asking.folding import A_NUMBER, folded, number
from bot.core.asking.measures import UNCUT, measure_in
from bot.core.asking.near import LONGEST, nearest
from bot.core.asking.relative import TODAY
from bot.core.asking.served import names_days, served, when
from bot.core.asking.spans import span_words

__all__ = [
    "A_NUMBER",
    "LONGEST",
    "TODAY",
    "UNCUT",
    "Asked",
    "compared",
    "folded",
    "hour_of",
    "measure_in",
    "names_comparison",
    "names_days",
    "nearest",
    "number",
    "served",
    "span_words",
    "until",
    "when",
]
