"""The promise, as README says it: what the matrix holds."""

PROMISE = (
    "At most once by itself, never silently none.",
    "Each chat gets each digest once; if the bot cannot know whether a message arrived, it says so in one line with a"
    " *Send again* button.",
    "Late figures are marked, and corrected in the same message.",
    "What was missed while the bot was down is sent late and marked so, or named.",
)
