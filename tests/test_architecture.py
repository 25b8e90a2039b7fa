"""The house holds: relations point down, one door for statuses, sizes, no missing migration."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
#: From the floor up: a relation may only point to the left, or stay.
LINE = ("portal", "scoring", "applications", "reports")
DOOR = "portal/workflow.py"
FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES, BASE_LINES = 40, 400, 150, 120
PARAMETERS = 4


def modules(*folders):
    """Every module of our own below ``folders``, with its path from the root."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def functions(path):
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def lines(path):
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


# --- relations -----------------------------------------------------------------------------


def test_relations_point_down():
    upwards = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for label in LINE
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and points_up(label, field.related_model)
    ]

    assert upwards == []


def points_up(label, target):
    return target._meta.app_label in LINE[LINE.index(label) + 1 :]


def test_no_generic_relations():
    """Files and scores are held by real foreign keys, one model an owner (house.md §3.1)."""
    generic = [
        f"{model._meta.label}.{field.name}"
        for label in LINE
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.private_fields
    ]

    assert generic == []


# --- one door for statuses -----------------------------------------------------------------


def writes_status(node):
    """``x.status = …``, ``setattr(x, "status", …)`` or ``.update(status=…)``."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(is_status(part) for target in targets for part in ast.walk(target))
    if isinstance(node, ast.Call):
        return is_update(node) or is_setattr(node)
    return False


def is_status(node):
    return isinstance(node, ast.Attribute) and node.attr == "status"


def is_update(call):
    named = isinstance(call.func, ast.Attribute) and call.func.attr == "update"
    return named and any(keyword.arg == "status" for keyword in call.keywords)


def is_setattr(call):
    named = isinstance(call.func, ast.Name) and call.func.id == "setattr"
    return named and any(getattr(part, "value", None) == "status" for part in call.args)


def test_status_is_written_in_one_module_only():
    writers = [
        f"{path}:{node.lineno}"
        for path in modules(*LINE)
        for node in ast.walk(tree(path))
        if path != DOOR and writes_status(node)
    ]

    assert writers == []


@pytest.mark.parametrize(
    ("source", "is_caught"),
    [
        ("record.status = 'open'", True),
        ("a, record.status = 1, 2", True),
        ("record.status: str = 'open'", True),
        ("setattr(record, 'status', 'open')", True),
        ("Batch.objects.filter(pk=1).update(status='open')", True),
        ("previous = record.status", False),
        ("record.state = 'open'", False),
        ("Batch.objects.filter(status='open')", False),
        ("Batch.objects.update(name='open')", False),
    ],
)
def test_the_search_for_writers_finds_what_it_should(source, is_caught):
    assert any(writes_status(node) for node in ast.walk(ast.parse(source))) == is_caught


# --- migrations ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# --- sizes ---------------------------------------------------------------------------------


def test_functions_fit_one_screen():
    long = [
        f"{path}:{node.name} {node.end_lineno - node.lineno + 1}"
        for path in modules(*LINE)
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]

    assert long == []


def test_modules_are_one_noun():
    long = [f"{path} {lines(path)}" for path in modules(*LINE) if lines(path) > MODULE_LINES]

    assert long == []


def test_templates_are_small():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    sizes = {path.relative_to(ROOT).as_posix(): lines(path) for path in templates}

    assert {name: size for name, size in sizes.items() if size > TEMPLATE_LINES} == {}
    assert sizes["templates/base.html"] <= BASE_LINES


def test_many_parameters_are_named_by_the_caller():
    crowded = [
        f"{path}:{node.name}"
        for path in modules(*LINE)
        for node in functions(path)
        if not node.name.startswith("_")
        and len([a for a in node.args.args if a.arg not in ("self", "cls")]) > PARAMETERS
    ]

    assert crowded == []


# --- pages ---------------------------------------------------------------------------------

FORBIDDEN = (
    " style=",
    "<style",
    " onclick=",
    " onchange=",
    " onsubmit=",
    "|safe",
    "{% autoescape off",
)


def test_templates_have_no_inline_style_script_or_raw_text():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for word in FORBIDDEN
        if word in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_nothing_marks_text_as_safe():
    unsafe = [path for path in modules(*LINE) if "mark_safe" in (ROOT / path).read_text("utf-8")]

    assert unsafe == []


@pytest.mark.parametrize("folder", ["portal", "scoring", "applications", "reports", "tests"])
def test_every_test_folder_is_a_package(folder):
    """Without ``__init__.py`` ``tests/applications`` would shadow ``applications``."""
    parent = ROOT / "tests" if folder == "tests" else ROOT / "tests" / folder

    missing = [
        path.as_posix()
        for path in [parent, *parent.rglob("*")]
        if path.is_dir() and list(path.glob("*.py")) and not (path / "__init__.py").exists()
    ]

    assert missing == []
