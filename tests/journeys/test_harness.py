"""The judge is judged: what the journeys rely on must see what is wrong, with scripts and without."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from .browser import Visitor
from .weight import weigh

FRAME = """<!doctype html><html lang="fr"><head><title>Essai</title><link rel="icon" href="data:,">
<style>a { display: inline-block; padding: 1rem }</style></head><body><header>Ville</header>
<nav aria-label="Menu"><a href="/">Accueil</a></nav><main><h1>Essai</h1>%s</main>
<footer>Fin</footer></body></html>"""
PAGES = {
    "/": "<p>Tout va bien.</p><noscript><p>Sans script.</p></noscript>",
    "/pale": '<p style="color: #ccc; background: #fff">Trop pâle.</p>',
    "/ink": '<p style="color: #727272">Bien noir sur blanc.</p>',
    "/ink-on-grey": '<p style="color: #727272; background: #ccc">Moins noir sur gris.</p>',
    "/ink-in-mist": '<div style="opacity: .6"><p style="color: #727272">Moins noir dans la brume.</p></div>',
    "/blind": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "/tiny": "".join(f'<a style="padding: 0; width: 9px; height: 9px" href="/{n}">{n}</a>' for n in range(3)),
    "/wide": '<p style="width: 2000px">Trop large.</p>',
    "/headless": "<h1>Un de trop</h1>",
    "/away": '<img alt="" src="http://elsewhere.invalid/a.png">',
    "/missing": '<img alt="" src="/nothing.png">',
    "/shouting": "<script>console.error('Aïe')</script>",
    "/broken": "<script>nothing.at.all()</script>",
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path in PAGES
        body = (FRAME % PAGES.get(self.path, "")).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def somewhere():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield SimpleNamespace(origin=f"http://localhost:{server.server_address[1]}")
        server.shutdown()
        thread.join()


def test_a_sound_page_passes(somewhere, visit, js):
    visitor = visit(somewhere, js=js)
    page = visitor.go("/")
    visitor.check_page()
    # By tag: Playwright's search by text leaves <noscript> out.
    assert page.locator("noscript p").count() == (0 if js else 1)


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/pale", "color-contrast"),
        ("/blind", "image-alt"),
        ("/tiny", "target-size"),
        ("/wide", "scrolls sideways"),
        ("/headless", "one main heading"),
    ],
)
def test_a_page_that_shuts_people_out_is_refused(somewhere, visit, js, path, complaint):
    visitor = visit(somewhere, js=js)
    visitor.go(path)
    with pytest.raises(AssertionError, match=complaint):
        visitor.check_page()


@pytest.mark.parametrize("path", ["/ink-on-grey", "/ink-in-mist"])
def test_an_ink_that_passed_elsewhere_is_judged_on_its_own_ground(somewhere, visit, js, path):
    visitor = visit(somewhere, js=js)
    visitor.go("/ink")
    for _twice in range(2):
        visitor.check_page()
    visitor.go(path)
    for _twice in range(2):
        with pytest.raises(AssertionError, match="color-contrast"):
            visitor.check_page()


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/away", "another host"),
        ("/missing", "404 for GET"),
        ("/shouting", "Aïe"),
        ("/broken", "nothing is not"),
    ],
)
def test_trouble_in_the_browser_is_not_overlooked(somewhere, chromium, path, complaint):
    visitor = Visitor(chromium, somewhere)
    visitor.go(path)
    with pytest.raises(AssertionError, match=complaint):
        visitor.close()


def test_trouble_that_a_test_causes_can_be_forgiven(somewhere, chromium):
    visitor = Visitor(chromium, somewhere)
    visitor.forgive("nothing.png")
    visitor.go("/missing")
    visitor.go("/gone", status=404)
    visitor.close()


def test_a_page_is_weighed_on_a_first_visit(somewhere, chromium):
    weight = weigh(chromium, somewhere, "/")
    assert weight.requests == 1
    assert 500 < weight.html_and_css < 1000
    assert weight.over_budget() == []
    assert weight.over_budget(elements=5) == [f"/: {weight.elements} elements, at most 5"]
