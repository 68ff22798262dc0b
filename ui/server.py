"""The web server: a service -> an application that serves the page, the logs and nothing else, on one address."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from index.errors import BadFile, BadSetting, NotHeld, NotRecorded
from index.grouping import apart_from
from ui.guard import Guard
from ui.problems import explained
from ui.render import life
from ui.render.logs import log_page, problem_page
from ui.uploads import Uploads
from ui.visitor import actor_of

if TYPE_CHECKING:
    from assistant.service import Service

FOLDER = Path(__file__).parent
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
_Position = Annotated[int | None, Query(ge=0, lt=2**31)]


def create_app(service: "Service", *, host: str = "127.0.0.1") -> FastAPI:
    """The application over one open service, which the caller closes. host: the name it is served under."""
    uploads = Uploads()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        uploads.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    @app.get("/healthz")
    def health() -> PlainTextResponse:
        return PlainTextResponse("well")

    @app.get("/page.css")
    def style() -> FileResponse:
        return FileResponse(FOLDER / "page.css")

    @app.get("/page.js")
    def script() -> FileResponse:
        return FileResponse(FOLDER / "page.js")

    @app.post("/uploads")
    async def upload(request: Request, name: Annotated[str, Query(max_length=1000)] = "") -> PlainTextResponse:
        """Keep a file, in memory, for the session that sends it."""
        try:
            await uploads.add(actor_of(request.cookies).session, name, request.stream())
        except BadFile as error:
            return PlainTextResponse(explained(error), 413)
        except Exception as error:
            return PlainTextResponse(explained(error), 500)
        return PlainTextResponse("kept")

    @app.get("/logs/{log_ref:path}")
    def log(
        log_ref: str, request: Request, start: _Position = None, end: _Position = None, version: _Position = None
    ) -> HTMLResponse:
        """One log as a page. Nothing of it is read out before the view is on the record."""
        span = (start, end) if start is not None and end is not None else None
        try:
            actor = actor_of(request.cookies)
            newest = service.versions(log_ref, actor)
            held = service.log(log_ref, actor, version=version)
            state = life.state(service.life([log_ref], actor).get(log_ref))
            related = service.related([log_ref], actor).get(log_ref)
            refs = apart_from(related)
            others = service.sources(refs, actor) if refs else {}
            beside = life.beside(related) + life.side_by_side(held, related, others)
        except NotHeld as error:
            return HTMLResponse(problem_page("No such log", explained(error)), 404)
        except NotRecorded as error:
            return HTMLResponse(problem_page("The log is not shown", explained(error)), 503)
        except Exception as error:
            return HTMLResponse(problem_page("The log is not shown", explained(error)), 500)
        page = log_page(held, newest=newest, span=span, state=state, beside=beside, others=list(others.values()))
        return HTMLResponse(page)

    @app.get("/conversations/{name}.{form}")
    def conversation(name: str, form: str, request: Request) -> Response:
        """A conversation of the session that asks, as a file."""
        try:
            document = service.export_conversation(name, form, actor_of(request.cookies))
        except (NotHeld, BadSetting) as error:
            return HTMLResponse(problem_page("No such conversation", explained(error)), 404)
        except Exception as error:
            return HTMLResponse(problem_page("The conversation is not exported", explained(error)), 500)
        headers = {"Content-Disposition": f'attachment; filename="conversation-{name}.{form}"'}
        return Response(document, media_type=MEDIA_TYPES[form], headers=headers)

    from ui.app import mount

    mount(app, service, uploads)
    app.add_middleware(Guard, host=host)
    return app


def serve(service: "Service", host: str, port: int, *, begun: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted. begun: called once the address is ours. Raises BadSetting when it cannot be used."""
    import uvicorn

    listener = _listener(host, port)
    config = uvicorn.Config(
        create_app(service, host=host), access_log=False, server_header=False,
        log_level="critical",  # its traces carry messages that may quote a log; see ui.problems for ours
        timeout_graceful_shutdown=2,  # open pages keep a stream that would hold the server up
    )  # fmt: skip
    with listener:
        begun()
        uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # who asks before the first turn of the loop waits and is not refused
    except OSError as error:
        what = f"--host {host} --port {port}: cannot be served there ({error.strerror}); choose another with --port"
        raise BadSetting(what) from None
    return listener
