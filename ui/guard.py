"""Guards the server: requests from our own page, by our own name, for a path that is needed -> answers whose headers
keep a browser from loading, running or framing anything else.
"""

import base64
import hashlib
import re
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.visitor import SESSION, new_session

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# Our routes, and those of Gradio that its page calls. Its upload, file, proxy, info and other routes do not answer.
_PATHS = re.compile(
    r"/(?:|healthz|uploads|page\.css|page\.js|logs/.+|conversations/[0-9a-f]+\.(?:docx|md)|favicon\.ico|theme\.css|assets/.+|static/.+|svelte/.+"
    r"|gradio_api/(?:queue/join|queue/data|cancel|reset|startup-events|heartbeat/\w+))",
    re.DOTALL,
)
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_STATIC = ("/assets/", "/static/", "/svelte/", "/favicon.ico")


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, *, host: str) -> None:
        """host: the name or address it is served under; the loopback names are always answered."""
        self._app = app
        self._hosts = LOOPBACK | {host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks over websockets; the server closes them
        headers = Headers(scope=scope)
        given = HTTPConnection(scope).cookies.get(SESSION, "")  # read as `actor_of` is given it
        if refusal := self._refusal(scope, headers, given):
            await PlainTextResponse(refusal, 403, _HEADERS)(scope, receive, send)
        elif not _PATHS.fullmatch(scope["path"]):
            await PlainTextResponse("There is nothing here.", 404, _HEADERS)(scope, receive, send)
        else:
            answer = _Answer(send, scope, new_session() if not given else "")
            await self._app(scope, receive, answer.send)

    def _refusal(self, scope: Scope, headers: Headers, session: str) -> str:
        """Why a request is refused, or nothing. Guards against rebound host names and pages of other origins."""
        host = headers.get("host", "")
        if _parts(f"//{host}").hostname not in self._hosts:
            return "This server answers to its own name only. Use the address it printed when it started."
        origin = headers.get("origin")
        if origin is not None and _parts(origin).netloc != host:
            return "Requests from pages of another origin are refused."
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and scope["path"] != "/":
            return "Requests from pages of another origin are refused."
        if scope["method"] not in ("GET", "HEAD") and not session:
            return "Open the page first: this request belongs to no session."
        return ""


class _Answer:
    """Adds headers to an answer as it is sent. The page itself is held back until its inline scripts are known."""

    def __init__(self, send: Send, scope: Scope, new_session: str) -> None:
        self._send = send
        self._path: str = scope["path"]
        self._new_session = new_session
        self._start: Message = {}
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass one ASGI message on."""
        if message["type"] == "http.response.start":
            self._start = message
            if self._path != "/":
                await self._begin(b"")
        elif self._path == "/" and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._begin(self._body)
                await self._send({"type": "http.response.body", "body": self._body})
        else:
            await self._send(message)

    async def _begin(self, page: bytes) -> None:
        headers = MutableHeaders(scope=self._start)
        headers.update(_HEADERS)
        headers["Content-Security-Policy"] = _policy(self._path, page)
        if not self._path.startswith(_STATIC):
            headers["Cache-Control"] = "no-store"
        if self._new_session and not self._path.startswith(_STATIC):
            headers.append("Set-Cookie", f"{SESSION}={self._new_session}; Path=/; HttpOnly; SameSite=Strict")
        await self._send(self._start)


def _policy(path: str, page: bytes) -> str:
    """The content security policy. Gradio's page needs its inline scripts, which are named by digest, its styles, and
    eval for the templates of its components; a log's page needs a style sheet only.
    """
    if path.startswith("/logs/"):
        return "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE.findall(page))
    inline = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self' 'unsafe-eval' {inline}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; "
        "form-action 'self'"
    )


def _parts(address: str) -> SplitResult:
    """The parts of an address, all empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
