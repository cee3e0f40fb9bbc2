"""Style sheet, scripts, icon, and the description of the JSON API."""

from __future__ import annotations

import mimetypes
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from content_quality.dashboard.rendering import static_files

router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
def static_file(name: str, v: str = "") -> Response:
    """Serve one of the few files we ship; versioned addresses may be kept."""
    content = static_files().get(name)
    if content is None:
        raise HTTPException(404, "There is no such file.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(
        content,
        media_type=kind,
        headers={"Cache-Control": "private, max-age=31536000, immutable" if v else "private, no-cache"},
    )


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """Describe the JSON API."""
    description: dict[str, Any] = request.app.openapi()
    return description
