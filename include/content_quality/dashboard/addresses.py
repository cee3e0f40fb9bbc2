"""A path parameter that takes any text: post ids hold slashes, and a file's name may hold a line end."""

from __future__ import annotations

from starlette.convertors import PathConvertor, register_url_convertor

ANYTHING = "anything"


class _Anything(PathConvertor):
    regex = r"[\s\S]*"  # Starlette's own `path` stops at a line end


register_url_convertor(ANYTHING, _Anything())
