"""案卷评查 states, acts and tables: the batch, each unit in it, each drawn file, each reviewer's sheet."""

from django.db.models import TextChoices

from core.workflow import Holder, Rule

ORGANISE = "cases.organise_reviews"
CONFIRM = "cases.confirm_scores"
CATALOGUE = "cases.confirm_catalogue"
APPROVE = "cases.approve_self_report"
UPLOAD = "cases.upload_case_file"
ON_BEHALF = "cases.upload_on_behalf"
SCORE = "cases.score_files"


def may_send_files(user: Holder) -> bool:
    """报送案卷: for one's own unit, or on a unit's behalf (代传)."""
    return user.has_perm(UPLOAD) or user.has_perm(ON_BEHALF)


class BatchState(TextChoices):
    """评查批次状态."""

    DRAFT = "draft", "草拟中"
    PUBLISHED = "published", "已印发"
    SELF_CHECK = "self_check", "自查中"
    SELF_REPORT_DUE = "self_report_due", "待报自评报告"
    SAMPLING = "sampling", "抽取中"
    SCORING = "scoring", "评查中"
    RATED = "rated", "已评定"
    FEEDBACK_ISSUED = "feedback_issued", "已反馈"
    RECTIFYING = "rectifying", "整改中"
    REPORT_SUBMITTED = "report_submitted", "整改报告已报"
    VERIFIED = "verified", "已复核"
    CLOSED = "closed", "已办结"
    BULLETINED = "bulletined", "已通报"
    DROPPED = "dropped", "已撤销"


class BatchAct(TextChoices):
    """评查批次的行为."""

    EDIT = "edit_batch", "修改批次"
    PUBLISH = "publish_batch", "印发评查通知"
    DROP = "drop_batch", "撤销批次"
    LOCK_FRAME = "lock_frame", "锁定抽取范围"
    DRAW = "draw_files", "开始抽取"
    REQUEST_FILES = "request_files", "拟制调卷通知"
    ASSIGN = "assign_reviewers", "分派评查员"
    CLOSE = "close_batch", "办结批次"
    BULLETIN = "bulletin_batch", "登记通报"


_BEFORE_DRAW: set[str] = {BatchState.PUBLISHED, BatchState.SELF_CHECK, BatchState.SELF_REPORT_DUE}
_AFTER_SCORING: set[str] = {BatchState.RATED, BatchState.FEEDBACK_ISSUED, BatchState.RECTIFYING, BatchState.REPORT_SUBMITTED, BatchState.VERIFIED}

BATCH_TRANSITIONS: dict[BatchAct, Rule] = {
    BatchAct.EDIT: Rule({BatchState.DRAFT}, BatchState.DRAFT, ORGANISE),
    BatchAct.PUBLISH: Rule({BatchState.DRAFT}, BatchState.PUBLISHED, ORGANISE),
    BatchAct.DROP: Rule(_BEFORE_DRAW | {BatchState.DRAFT, BatchState.SAMPLING}, BatchState.DROPPED, ORGANISE),
    BatchAct.LOCK_FRAME: Rule(_BEFORE_DRAW, BatchState.SAMPLING, ORGANISE),
    BatchAct.DRAW: Rule({BatchState.SAMPLING}, BatchState.SAMPLING, ORGANISE),
    BatchAct.REQUEST_FILES: Rule({BatchState.SAMPLING}, BatchState.SCORING, ORGANISE),
    BatchAct.ASSIGN: Rule({BatchState.SCORING}, BatchState.SCORING, ORGANISE),
    BatchAct.CLOSE: Rule({BatchState.VERIFIED}, BatchState.CLOSED, ORGANISE),
    BatchAct.BULLETIN: Rule({BatchState.CLOSED}, BatchState.BULLETINED, ORGANISE),
}


