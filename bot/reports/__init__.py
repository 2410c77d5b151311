"""One report per file, and compose(), the one path from a question to a message."""

from bot.reports.article import ARTICLE
from bot.reports.base import Question, Report
from bot.reports.compare import COMPARE
from bot.reports.compose import DIGEST_LINES, Composer
from bot.reports.draft import Draft, Moment
from bot.reports.hours import HOURS
from bot.reports.reads import READS
from bot.reports.report import REPORT
from bot.reports.shares import SHARES
from bot.reports.sources import SOURCES
from bot.reports.top import TOP
from bot.reports.trend import TREND

REPORTS: tuple[Report, ...] = (REPORT, READS, SHARES, TOP, HOURS, SOURCES, TREND, COMPARE, ARTICLE)

BY_NAME: dict[str, Report] = {report.name: report for report in REPORTS}

LISTING: dict[str, Report] = {report.name: report for report in (REPORT, TOP)}
"""The reports that number articles."""

__all__ = [
    "ARTICLE",
    "BY_NAME",
    "COMPARE",
    "DIGEST_LINES",
    "HOURS",
    "LISTING",
    "READS",
    "REPORT",
    "REPORTS",
    "SHARES",
    "SOURCES",
    "TOP",
    "TREND",
    "Composer",
    "Draft",
    "Moment",
    "Question",
    "Report",
]
