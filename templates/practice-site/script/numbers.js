// Numbers as people type them, cut into tokens, each with its offset. What could be read in two ways is asked about.

const MAX_DIGITS = 200;
const MAX_EXPONENT = 60;
const MAX_TOKENS = 150;

const G = GROUPING;
const PLAIN = /^(?:\d+(?:\.\d+)?|\.\d+)$/;
const SPACED = new RegExp(`^\\d{1,3}(?:[${G}']\\d{3})+(?:\\.\\d+)?$`);
const SPACED_COMMA = new RegExp(`^\\d{1,3}(?:[${G}']\\d{3})+,\\d+$`);
const THOUSANDS = /^[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
const COMMA = /^\d*,\d+$/;
const POINTED_THOUSANDS = /^[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;
const EITHER = /^[1-9]\d{0,2},\d{3}$/;

const TOKEN = new RegExp(
  `[${SPACE}]*(?:` +
    [
      `(?<number>(?:\\d|[.,]\\d)(?:[\\d.,'${G}]*\\d)?\\.?(?:[eE][+-]?\\d+)?)`,
      "(?<vulgar>[\u00bc\u00bd\u00be\u2150\u2151\u2152\u2153\u2154\u2155\u2156\u2157\u2158\u2159\u215a\u215b\u215c\u215d\u215e])",
      "(?<raised>[\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b]+)",
      "(?<command>\\\\(?:[A-Za-z]+|[%,;:! ]))",
      `(?<name>[\\p{L}\\p{Nl}\\p{No}][${WORD}]*)`,
      "(?<sign>\\*\\*|[\\-+*/^()[\\]{}%\u221a])",
    ].join("|") +
    ")",
  "uy",
);

// LaTeX, as it is copied from a formula; the empty ones say nothing.
const COMMANDS = new Map([
  ...["left", "right", ",", ";", ":", "/", "!", " ", "quad"].map((name) => [name, ""]),
  ...["cdot", "times", "ast"].map((name) => [name, "*"]),
  ...["frac", "dfrac", "tfrac"].map((name) => [name, "frac"]),
  ...["sqrt", "exp", "ln", "log", "%"].map((name) => [name, name]),
  ["div", "/"],
]);
const VALUE_ALONE = "give the number alone";
const ONE_NUMBER = "give one number";
const AS_NUMBER = "give the value as a number";
const UNREADABLE = new Map([
  ...["=", "\u2248", "<", ">"].map((sign) => [sign, VALUE_ALONE]),
  ...[",", ";", "\u00b1"].map((sign) => [sign, ONE_NUMBER]),
  ["|", "write abs(\u2026)"],
  ["!", "write the product out"],
  ["\u221e", "give a finite number"],
]);

// The value of digits with separators and perhaps an exponent.
function numberIn(text, offset, comma) {
  const [written, exponent = ""] = text.toLowerCase().split("e");
  if (text.length > MAX_DIGITS || (exponent && Math.abs(Number(exponent)) > MAX_EXPONENT)) {
    throw new Fault("this number has too many digits", offset);
  }
  const [before, after = ""] = bareDigits(written, offset, comma).split(".");
  const value = fraction(BigInt(before + after), 10n ** BigInt(after.length));
  return times(value, power(whole(10), BigInt(Number(exponent))));
}

function bareDigits(text, offset, comma) {
  if (text.endsWith(".")) text = text.slice(0, -1);
  if (PLAIN.test(text)) return text;
  if (SPACED.test(text)) return text.replace(new RegExp(`[${G}']`, "g"), "");
  if (THOUSANDS.test(text)) return text.replace(/,/g, "");
  if (comma && [COMMA, SPACED_COMMA, POINTED_THOUSANDS].some((pattern) => pattern.test(text))) {
    return text.replace(new RegExp(`[.${G}']`, "g"), "").replace(",", ".");
  }
  throw separatorFault(text, offset, comma);
}

function separatorFault(text, offset, comma) {
  const place = offset + Math.max(0, text.search(new RegExp(`[,'${G}]`)));
  const [before, ...after] = text.split(",");
  const rest = after.join(",");
  if (EITHER.test(text)) {
    const hint = `write ${before}${rest}, or ${before}.${rest} with a decimal point`;
    return new Fault(`${text} can be read in two ways`, place, hint);
  }
  if (!comma && COMMA.test(text)) {
    return new Fault("a comma is not read as a decimal point here", place, `write ${before || "0"}.${rest}`);
  }
  if (text.includes(G)) return new Fault("two numbers stand side by side", place, ONE_NUMBER);
  return new Fault("the separators in this number do not fit together", place, "write it without any");
}

// The tokens of a response, closed by one of kind "end"; one of kind "fault" at the first character that cannot be read.
function tokensOf(typed, comma) {
  if (typed.length > MAX_CHARACTERS) throw new Fault(tooLong(typed, MAX_CHARACTERS), MAX_CHARACTERS, ONE_NUMBER);
  const found = [];
  try {
    cut(typed, same(typed), found, comma);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    found.push({ kind: "fault", text: "?", offset: fault.at, fault });
  }
  return [...found, { kind: "end", text: "", offset: lengthOf(typed) }];
}

function cut(typed, plain, found, comma) {
  const [text, end] = [units(plain), lengthOf(plain)];
  for (let position = 0; position < end; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) throw unreadable(typed, plain, position);
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    const offset = TOKEN.lastIndex - match.groups[kind].length;
    const token = tokenOf(kind, plain.slice(offset, TOKEN.lastIndex).join(""), offset, comma);
    if (token.text) found.push(token);
    if (found.length > MAX_TOKENS) throw new Fault("this is too long to be read as one number", token.offset);
  }
}

function tokenOf(kind, text, offset, comma) {
  switch (kind) {
    case "number":
      return { kind, text, offset, value: numberIn(text, offset, comma) };
    case "vulgar":
      return { kind, text, offset, value: vulgar(text) };
    case "raised":
      return { kind, text, offset, value: whole(lowered(text, offset)) };
    case "command":
      return commandOf(text, offset);
    default:
      return { kind, text, offset };
  }
}

function vulgar(text) {
  const [above, below] = text.normalize("NFKC").split("\u2044");
  return fraction(BigInt(above), BigInt(below));
}

// Raised digits as a whole number.
function lowered(text, offset) {
  const plain = text.normalize("NFKC").replace(MINUS, "-");
  if (!/^[+-]?\d{1,6}$/.test(plain))
    throw new Fault(`the exponent ${quoted(text.slice(0, LONGEST_SHOWN))} cannot be read`, offset);
  return Number(plain);
}

function commandOf(text, offset) {
  const meant = COMMANDS.get(text.slice(1));
  if (meant === undefined)
    throw new Fault(`cannot read ${quoted(text.slice(0, LONGEST_SHOWN))} in a number`, offset, AS_NUMBER);
  return { kind: /^[a-z]+$/.test(meant) ? "name" : "sign", text: meant, offset };
}

function unreadable(typed, plain, position) {
  while (isSpace(plain[position])) position += 1;
  return new Fault(
    `cannot read ${quoted(typed[position])} in a number`,
    position,
    UNREADABLE.get(plain[position]) ?? "",
  );
}
