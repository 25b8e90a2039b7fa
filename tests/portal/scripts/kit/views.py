"""The sample pages."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import render_to_string

from portal import clock
from tests.portal.scripts.kit import saving
from tests.portal.scripts.kit.memory import memory

PAGES = Path(__file__).parent / "pages"
SAVERS = {
    "form": saving.save_form,
    "grid": saving.save_grid,
    "desk": saving.save_mark,
    "files": saving.take_file,
}


class SampleForm(forms.Form):
    zone = forms.CharField(
        label="示范区名称",
        help_text="与封面一致。",
        widget=forms.TextInput(attrs={"data-required": ""}),
    )
    area = forms.CharField(
        label="申报项目面积",
        widget=forms.TextInput(attrs={"data-unit": "平方公里", "inputmode": "decimal"}),
    )
    kind = forms.ChoiceField(label="单位性质", choices=[("a", "国有企业"), ("b", "民营企业")])
    core = forms.ChoiceField(
        label="核心业态", choices=[("a", "山岳"), ("b", "温泉")], widget=forms.RadioSelect
    )
    story = forms.CharField(
        label="创建情况",
        widget=forms.Textarea(attrs={"data-count": "", "data-min": "500", "data-max": "1000"}),
    )
    agreed = forms.BooleanField(label="以上内容真实、准确")


def render(request, page, **context):
    context.setdefault(
        "user", SimpleNamespace(pk=memory.user, is_authenticated=True, name="温小禾")
    )
    context.setdefault("session_seconds", 3600)
    template = engines["django"].from_string((PAGES / f"{page}.html").read_text())
    return HttpResponse(template.render(context, request))


@login_not_required
def page(request, page):
    return render(request, page, **CONTEXTS[page]())


@login_not_required
def save(request, page):
    if request.headers.get("X-Visit") != str(memory.visit):
        return HttpResponse(status=410)
    return SAVERS[page](request)


@login_not_required
def job_status(request):
    return JsonResponse(memory.job)


@login_not_required
def findings(request):
    """The panel as it is now: an empty zone name stops, a draft of a story always reminds."""
    memory.asked_findings += 1
    part = findings_context()["part"]
    panel = render_to_string("applications/checks/_part.html", {"part": part})
    counts = {"stopping": len(part.stopping), "reminding": len(part.reminding)}
    return JsonResponse({"panel": panel, **counts, "total": {"stopping": 14, "reminding": 3}})


@login_not_required
def session(request):
    return JsonResponse({"user": memory.user, "token": get_token(request), "seconds": 3600})


def form_context():
    form = SampleForm(initial=memory.fields)
    conflict = memory.asked and {**saving.COLLEAGUE, "version": 9, "fields": memory.asked}
    return {"form": form, "version": memory.version, "total": "0.00", "conflict": conflict}


def findings_context():
    sentences = {"zone": "请填写示范区名称。", "area": "请填写申报项目面积。"}
    stopping = [
        SimpleNamespace(text=sentence, url=f"/kit/findings/#id_{name}")
        for name, sentence in sentences.items()
        if memory.fields[name] in ("", "青岚谷", "12.5")
    ]
    return {
        **form_context(),
        "part": SimpleNamespace(shown=stopping, stopping=stopping, reminding=[]),
    }


def grid_context():
    def rendered(category, row=None):
        template = engines["django"].from_string((PAGES / "_row.html").read_text())
        key = "" if category is None else row["id"] if row else f"new-{category}"
        return template.render({"row": row or {}, "key": key, "category": category or ""})

    labels = {
        "1": "一、土地购买或租赁、拆迁补偿",
        "2": "二、房屋、建筑物",
        "3": "三、绿化、环境整治",
    }
    categories = [
        (
            key,
            label,
            [*(rendered(key, row) for row in memory.rows if row["category"] == key), rendered(key)],
        )
        for key, label in labels.items()
    ]
    return {"version": memory.version, "categories": categories, "blank": rendered(None)}


def desk_context():
    return {"leaves": memory.leaves.values(), **saving.totals()}


def files_context():
    job = SimpleNamespace(status="queued", get_status_display=lambda: "排队中", progress=0)
    return {"job": job, "status_url": "/kit/jobs/"}


CONTEXTS = {
    "form": form_context,
    "grid": grid_context,
    "desk": desk_context,
    "files": files_context,
    "findings": findings_context,
    "other": dict,
}


@login_not_required
def look(request):
    messages.success(request, "已提交至太原市文化和旅游局。")
    messages.error(request, "推荐名额已被占用，请先撤回另一项推荐。")
    now = clock.now()
    form = SampleForm({"area": "12万"})
    form.is_valid()
    steps = [
        {"label": "填报", "state": "done", "who": "汾河湾公司", "since": now},
        {"label": "市级初评", "state": "current", "who": "太原市文化和旅游局", "since": now},
        {"label": "民政会签", "state": "todo"},
        {"label": "推荐报省", "state": "todo"},
        {"label": "省级受理", "state": "todo"},
        {"label": "现场评定", "state": "todo"},
        {"label": "公示", "state": "todo"},
        {"label": "公布", "state": "todo"},
    ]
    return render(
        request,
        "look",
        menu=[
            ("我的任务", "/", False),
            ("申报", "/kit/look/", True),
            ("调度台账", "/x/", False),
            ("使用手册", "/y/", False),
        ],
        user=SimpleNamespace(pk=7, is_authenticated=True, name="王芳"),
        membership=SimpleNamespace(
            organisation="汾河湾康养产业有限公司", get_role_display="创建单位经办人"
        ),
        unread_notices=3,
        rehearsal=True,
        contact_line="技术支持：省文化和旅游厅信息中心 0351-0000000",
        crumbs=[("申报", "/"), ("第二批", "/")],
        application=SimpleNamespace(status="city_returned", get_status_display=lambda: "市级退回"),
        due=now + timedelta(days=3),
        steps=steps,
        form=form,
        problems=[{"sentence": "创建情况只有320字，至少500字。", "url": "#x"}],
        tasks=[
            {"label": "一、评定申请", "url": "#", "state": "done", "note": ""},
            {
                "label": "二（一）基本信息",
                "url": "#",
                "state": "problem",
                "word": "2处问题",
                "note": "申报项目面积未填。",
            },
            {"label": "三、投资明细表", "url": "#", "state": "open"},
            {"label": "六、评分表（自检）", "url": "#", "state": "open", "word": "已填57/124"},
            {"label": "其他材料", "url": "#", "state": "todo"},
            {"label": "资格核查", "state": "locked"},
        ],
        job=SimpleNamespace(
            status="running",
            get_status_display=lambda: "生成中",
            progress=40,
            stage="正在排版评分表",
            error="",
        ),
        status_url="/kit/jobs/save/",
        reasons=["初评还有3项未评分。", "本市名额已被“振兴小镇”占用。"],
        events=[
            {
                "at": now,
                "actor": "李明",
                "role": "太原市文化和旅游局",
                "label": "退回修改",
                "note": "投资明细表合计与基本信息不一致，请核对。",
                "tone": "returned",
            },
            {"at": now, "actor": "王芳", "role": "创建单位负责人", "label": "提交", "tone": "done"},
        ],
        rows=[
            {
                "name": "汾河湾康养产业有限公司",
                "status": "submitted",
                "word": "已提交",
                "mark": 912,
            },
            {
                "name": "岢岚宋长城文旅康养发展有限公司",
                "status": "designated",
                "word": "已评定",
                "mark": 1000,
            },
            {"name": "隰县梨花康养小镇", "status": "failed", "word": "未通过评定", "mark": 333},
            {"name": "龙门温泉", "status": "withdrawn", "word": "已撤回", "mark": 3},
        ],
        now=now,
        page_obj=Paginator(range(200), 10).get_page(7),
        conflict={
            "who": "李明",
            "when": "8月20日 14:02",
            "version": 9,
            "fields": {"area": {"label": "申报项目面积", "mine": "12.5", "theirs": "13.25"}},
        },
    )
