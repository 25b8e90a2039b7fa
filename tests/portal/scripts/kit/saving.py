"""How the sample server answers what the scripts send (docs/frontend.md §4, §6, §7)."""

import json

from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect

from portal.numbers import NumberRefused, parse_amount
from tests.portal.scripts.kit.memory import memory

SAVED_AT = "14:03:22"
COLLEAGUE = {"who": "岳思齐", "when": "8月20日 14:02"}


def troubled():
    """The answer that a test has asked for next, or None."""
    if not memory.trouble:
        return None
    wanted = memory.trouble.popleft()
    return wanted() if callable(wanted) else wanted


def stale():
    """What Django answers to a token of before the last log-in."""
    return HttpResponseForbidden("<h1>页面已过期</h1>")


def expired():
    return JsonResponse({"login": "/login/?next=/"}, status=403)


def broken():
    return HttpResponse("<h1>系统出错</h1>", status=500)


def closed():
    return JsonResponse({"message": "申报时间已于2023年8月21日截止。"}, status=423)


def follows(**values):
    """An answer in which other boxes follow from what was sent."""
    memory.version += 1
    return JsonResponse({"saved_at": SAVED_AT, "version": memory.version, "values": values})


def save_form(request):
    """Store the changed fields unless somebody else has saved since."""
    if "autosave" not in request.POST:
        memory.received.append(request.POST.dict())
        return redirect("page", "other")
    changed = {name: request.POST.get(name, "") for name in request.POST.getlist("changed")}
    memory.received.append(changed)
    if answer := troubled():
        return answer
    if int(request.POST["version"]) != memory.version:
        return JsonResponse({"conflict": _form_conflict(changed)}, status=409)
    errors = {}
    if (sentence := _wrong_number(changed.get("area", ""))) is not None:
        errors["area"] = [sentence]
        changed.pop("area")
    memory.fields.update(changed)
    memory.version += 1
    hints = {"zone": ["与营业执照名称不一致，请核对。"]} if memory.fields["zone"] == "青岚" else {}
    return JsonResponse(
        {
            "saved_at": SAVED_AT,
            "version": memory.version,
            "errors": errors,
            "hints": hints,
            "totals": {"sum": "1,500.50"},
        }
    )


def _form_conflict(changed):
    fields = {
        name: {"label": name, "mine": mine, "theirs": memory.fields[name]}
        for name, mine in changed.items()
    }
    current = {name: value for name, value in memory.fields.items() if name not in changed}
    return {**COLLEAGUE, "version": memory.version, "fields": fields, "current": current}


def _wrong_number(text):
    try:
        parse_amount(text, places=4)
    except NumberRefused as refusal:
        return str(refusal)
    return None


def save_grid(request):
    """Store all rows; a row with a wrong number keeps what it had."""
    sent = json.loads(request.body)
    memory.received.append(json.loads(request.body))
    if answer := troubled():
        return answer
    if sent["version"] != memory.version:
        conflict = {**COLLEAGUE, "version": memory.version, "rows": memory.rows}
        return JsonResponse({"conflict": conflict}, status=409)
    stored, numbers, errors = [], [], []
    for row in sent["rows"]:
        key = row.pop("key")
        if sentence := _wrong_number(row["actual"]):
            errors.append({"row": key, "field": "actual", "message": sentence})
            continue
        if row["id"] is None:
            memory.last_id += 1
            row["id"] = memory.last_id
        numbers.append({"key": key, "id": row["id"]})
        stored.append(row)
    memory.rows = stored
    memory.version += 1
    return JsonResponse(
        {"saved_at": SAVED_AT, "version": memory.version, "rows": numbers, "errors": errors}
    )


def save_mark(request):
    """Store one mark by its rule."""
    sent = json.loads(request.body)
    leaf = memory.leaves[request.GET["leaf"]]
    memory.received.append({"leaf": leaf["number"], **sent})
    if answer := troubled():
        return answer
    if sent["version"] != leaf["version"]:
        message = "岳思齐已先评了这一项，请选择。"
        now = {"value": leaf["value"], "version": leaf["version"], "who": "岳思齐"}
        return JsonResponse({"message": message, **now}, status=409)
    value = sent["value"] if "value" in sent else max(0, 10 - sum(sent["inputs"]["deductions"]))
    if value is not None and value not in leaf["legal"]:
        return JsonResponse(
            {"message": f"{leaf['number']}不能评{value}分，请重新填写。"}, status=422
        )
    if leaf["number"] == "1.3" and value == 20 and not sent["reason"]:
        message = "申报数据支持15分，评20分须说明理由。"
        return JsonResponse({"message": message, "need": "reason"}, status=422)
    leaf["value"] = value
    leaf["version"] += 1
    return JsonResponse(
        {"value": value, "version": leaf["version"], "saved_at": SAVED_AT, "totals": totals()}
    )


def totals():
    values = [leaf["value"] for leaf in memory.leaves.values() if leaf["value"] is not None]
    return {
        "section": sum(values),
        "total": sum(values),
        "filled": len(values),
        "of": len(memory.leaves),
    }


def take_file(request):
    memory.received.append({name: file.name for name, file in request.FILES.items()})
    return troubled() or JsonResponse({"location": "/kit/other/"})
