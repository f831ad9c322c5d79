"""HTTP: the officer's pages, the library's, the team's, and the same as JSON.

``app.py`` puts the parts together. Pages: ``asking`` (question and answer), ``cases``
(asking a person), ``library`` (documents and provisions), ``team`` (the desk). JSON:
``json_v1``. Everything is server-rendered and works without JavaScript.
"""

from api import number  # noqa: F401 - before the first route with a number is made
