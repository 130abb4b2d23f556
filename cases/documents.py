"""文书正文 of this app's documents: 调卷通知 and 评查反馈函, in the parts of `documents.sections`."""

from collections.abc import Iterable, Sequence
from typing import Any

from cases.models import BatchUnit, DrawnFile, Finding, ReviewBatch
from cases.numbers import RowNumbers
from core.look.numbers import day_in_words

NO_PROBLEM = "本次评查的案卷没有列入整改的问题。"
KEEP_ON = "请继续规范执法办案，保持案卷制作质量。"
RECTIFY = [
    "对照上述问题逐项整改，明确责任人和完成时限，并举一反三，防止同类问题再次发生。",
    "在规定期限内报送整改报告及佐证材料；不能整改的，说明理由。",
]


def recall_content(batch: ReviewBatch, files: Iterable[DrawnFile], record: str) -> dict[str, Any]:
    """调卷通知."""
    period = f"{day_in_words(batch.period_from)}至{day_in_words(batch.period_to)}"
    return {
        "origin": f"根据《行政执法监督条例》第二十二条和{batch.name}安排，我局对{period}办结的{batch.kinds_text}案卷进行评查。经随机抽取（抽取记录编号 {record}），现调阅你单位下列案卷。",
        "files": [_line(file) for file in files],
        "handover": "请将每件案卷扫描为一个 PDF 文件，以决定书文号命名，登录系统报送；原卷留存备查。案卷确实无法找到的，书面说明理由，由我局按抽取顺序替换。",
    }


def _line(file: DrawnFile) -> str:
    entry = file.entry
    return "　".join(part for part in (entry.number, entry.title) if part)


def feedback_content(row: BatchUnit, numbers: RowNumbers, files: list[DrawnFile], findings: Sequence[Finding]) -> dict[str, Any]:
    """评查反馈函: overview, results file by file, problems with item, basis and pages, requirements."""
    batch = row.batch
    return {
        "origin": (
            f"根据《行政执法监督条例》第十八条，我局于近期组织开展{batch.name}，评查范围为{day_in_words(batch.period_from)}至{day_in_words(batch.period_to)}办结的{batch.kinds_text}案卷。"
            f"随机抽取你单位案卷 {len(files)} 卷，由两名评查员背靠背评分，评查员回避本单位案卷。现将评查情况反馈如下。"
        ),
        "scores": f"评查你单位案卷 {len(files)} 卷，平均得分 {numbers.mean_text} 分，合格 {numbers.passed} 卷，合格率 {numbers.rate_text}。各卷得分和等次见附表。",
        "problems": [_problem(finding) for finding in findings] or [NO_PROBLEM],
        "requirements": RECTIFY if findings else [KEEP_ON],
        "attachments": [
            {
                "title": "案卷评查得分表",
                "headings": ["序号", "案卷号", "案件名称", "得分", "等次"],
                "rows": [
                    [str(place), file.entry.number, file.entry.title, str(file.final_score), file.get_final_grade_display()]
                    for place, file in enumerate(files, start=1)
                ],
                "note": "",
            }
        ],
    }


def _problem(finding: Finding) -> str:
    pages = "、".join(str(page) for page in finding.pages if page)
    cited = f"（卷第 {pages} 页）" if pages else ""
    return f"{finding.file}：{finding.text}{cited}。评查标准 {finding.item.code}，依据 {finding.item.basis}。"
