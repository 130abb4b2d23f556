"""Evidence in a real browser: a film breaks off, the page is closed, and the upload goes on where it stood; pages are turned by keys."""

import hashlib
import re
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.files.models import StoredFile, Upload
from rectification import actions
from rectification.models import Order
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.live import wait_until

pytestmark = pytest.mark.e2e

REAL = Path(__file__).parents[1] / "data" / "files" / "明市监罚决〔2025〕32号.pdf"
OTHER = REAL.with_name("明城管罚决〔2025〕19号.pdf")
SLOW = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 3_000_000}


@pytest.fixture(scope="module")
def order(live_app: Any) -> Order:
    """An order that waits for the unit's answer; committed in the clone the live product works on."""
    unit, at = UnitFactory(name="明川县市场监督管理局"), datetime.now(UTC)
    inspector, member = UserFactory(role="bureau_staff"), UserFactory(username="e2e_member", unit=unit, role="dept_liaison")
    problems = [actions.ProblemText("送达回证无受送达人签名", "行政处罚法第六十一条")]
    order = actions.issue_order(unit=unit, title="送达不规范", problems=problems, source_kind="manual", source_label="", basis="", actor=inspector, at=at)
    actions.acknowledge(order=order, actor=member, at=at)
    actions.submit_plan(order=order, actor=member, at=at, responsible="王海棠", plan="月底前补正。")
    return order


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Twelve megabytes: three parts."""
    content = struct.pack(">I4s8s", 16, b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4s", 24, b"moov") + bytes(16)
    path = tmp_path / "送达过程.mp4"
    path.write_bytes(content + struct.pack(">I4s", 12_000_008, b"mdat") + bytes(range(250)) * 48_000)
    return path


def _open(page: Page, order: Order) -> None:
    page.goto(f"/rectification/orders/{order.pk}/")
    page.locator(".md-uploader.is-live").first.wait_for()


def test_an_upload_that_broke_off_goes_on_after_the_page_was_closed(new_page: Callable[..., Page], order: Order, film: Path) -> None:
    member = User.objects.get(username="e2e_member")
    page = new_page(member)
    page.on("dialog", lambda dialog: dialog.accept())
    _open(page, order)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    page.set_input_files(".md-uploader input[type=file]", [OTHER, film])
    wait_until(lambda: Upload.objects.filter(original_name="送达过程.mp4", offset__gt=0).exists(), "the first part")
    page.reload()

    state = page.locator(".md-upload", has_text="送达过程.mp4").locator("[data-state]")
    expect(state).to_have_text(re.compile("上次传到 [1-9][0-9]%，请再选一次这个文件，接着传。"))
    page.set_input_files(".md-uploader input[type=file]", [film])
    expect(state).to_have_text(re.compile("已传$"), timeout=60_000)

    stored = StoredFile.objects.get(original_name="送达过程.mp4")
    assert stored.sha256 == hashlib.sha256(film.read_bytes()).hexdigest()
    assert StoredFile.objects.filter(original_name=OTHER.name).count() == 1


def test_a_page_is_turned_by_keys_and_its_words_can_be_read(new_page: Callable[..., Page], order: Order) -> None:
    page = new_page(User.objects.get(username="e2e_member"))
    _open(page, order)
    page.set_input_files(".md-uploader input[type=file]", [REAL])
    page.locator(".md-upload.is-done a").click()

    image = page.locator("[data-image]")
    expect(image).to_have_attribute("alt", f"{REAL.name} 第 1 页，共 10 页")
    page.wait_for_load_state()  # keys are heard once the script has run
    page.keyboard.press("ArrowRight")
    expect(image).to_have_attribute("alt", f"{REAL.name} 第 2 页，共 10 页")
    expect(image).to_have_attribute("src", re.compile("^blob:"))
    page.get_by_text("本页文字", exact=True).click()
    expect(page.locator("[data-text]")).to_contain_text("现场检查笔录")
    assert page.url.endswith("?page=2")
