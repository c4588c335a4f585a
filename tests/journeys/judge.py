"""axe-core, asked about a page: WCAG 2.2, levels A and AA."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Without scripts timers never fire, and axe waits for some; a promise does the same at once.
TIMERS_AS_PROMISES = """window.setTimeout = (later, delay, ...rest) => {
    if (typeof later === "function") Promise.resolve().then(() => later(...rest));
    return 0;
}"""

# Contrast is half of what axe costs, and most of a page is ink on grounds that were judged on the page before: each
# ink (colour, size, weight) on each pile of grounds is judged once. What lies over others and lets them through is
# judged each time.
MARK_UNJUDGED = """(judged) => {
  const piles = new Map();
  const pile = (one) => {
    if (!one) return { grounds: "", veils: "", over: false };
    if (!piles.has(one)) {
      const look = getComputedStyle(one), below = pile(one.parentElement);
      const veil = [look.opacity, look.filter, look.mixBlendMode].join();
      const veils = veil === "1,none,normal" ? below.veils : `${below.veils}|${veil}`;
      const plain = look.backgroundImage === "none";
      const opaque = plain && look.backgroundColor.startsWith("rgb(");
      const clear = plain && look.backgroundColor === "rgba(0, 0, 0, 0)";
      const ground = clear ? "" : `|${look.backgroundColor} ${look.backgroundImage}`;
      piles.set(one, {
        grounds: opaque ? ground : below.grounds + ground,
        veils,
        over: !opaque && (below.over || !["static", "relative"].includes(look.position)),
      });
    }
    return piles.get(one);
  };
  const known = new Set(judged), fresh = new Set();
  for (const one of document.querySelectorAll("body *")) {
    const look = getComputedStyle(one), { grounds, veils, over } = pile(one);
    const ink = [look.color, look.fontSize, look.fontWeight, look.textShadow, look.webkitTextStrokeColor];
    const sort = [...ink, grounds, veils].join(" ");
    if (known.has(sort) && !over) continue;
    one.setAttribute("data-unjudged", "");
    if (!over) fresh.add(sort);
  }
  return [...fresh];
}"""
JUDGE = """async (options) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-unjudged]" }] });
  try {
    return (await axe.run(options)).violations;
  } finally {
    document.querySelectorAll("[data-unjudged]").forEach((one) => one.removeAttribute("data-unjudged"));
  }
}"""

judged: set[str] = set()  # inks on grounds in which axe found nothing wrong, on any page so far


def axe_version() -> str:
    """Of axe-core, which says it in the first line of its script."""
    found = re.search(r"axe v([\d.]+)", AXE.axe_script)
    assert found
    return found[1]


def axe(page: Page, *, js: bool = True) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, one line each; empty when all is well."""
    if not js:
        page.evaluate(TIMERS_AS_PROMISES)
    options = {
        "runOnly": WCAG_22_AA,
        "rules": {"target-size": {"enabled": True}},  # the rule of 2.2 is off unless asked for
        "resultTypes": ["violations"],
        "selectors": False,  # each node is told by its HTML
        "preload": False,
    }
    page.evaluate(AXE.axe_script)
    fresh = page.evaluate(MARK_UNJUDGED, sorted(judged))
    found: list[dict[str, Any]] = page.evaluate(JUDGE, options)
    if not any(rule["id"] == "color-contrast" for rule in found):
        judged.update(fresh)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} | {' '.join(node['failureSummary'].split())}"
        for rule in found
        for node in rule["nodes"]
    ]
