"""Where gunicorn enters: `gunicorn campaign.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")

site = get_wsgi_application()

from campaign import urls  # noqa: E402, F401  # every view is read now, before the processes part
from campaign.front import Front  # noqa: E402  # they know models, which are there only now
from campaign.metrics import beside  # noqa: E402

application = beside(Front(site))
