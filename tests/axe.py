"""What axe-core finds on a page in a real browser; the page's own script may be on or off."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def grave_findings(page: Page) -> list[str]:
    """The findings that keep people out, each with where it stands; none are wanted.

    A policy that forbids inline scripts is no hindrance: the browser's own tools may run them.
    """
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
