"""What a page weighs on a first visit: the budgets of `decisions.md`, "Money of the page"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Request

from .browser import new_context
from .ecoindex import ecoindex, grade
from .towns import Town


@dataclass(frozen=True)
class Weight:
    """Bytes are those on the wire, headers included; `elements` counts the whole page, `content` what it tells."""

    path: str
    elements: int
    requests: int
    html_and_css: int
    script: int
    bytes: int
    content: int = 0
    title: str = ""

    @property
    def index(self) -> float:
        return ecoindex(self.elements, self.requests, self.bytes / 1024)

    def over_budget(self, *, elements: int = 300) -> list[str]:
        """The budgets that this page breaks, in words. `elements` are those of the frame, around the content."""
        limits = [
            ("bytes of HTML and CSS", self.html_and_css, 14 * 1024),
            ("bytes of script", self.script, 25 * 1024),
            ("requests", self.requests, 12),
            ("elements", self.elements - self.content, elements),
        ]
        broken = [
            f"{self.path}: {value} {what}, at most {most}" for what, value, most in limits if value > most
        ]
        if grade(self.index) != "A":
            broken.append(f"{self.path}: EcoIndex {self.index:.0f} ({grade(self.index)})")
        return broken

    def __str__(self) -> str:
        return (
            f"{self.path:<40} {self.html_and_css:>6} B html+css {self.script:>6} B script "
            f"{self.requests:>2} requests {self.elements:>4} elements  EcoIndex {self.index:.0f}"
        )


def weigh(
    chromium: Browser, town: Town, path: str, *, content: str = "", cookies: Sequence[Any] = ()
) -> Weight:
    """Open `path` in a browser that has never been here, and put everything it loads on the scales.

    `content` is a CSS selector of the elements that are there because the page has something to tell; `cookies` are
    those of somebody who is logged in.
    """
    context = new_context(chromium)
    try:
        context.add_cookies(list(cookies))
        page = context.new_page()
        finished: list[Request] = []
        page.on("requestfinished", lambda request: finished.append(request))
        response = page.goto(town.origin + path, wait_until="networkidle")
        assert response is not None and response.ok, f"{path}: {response and response.status}"
        sizes: dict[str, int] = {}
        for request in finished:
            size = request.sizes()
            bytes_ = size["responseBodySize"] + size["responseHeadersSize"]
            sizes[request.resource_type] = sizes.get(request.resource_type, 0) + bytes_
        return Weight(
            path=path,
            elements=page.evaluate("document.querySelectorAll('*').length"),
            requests=len(finished),
            html_and_css=sizes.get("document", 0) + sizes.get("stylesheet", 0),
            script=sizes.get("script", 0),
            bytes=sum(sizes.values()),
            content=page.locator(content).count() if content else 0,
            title=page.get_by_role("heading", level=1).inner_text().strip(),
        )
    finally:
        context.close()
