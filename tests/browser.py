"""A real browser: Chromium without a window, driven over a pipe (Chrome DevTools Protocol)."""

import base64
import json
import os
import select
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


class Browser:
    """One tab of it."""

    def __init__(self, write, read):
        self._write, self._read, self._buffer = write, read, b""
        self._number, self._session = 0, None
        self.asked, self.complaints = [], []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.send("Page.enable")
        self.send("Network.enable")
        self.send("Log.enable")

    def send(self, method, **params):
        """Ask for something, and wait for the answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def open(self, page, *, width=1280, dark=False, script=True):
        """Show a page.

        Args:
            page: its path.
            width: of the window, in pixels.
            dark: whether the reader prefers dark colors.
            script: whether scripts run.
        """
        self.asked, self.complaints = [], []
        phone = width < 600
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=phone,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self.send("Page.navigate", url=Path(page).resolve().as_uri())
        self._until("Page.loadEventFired")

    def ask(self, code):
        """The value of a JavaScript expression, awaited."""
        done = self.send("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def press(self, key, code):
        """Press a key of the keyboard, by its name and its number: Tab, 9."""
        text = {"text": "\r"} if key == "Enter" else {}
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self, whole=True):
        """A PNG of the page."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def printed(self):
        """A PDF of the page."""
        made = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(made["data"])

    def _until(self, event):
        while self._next().get("method") != event:
            pass

    def _next(self):
        while b"\0" not in self._buffer:
            assert select.select([self._read], [], [], _SECONDS)[0], "the browser says nothing"
            data = os.read(self._read, 1 << 20)
            assert data, "the browser has ended"
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(line)
        params = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        return message


@contextmanager
def browser(chromium):
    """Start Chromium, and end it."""
    theirs, write = os.pipe()
    read, back = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                *("bash", "-c", f'exec "$0" "$@" 3<&{theirs} 4>&{back}', chromium),
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *("--remote-debugging-pipe", f"--user-data-dir={profile}"),
            ],
            pass_fds=(theirs, back),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(back)
        try:
            yield Browser(write, read)
        finally:
            os.close(write)  # it ends when no one asks any more
            try:
                process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(read)
