"""Some legal mark for any leaf, entered by keys alone."""

from applications.controls import controls_of


def press(page, item, turn):
    """Enter some legal mark of ``item`` with keys; answers the mark."""
    rule, keys = item.rule, page.keyboard
    if controls := controls_of(rule):
        inputs = {}
        for place, control in enumerate(controls):
            inputs |= KEYS[control.kind](keys, control, turn + place, inputs)
        return rule.mark_from(inputs | dict.fromkeys(rule.borrows, "森林"))
    if rule.entry == "number":
        mark = turn % (item.points + 1)
        keys.type(str(mark))
        return mark
    choices = list(rule.choices())
    place = turn % len(choices)
    keys.press(str(place + 1) if choices[place].value else "0")
    return choices[place].value


def next_question(keys, inputs):
    """Enter leads to what is still open in the leaf."""
    if inputs:
        keys.press("Enter")


def press_ticks(keys, control, turn, inputs):
    next_question(keys, inputs)
    keys.press("1")
    keys.press("3")
    return {control.name: [control.options[0][0], control.options[2][0]]}


def press_choice(keys, control, turn, inputs):
    next_question(keys, inputs)
    keys.press("3")
    return {control.name: control.options[2]}


def press_answer(keys, control, turn, inputs):
    next_question(keys, inputs)
    keys.press("1")
    return {control.name: True}


def press_names(keys, control, turn, inputs):
    next_question(keys, inputs)
    keys.type(str(turn % 4))
    return {control.number: turn % 4}


def press_count(keys, control, turn, inputs):
    keys.type(str(turn % 4))
    return {control.name: turn % 4}


def press_lines(keys, control, turn, inputs):
    if control.name in inputs:
        return {}
    keys.press("Alt+Enter")
    keys.type("7")
    return {control.name: [7]}


#: What is pressed for each kind of control.
KEYS = {
    "ticks": press_ticks,
    "choice": press_choice,
    "answer": press_answer,
    "names": press_names,
    "count": press_count,
    "lines": press_lines,
    "nothing": lambda *_: {},
}
