"""Pages alone, for the larger shape of `deploy/`: several of these behind a proxy, one daphne for the sockets."""

import os

from django.core.wsgi import get_wsgi_application

from commons.base.proxies import SeenByProxies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commons.settings")
os.environ.setdefault("CALADE_STATEMENT_SECONDS", "5")  # somebody waits for the page
application = SeenByProxies(get_wsgi_application())