class UnitState(TextChoices):
    """被评查单位状态."""

    CATALOGUE_DUE = "catalogue_due", "待确认目录"
    CATALOGUE_CHECKED = "catalogue_checked", "目录已确认"
    SELF_REPORTED = "self_reported", "自评已报"
    DRAWN = "drawn", "已抽取"
    NO_FILES = "no_files", "没有应抽案卷"
    FILES_REQUESTED = "files_requested", "待调卷"
    FILES_RECEIVED = "files_received", "已调卷"
    SCORED = "scored", "已评"
    FEEDBACK_ISSUED = "feedback_issued", "已反馈"
    RECTIFYING = "rectifying", "整改中"
    REPORT_SUBMITTED = "report_submitted", "整改报告已报"
    VERIFIED = "verified", "已复核"


class UnitAct(TextChoices):
    """被评查单位一行上的行为."""

    CONFIRM_CATALOGUE = "confirm_catalogue", "确认目录"
    APPROVE_SELF_REPORT = "approve_self_report", "自评报告单位审核通过"
    DRAW = "draw_unit", "抽取"
    SKIP = "skip_unit", "无案卷可抽"
    REQUEST = "request_unit_files", "调卷"
    RECEIVE = "receive_unit_files", "案卷到齐"
    RATE = "rate_unit", "评定完毕"
    ISSUE_FEEDBACK = "issue_feedback", "送达反馈函"
    TAKE_FEEDBACK_BACK = "take_feedback_back", "撤销反馈函"
    START_RECTIFYING = "start_rectifying", "转入整改"
    SUBMIT_REPORT = "submit_rectification_report", "整改报告报送"
    RETURN_REPORT = "return_rectification_report", "退回整改报告"
    VERIFY = "verify_unit", "复核通过"
    REOPEN = "reopen_unit", "重新整改"


_UNDRAWN: set[str] = {UnitState.CATALOGUE_DUE, UnitState.CATALOGUE_CHECKED, UnitState.SELF_REPORTED}
_FED_BACK: set[str] = {UnitState.FEEDBACK_ISSUED, UnitState.RECTIFYING, UnitState.REPORT_SUBMITTED, UnitState.VERIFIED}

UNIT_TRANSITIONS: dict[UnitAct, Rule] = {
    UnitAct.CONFIRM_CATALOGUE: Rule({UnitState.CATALOGUE_DUE}, UnitState.CATALOGUE_CHECKED, CATALOGUE),
    UnitAct.APPROVE_SELF_REPORT: Rule({UnitState.CATALOGUE_CHECKED}, UnitState.SELF_REPORTED, APPROVE),
    UnitAct.DRAW: Rule(_UNDRAWN, UnitState.DRAWN, ORGANISE),
    UnitAct.SKIP: Rule(_UNDRAWN | {UnitState.DRAWN, UnitState.FILES_REQUESTED}, UnitState.NO_FILES, ORGANISE),
    UnitAct.REQUEST: Rule({UnitState.DRAWN}, UnitState.FILES_REQUESTED, ORGANISE),
    UnitAct.RECEIVE: Rule({UnitState.FILES_REQUESTED}, UnitState.FILES_RECEIVED, UPLOAD),
    UnitAct.RATE: Rule({UnitState.FILES_RECEIVED}, UnitState.SCORED, CONFIRM),
    UnitAct.ISSUE_FEEDBACK: Rule({UnitState.SCORED}, UnitState.FEEDBACK_ISSUED, ORGANISE),
    UnitAct.TAKE_FEEDBACK_BACK: Rule(_FED_BACK, UnitState.SCORED, "documents.sign_document"),
    UnitAct.START_RECTIFYING: Rule({UnitState.FEEDBACK_ISSUED}, UnitState.RECTIFYING, ORGANISE),
    UnitAct.SUBMIT_REPORT: Rule({UnitState.FEEDBACK_ISSUED, UnitState.RECTIFYING}, UnitState.REPORT_SUBMITTED, APPROVE),
    UnitAct.RETURN_REPORT: Rule({UnitState.REPORT_SUBMITTED}, UnitState.RECTIFYING, ORGANISE),
    UnitAct.VERIFY: Rule({UnitState.REPORT_SUBMITTED, UnitState.FEEDBACK_ISSUED}, UnitState.VERIFIED, ORGANISE),
    UnitAct.REOPEN: Rule({UnitState.VERIFIED}, UnitState.RECTIFYING, "rectification.accept_order"),
}

