"""loi: check and package letters of interest against the call they answer."""

__version__ = "0.1.0"
