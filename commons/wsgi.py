"""Pages alone, for the larger shape of `deploy/`: several of these behind a proxy, one daphne for the sockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commons.settings")
application = get_wsgi_application()