# the batch follows its units: it stands at the stage that every unit with drawn files has reached
UNIT_ORDER: tuple[UnitState, ...] = (
    UnitState.CATALOGUE_DUE,
    UnitState.CATALOGUE_CHECKED,
    UnitState.SELF_REPORTED,
    UnitState.DRAWN,
    UnitState.FILES_REQUESTED,
    UnitState.FILES_RECEIVED,
    UnitState.SCORED,
    UnitState.FEEDBACK_ISSUED,
    UnitState.RECTIFYING,
    UnitState.REPORT_SUBMITTED,
    UnitState.VERIFIED,
)
BATCH_FOLLOWS: dict[UnitState, BatchState] = {
    UnitState.SCORED: BatchState.RATED,
    UnitState.FEEDBACK_ISSUED: BatchState.FEEDBACK_ISSUED,
    UnitState.RECTIFYING: BatchState.RECTIFYING,
    UnitState.REPORT_SUBMITTED: BatchState.REPORT_SUBMITTED,
    UnitState.VERIFIED: BatchState.VERIFIED,
}
_FINISHED: set[str] = {BatchState.CLOSED, BatchState.BULLETINED}
ENDED_BATCHES = _FINISHED | {BatchState.DROPPED}
SCORED_BATCHES = _AFTER_SCORING | _FINISHED
UNDRAWN_UNITS = _UNDRAWN
REPORTING_UNITS = UNIT_TRANSITIONS[UnitAct.SUBMIT_REPORT].sources  # 整改报告 may come
UNLOCKED_BATCHES = _BEFORE_DRAW  # catalogues may change until the frame is locked


class FileState(TextChoices):
    """抽中案卷状态."""

    DRAWN = "drawn", "已抽中"
    REQUESTED = "requested", "待调卷"
    RECEIVED = "received", "已到卷"
    REPLACED = "replaced", "已替换"


class FileAct(TextChoices):
    """抽中案卷的行为."""

    REQUEST = "request_file", "调卷"
    RECEIVE = "receive_file", "报送案卷"
    REPLACE = "replace_file", "替换案卷"


FILE_TRANSITIONS: dict[FileAct, Rule] = {
    FileAct.REQUEST: Rule({FileState.DRAWN}, FileState.REQUESTED, ORGANISE),
    FileAct.RECEIVE: Rule({FileState.REQUESTED, FileState.RECEIVED}, FileState.RECEIVED, UPLOAD),
    FileAct.REPLACE: Rule({FileState.DRAWN, FileState.REQUESTED}, FileState.REPLACED, ORGANISE),
}


class ReviewState(TextChoices):
    """评查状态 of a drawn file."""

    UNASSIGNED = "unassigned", "未分派"
    ASSIGNED = "assigned", "待评"
    SCORING = "scoring", "评查中"
    SUBMITTED = "submitted", "已提交"
    GAP = "gap", "分差超限"
    THIRD = "third", "第三人评查"
    SPLIT = "split", "待集体研究"
    CONFIRMED = "confirmed", "已确定"
    OBJECTED = "objected", "有异议"
    REVIEWED = "reviewed", "复核完毕"


TAKES_SCAN = (ReviewState.UNASSIGNED, ReviewState.ASSIGNED)  # a scan may still come or be replaced: no reviewer has begun


