"""The server: both languages of the page mounted in one FastAPI app.

`/` sends a browser to `/zh/` or `/en/` by the languages it asks for.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, RedirectResponse

from avatar.config import load_settings
from avatar.errors import UsageError
from web.desk import MAX_UPLOAD, Desk
from web.texts import LANGUAGES

_STYLE = Path(__file__).with_name("style.css")


def create_app(desk: Desk) -> FastAPI:
    """The whole site over one desk."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # nothing is sent anywhere
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio as gr

    from web.page import ICON, build_page, theme

    app = FastAPI(title="Avatar studio", docs_url=None, redoc_url=None)

    @app.get("/", include_in_schema=False)
    def home(request: Request) -> RedirectResponse:
        return RedirectResponse(f"/{preferred_language(request.headers.get('accept-language', ''))}/")

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(ICON, media_type="image/svg+xml")

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> dict[str, object]:
        icons = [{"src": "/favicon.ico", "sizes": "any", "type": "image/svg+xml"}]
        return {"name": app.title, "start_url": "/", "display": "browser", "icons": icons}

    for language in LANGUAGES:
        app = gr.mount_gradio_app(
            app,
            build_page(desk, language),
            path=f"/{language}",
            theme=theme(),
            css=_STYLE.read_text("utf-8"),
            max_file_size=MAX_UPLOAD,
            blocked_paths=[str(desk.settings.path)] if desk.settings.path else None,
            footer_links=[],
            ssr_mode=False,
            show_error=True,
        )
    return app


def preferred_language(accepted: str) -> str:
    """The first of the page's languages in an Accept-Language header (RFC 9110), English if none is."""
    wishes: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in LANGUAGES), "en")


def serve(host: str, port: int) -> None:
    """Serve until stopped; raises UsageError if the address cannot be had."""
    import uvicorn

    _check_free(host, port)
    desk = Desk(load_settings(), local=_is_local(host))
    shown = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    print(f"open {shown}  (Ctrl-C stops it)", file=sys.stderr)
    if not desk.local:
        print("note: other machines can reach this page, and it asks for no password", file=sys.stderr)
    uvicorn.run(create_app(desk), host=host, port=port, log_level="warning", **_quick_stop())


def _quick_stop() -> dict[str, Any]:
    """Open pages hold event streams; don't wait for them when stopping."""
    return {"timeout_graceful_shutdown": 2}


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_free(host: str, port: int) -> None:
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[:1]:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as error:
        raise UsageError(f"--host {host} --port {port}: {error.strerror or error}; try --port {port + 1}") from error
