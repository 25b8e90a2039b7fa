// 字数: the twin of portal.text.count_characters. Whoever changes one changes the other.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const IGNORED =
  "\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e" +
  "\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\u{e0100}-\\u{e01ef}";
const WIDE =
  "\\u00b7\\u2014-\\u2016\\u2018-\\u201d\\u2025\\u2026\\u203b\\u2e80-\\u2fff\\u3001-\\u4dbf\\u4e00-\\u9fff" +
  "\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe10-\\ufe1f\\ufe30-\\ufe6f\\uff01-\\uffee\\u{20000}-\\u{3ffff}";
const IGNORED_CHARACTERS = new RegExp(`[${IGNORED}]`, "gu");
const COUNTED = new RegExp(`[${WIDE}]|[^${WIDE}${BLANK}]+`, "gu");

export function countCharacters(text) {
  return (text.replace(IGNORED_CHARACTERS, "").match(COUNTED) || []).length;
}
