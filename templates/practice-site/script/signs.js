// Characters: those that people type for the same sign, one for one, so that every offset stays what it was.
// Texts are lists of characters here, not of UTF-16 units; offsets count characters.

const GROUPING = "\u00a0"; // what all the spaces that set off thousands become
const SPACE = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = "\\p{L}\\p{N}_";
const MAX_CHARACTERS = 500;
const LONGEST_SHOWN = 20;

const SAME = new Map(
  [
    ["\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe63\uff0d\u2796\u02d7", "-"],
    ["\ufe62\u2795", "+"],
    ["\u00b7\u00d7\u22c5\u2217\u2715\u2716\u2022\u2219\u2a2f\u2218\uff0a\u204e", "*"],
    ["\u00f7\u2215\u2044\u2797:\u2236", "/"],
    ["\u00a0\u2007\u2008\u2009\u200a\u202f", GROUPING],
    ["\u2019\u2018\u02bc", "'"],
    ["\u066b", "."],
    ["\u066a", "%"],
    ["\u02c6", "^"],
  ].flatMap(([signs, plain]) => [...signs].map((sign) => [sign, plain])),
);

const isSpace = (sign) => new RegExp(`^[${SPACE}]$`).test(sign);
const isLetter = (sign) => /^\p{L}$/u.test(sign);

function trimmed(signs) {
  let [start, end] = [startOf(signs), signs.length];
  while (end > start && isSpace(signs[end - 1])) end -= 1;
  return signs.slice(start, end);
}

// The length without the spaces at the end.
function lengthOf(signs) {
  let end = signs.length;
  while (end && isSpace(signs[end - 1])) end -= 1;
  return end;
}

// The first character that is no space.
function startOf(signs) {
  const start = signs.findIndex((sign) => !isSpace(sign));
  return start < 0 ? signs.length : start;
}

// Every sign in its plainest form; invisible characters become spaces.
function same(signs) {
  return undressed(signs).map((sign) => {
    if (SAME.has(sign)) return SAME.get(sign);
    if (/\p{Nd}/u.test(sign)) return `${digitOf(sign.codePointAt(0))}`;
    if (sign >= "\uff01" && sign <= "\uff5e" && sign.length === 1)
      return String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
    return /[\p{Cf}\p{Zs}]/u.test(sign) ? " " : sign;
  });
}

// Decimal digits stand in tens, from zero to nine.
function digitOf(point) {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return before % 10;
}

// A formula copied with its dollar signs: spaces in place of them.
function undressed(signs) {
  const bare = trimmed(signs);
  if (bare.length < 3 || bare[0] !== "$" || bare[bare.length - 1] !== "$") return signs;
  const [first, last] = [signs.indexOf("$"), signs.lastIndexOf("$")];
  return signs.map((sign, place) => (place === first || place === last ? " " : sign));
}

// A text for patterns to match: one unit for each character, so that places in it are places in the list.
function units(signs) {
  return signs.map((sign) => (sign.length === 1 && !/[\ud800-\udfff]/.test(sign) ? sign : unit(sign))).join("");
}

function unit(sign) {
  return isLetter(sign) ? "\u00aa" : /^\p{N}$/u.test(sign) ? "\u2160" : "\ufffc";
}

// Letters as they are compared where capitals do not matter; what is not so by the usual rule stands in FOLDED.
function caseless(text) {
  return [...text]
    .map((sign) => FOLDED.get(sign) ?? [...sign.toUpperCase()].map((one) => one.toLowerCase()).join(""))
    .join("");
}

const FOLDED = new Map([
  ["\u0131", "\u0131"],
  ["\u1e9e", "ss"],
]);

const HIDDEN = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;
const isSeen = (sign) => sign === " " || !UNSEEN.test(sign);

// Characters between quotation marks; what cannot be seen by its number.
function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escapes = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [mark]: `\\${mark}` };
  return mark + [...text].map((sign) => escapes[sign] ?? (isSeen(sign) ? sign : numbered(sign))).join("") + mark;
}

function numbered(sign) {
  const hex = sign.codePointAt(0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function thousands(count) {
  return `${count}`.replace(/\B(?=(\d{3})+$)/g, ",");
}

function tooLong(signs, most) {
  return `this has ${thousands(signs.length)} characters; at most ${most} are read`;
}
