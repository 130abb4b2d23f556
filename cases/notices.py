"""告知: what people are told in the course of a review; deadlines tell of themselves."""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from accounts.recipients import bureau_holders, holders
from cases.models import BatchUnit, DrawnFile
from cases.workflow import APPROVE, CATALOGUE, CONFIRM, ORGANISE, UPLOAD
from core.look.numbers import day_in_words
from core.notices.messages import tell


def tell_self_report(row: BatchUnit, at: datetime) -> None:
    """待单位审核: the unit's leader is asked to approve the self-report."""
    _tell(row, holders(row.unit, APPROVE), f"待单位审核：{row.batch.name}自评报告", f"{row.self_report_by}提交了自评报告，请审核。审核通过后报送司法局。", at)


def liaisons(row: BatchUnit) -> list[User]:
    """Those who report for the unit."""
    return holders(row.unit, CATALOGUE)


def tell_report_filed(row: BatchUnit, at: datetime) -> None:
    """待单位审核: the unit's leader is asked to approve the report on what was put right."""
    _tell(row, holders(row.unit, APPROVE), f"待单位审核：{row.batch.name}整改报告", f"{row.report_filed_by}提交了整改报告，请审核。审核通过后报送司法局。", at)


def tell_report_in(row: BatchUnit, at: datetime) -> None:
    """待复核: the organisers know that the unit has reported."""
    _tell(row, bureau_holders(ORGANISE), f"待复核：{row.unit}整改报告", f"{row.unit}报送了{row.batch.name}的整改报告，请复核。", at)


def tell_report_returned(row: BatchUnit, recipients: list[User], reason: str, at: datetime) -> None:
    """被退回."""
    _tell(row, recipients, f"被退回：{row.batch.name}整改报告", f"整改报告被退回，请修改后再报。退回理由：{reason}", at)


def _tell(row: BatchUnit, recipients: list[User], title: str, body: str, at: datetime) -> None:
    tell(recipients=recipients, title=title, body=body, url=row.get_absolute_url(), at=at, target=row)


def tell_self_report_returned(row: BatchUnit, by: User, at: datetime) -> None:
    """退回."""
    name = f"{row.batch.name}自评报告"
    last_on = row.batch.self_report_due_on
    term = f"请于{day_in_words(last_on)}前补正后重新报送。" if timezone.localdate(at) <= last_on else "报送期限已过，请尽快补正后重新报送。"
    body = f"{by}退回了《{name}》。退回理由：{row.self_report_returned}。{term}"
    _tell(row, liaisons(row), f"被退回：{name}", body, at)


def tell_batch_dropped(row: BatchUnit, at: datetime) -> None:
    """撤销批次: those who confirm, report and approve for the unit."""
    body = f"{row.batch.name}已撤销，不用再确认目录、报送自评报告。撤销理由：{row.batch.drop_reason}"
    _tell(row, [*liaisons(row), *holders(row.unit, APPROVE)], f"评查批次已撤销：{row.batch.name}", body, at)


def tell_recall(row: BatchUnit, *, number: str, count: int, due_on: date, record: str, at: datetime) -> None:
    """抽中调卷."""
    tell(
        recipients=holders(row.unit, UPLOAD),
        title=f"抽中案卷{count}件，请报送",
        body=f"{row.batch.name}抽中贵单位案卷{count}件（名单见系统），请于{day_in_words(due_on)}前报送扫描件；原卷留存备查。抽取记录编号{record}，可自行验证。",
        url=row.get_absolute_url(),
        at=at,
        target=row,
        key=f"recall:{row.pk}:{number}",
    )


def tell_assigned(reviewer: User, *, count: int, due_on: date, at: datetime, key: str) -> None:
    """评查分派."""
    tell(
        recipients=[reviewer],
        title=f"分给您{count}份案卷",
        body=f"请于{day_in_words(due_on)}前完成评查。评分期间看不到另一位评查员的分数。与案件有利害关系的，请申请回避。",
        url="/cases/sheets/",
        at=at,
        key=key,
    )


def tell_feedback(row: BatchUnit, *, number: str, rate: str, due_on: date, files: int, findings: int, at: datetime) -> None:
    """评查反馈."""
    tell(
        recipients=holders(row.unit, UPLOAD),
        title="案卷评查反馈函已送达",
        body=f"{row.batch.name}评查贵单位{files}卷，合格率{rate}。反馈函（{number}）列明{findings}个问题，请于{day_in_words(due_on)}前整改并报送报告。",
        url=row.get_absolute_url(),
        at=at,
        target=row,
        key=f"review-feedback:{row.pk}:{number}",
    )


def tell_objection(file: DrawnFile, at: datetime) -> None:
    """待复核的异议: the office's people who confirm grades."""
    tell(
        recipients=bureau_holders(CONFIRM),
        title=f"待复核异议：{file}",
        body=f"{file.row.unit}对{file.row.batch.name}中{file}的得分、等次提出异议，请复核。",
        url=file.get_absolute_url(),
        at=at,
        target=file,
    )


def tell_objection_answered(file: DrawnFile, at: datetime) -> None:
    """异议复核结果."""
    tell(
        recipients=holders(file.row.unit, UPLOAD),
        title=f"评查异议已复核：{file}",
        body=f"复核后{file}得分 {file.final_score}，等次{file.get_final_grade_display()}。复核意见见系统。",
        url=file.get_absolute_url(),
        at=at,
        target=file,
    )
