"""Whether the Word file and the PDF say the same."""

from loi_tool.pair.compare import compare, not_compared

__all__ = ["compare", "not_compared"]