class ReviewAct(TextChoices):
    """一卷评查中的行为."""

    ASSIGN = "assign_file", "分派"
    START = "start_file", "开始评查"
    AGREE = "agree_scores", "两人评查完毕"
    FIND_GAP = "find_gap", "分差超限"
    CALL_THIRD = "call_third", "请第三人评查"
    SPLIT = "find_split", "提请集体研究"
    DECIDE = "decide_group", "记录集体研究结论"
    CONFIRM = "confirm_grade", "确定等次"
    OBJECT = "object_grade", "提出异议"
    ANSWER = "answer_objection", "复核"


REVIEW_TRANSITIONS: dict[ReviewAct, Rule] = {
    ReviewAct.ASSIGN: Rule({ReviewState.UNASSIGNED, ReviewState.ASSIGNED, ReviewState.SCORING}, ReviewState.ASSIGNED, ORGANISE),
    ReviewAct.START: Rule({ReviewState.ASSIGNED, ReviewState.SCORING}, ReviewState.SCORING, SCORE),
    ReviewAct.AGREE: Rule({ReviewState.SCORING, ReviewState.THIRD}, ReviewState.SUBMITTED, SCORE),
    ReviewAct.FIND_GAP: Rule({ReviewState.SCORING}, ReviewState.GAP, SCORE),
    ReviewAct.CALL_THIRD: Rule({ReviewState.GAP, ReviewState.THIRD}, ReviewState.THIRD, ORGANISE),
    ReviewAct.SPLIT: Rule({ReviewState.THIRD}, ReviewState.SPLIT, SCORE),
    ReviewAct.DECIDE: Rule({ReviewState.SPLIT}, ReviewState.SUBMITTED, CONFIRM),
    ReviewAct.CONFIRM: Rule({ReviewState.SUBMITTED}, ReviewState.CONFIRMED, CONFIRM),
    ReviewAct.OBJECT: Rule({ReviewState.CONFIRMED, ReviewState.REVIEWED}, ReviewState.OBJECTED, CATALOGUE),
    ReviewAct.ANSWER: Rule({ReviewState.OBJECTED}, ReviewState.REVIEWED, CONFIRM),
}
# states in which the two first reviewers have both handed in and may see each other
OPEN_REVIEWS = (ReviewState.SUBMITTED, ReviewState.SPLIT, ReviewState.CONFIRMED, ReviewState.OBJECTED, ReviewState.REVIEWED)
# states in which the grade stands and may be told to the unit
GRADED_REVIEWS = (ReviewState.CONFIRMED, ReviewState.OBJECTED, ReviewState.REVIEWED)


class SheetState(TextChoices):
    """评查表状态 of one reviewer."""

    ASSIGNED = "assigned", "待评"
    SCORING = "scoring", "评查中"
    SUBMITTED = "submitted", "已提交"
    RECUSED = "recused", "已回避"


class SheetAct(TextChoices):
    """评查员的行为."""

    SAVE = "save_sheet", "评分"
    SUBMIT = "submit_sheet", "提交评查表"
    RECUSE = "recuse_sheet", "申请回避"


_OPEN_SHEETS: set[str] = {SheetState.ASSIGNED, SheetState.SCORING}
SHEET_TRANSITIONS: dict[SheetAct, Rule] = {
    SheetAct.SAVE: Rule(_OPEN_SHEETS, SheetState.SCORING, SCORE),
    SheetAct.SUBMIT: Rule(_OPEN_SHEETS, SheetState.SUBMITTED, SCORE),
    SheetAct.RECUSE: Rule(_OPEN_SHEETS, SheetState.RECUSED, SCORE),
}


class Grade(TextChoices):
    """等次."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


class EntryState(TextChoices):
    """目录条目状态."""

    LISTED = "listed", "在册"
    EXCLUSION_ASKED = "exclusion_asked", "申请剔除"
    EXCLUDED = "excluded", "已剔除"
    REPORTED = "reported", "单位补报"


IN_FRAME = (EntryState.LISTED, EntryState.EXCLUSION_ASKED, EntryState.REPORTED)
