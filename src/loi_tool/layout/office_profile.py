"""The settings that LibreOffice is started with, in a profile of its own.

The copy that it is given leads nowhere (see `copied.py`); these block what is left: links are not
updated, nothing is fetched for a file of unknown origin, no macro runs, nothing asks for updates,
and whatever asks for an address all the same meets a proxy that is not there.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

_COMMON = "/org.openoffice.Office.Common"
_PROXIES = {
    f"ooInet{protocol}Proxy{part}": value
    for protocol in ("HTTP", "HTTPS", "FTP")
    for part, value in (("Name", "127.0.0.1"), ("Port", 9))
}
_SETTINGS: dict[str, dict[str, bool | int | str]] = {
    f"{_COMMON}/Security/Scripting": {
        "BlockUntrustedRefererLinks": True,
        "DisableActiveContent": True,
        "DisableMacrosExecution": True,
        "MacroSecurityLevel": 3,
    },
    f"{_COMMON}/Misc": {"CollectUsageInformation": False, "CrashReport": False, "FirstRun": False},
    "/org.openoffice.Office.Writer/Content/Update": {"Link": 0},
    "/org.openoffice.Office.Calc/Content/Update": {"Link": 2},
    "/org.openoffice.Inet/Settings": {"ooInetProxyType": 2, "ooInetNoProxy": "", **_PROXIES},
    "/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments": {
        "AutoCheckEnabled": False,
        "AutoDownloadEnabled": False,
    },
}
_REGISTRY = "http://openoffice.org/2001/registry"


def write_profile(folder: Path) -> None:
    """Write the settings where LibreOffice looks for those of its user.

    Args:
        folder: what it is told is its installation for the user; it is made.
    """
    root = etree.Element(f"{{{_REGISTRY}}}items", nsmap={"oor": _REGISTRY})
    for path, settings in _SETTINGS.items():
        for name, value in settings.items():
            item = etree.SubElement(root, "item", {f"{{{_REGISTRY}}}path": path})
            attributes = {f"{{{_REGISTRY}}}name": name, f"{{{_REGISTRY}}}op": "fuse"}
            prop = etree.SubElement(item, "prop", attributes)
            text = str(value).lower() if isinstance(value, bool) else str(value)
            etree.SubElement(prop, "value").text = text
    user = folder / "user"
    user.mkdir(parents=True)
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    (user / "registrymodifications.xcu").write_bytes(written)
