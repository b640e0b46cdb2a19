"""Whether the Word file and the PDF say the same."""

from loi_tool.pair.compare import compare, not_compared
from loi_tool.pair.readable import misread

__all__ = ["compare", "misread", "not_compared"]
