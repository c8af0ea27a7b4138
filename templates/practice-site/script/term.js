// Arithmetic as a tree of {op, below, value, at}: what it costs, known before anything is computed; its value; how it is said.
// `at` is the character to point at when it has no value or costs too much.

const MAX_OPERATIONS = 20000;
const MAX_BITS = 4096;
const MAX_NESTING = 200;
const REAL_OPERATIONS = 50;
const ORDINARY = { magnitude: 64, bits: 128 };

// Something cannot be read: why, at which character (from 0), and what to write instead.
class Fault extends Error {
  constructor(message, at = 0, hint = "") {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

class CostFault extends Fault {}

const number = (value) => ({ op: "number", below: [], value });

function sizeOf(value) {
  const [above, under] = [bitLength(value.n), bitLength(value.d)];
  return { magnitude: Math.max(0, above - under + 1), bits: above + under, operations: 0, nesting: 0 };
}

// Bounds on the value of a term and on what it takes; CostFault when either is beyond the limits.
function cost(term, given = {}) {
  const found = costAbove(
    term,
    term.below.map((below) => cost(below, given)),
    given,
  );
  found.nesting += term.below.length ? 1 : 0;
  if (found.nesting > MAX_NESTING)
    throw new CostFault(`this is longer than ${MAX_NESTING} operations inside one another`);
  if (found.operations > MAX_OPERATIONS) throw new CostFault("this would need more than 20,000 operations");
  if (found.bits > MAX_BITS) throw new CostFault("this would need numbers of more than 1,200 digits");
  return found;
}

function costAbove(term, below, given) {
  const most = (name) => Math.max(0, ...below.map((one) => one[name]));
  const total = (name) => below.reduce((sum, one) => sum + one[name], 0);
  const [operations, nesting] = [total("operations") + 1, most("nesting")];
  switch (term.op) {
    case "number":
      return sizeOf(term.value);
    case "part":
      return { ...given[term.name], operations: 0, nesting: 0 };
    case "+":
    case "-":
      return { magnitude: most("magnitude") + 1, bits: total("bits") + 1, operations, nesting };
    case "*":
      return { magnitude: total("magnitude"), bits: total("bits") + 1, operations, nesting };
    case "/":
      return { magnitude: below[0].magnitude + below[1].bits, bits: total("bits") + 1, operations, nesting };
    case "^":
      return costOfPower(term.below[1], ...below, operations, nesting);
    case "exp": {
      if (most("magnitude") > 11)
        throw new CostFault("the exponential of so large a number has more than 1,200 digits");
      const bits = 2 ** (most("magnitude") + 1);
      return { magnitude: bits, bits, operations: operations + REAL_OPERATIONS, nesting };
    }
    case "log":
    case "sqrt":
      return {
        magnitude: most("magnitude") + 8,
        bits: most("bits"),
        operations: operations + REAL_OPERATIONS,
        nesting,
      };
    default:
      return { magnitude: most("magnitude"), bits: most("bits"), operations, nesting };
  }
}

function costOfPower(term, base, exponent, operations, nesting) {
  const whole = term.op === "number" && term.value.d === 1n;
  const repeated = whole ? Number(absolute(term.value.n)) : 2 ** Math.min(exponent.magnitude, 40);
  if (repeated * Math.max(base.bits, 1) > MAX_BITS)
    throw new CostFault("this would need numbers of more than 1,200 digits");
  const bits = base.bits * Math.max(repeated, 1);
  return { magnitude: bits, bits, operations: operations + repeated + (whole ? 0 : REAL_OPERATIONS), nesting };
}

// The value of a term, with the numbers that were given in other parts.
function evaluate(term, given = {}) {
  const below = term.below.map((one) => evaluate(one, given));
  switch (term.op) {
    case "number":
      return term.value;
    case "part":
      return given[term.name];
    case "minus":
      return opposed(below[0]);
    case "+":
      return add(...below);
    case "-":
      return subtract(...below);
    case "*":
      return multiply(...below);
    case "/":
      return divide(...below);
    case "^":
      return raised(...below);
    case "exp":
      return exponential(below[0]);
    case "log":
      return logarithm(below[0]);
    case "sqrt":
      return squareRoot(below[0]);
    case "abs":
      return magnitude(below[0]);
    case "max":
      return below.reduce(larger);
    case "min":
      return below.reduce(smaller);
    case "clip":
      return smaller(larger(below[0], below[1]), below[2]);
    default:
      throw new Error(`an operation of an unknown kind: ${term.op}`);
  }
}

// Where the innermost operation stands for which the check throws an error of that kind.
function placeOf(term, check, kind) {
  const throws = (one) => {
    try {
      check(one);
      return false;
    } catch (error) {
      if (error instanceof kind || error instanceof Undecided) return error instanceof kind;
      throw error;
    }
  };
  for (let faulty = term; faulty; faulty = term.below.find(throws)) term = faulty;
  return term.at ?? 0;
}

// A term from the file: ["+", a, b], ["part", id], or a number as text.
function termFrom(json) {
  if (typeof json === "string") return number(exact(json));
  const [op, ...rest] = json;
  return op === "part" ? { op, below: [], name: rest[0] } : { op, below: rest.map(termFrom) };
}

// --- what was read, said back ---

const LONGEST = 12; // decimals, and digits before them, up to which a value is written out
const LONGEST_WRITTEN = 24;
const SIGNIFICANT = 6;
const [ADDED, TIMES, SIGNED, RAISED, ALONE] = [1, 2, 3, 4, 5];
const NAMES = { sqrt: "\u221a", exp: "exp", log: "ln", abs: "abs" };

function said(term, value) {
  const [read, shown] = [writtenAtLeast(term, 0), shownValue(value)];
  if (shown === "" || shown === `= ${read}`) return read;
  return shown.slice(2) === read ? shown : `${read} ${shown}`;
}

function shownValue(value) {
  if (isReal(value)) return irrational(value);
  const positive = size(value);
  const limit = 10n ** BigInt(LONGEST);
  if (value.n && (order(positive, { n: 1n, d: limit }) < 0 || order(positive, { n: limit, d: 1n }) >= 0)) {
    return `\u2248 ${scientific(value)}`;
  }
  const decimals = finiteDecimals(value);
  if (decimals !== null && decimals <= LONGEST) return `= ${shownNumber(value)}`;
  const zeros = Math.max(0, `${positive.d}`.length - `${positive.n}`.length - 1);
  return `\u2248 ${shownNumber(value, SIGNIFICANT + (order(positive, ONE) >= 0 ? 0 : zeros))}`;
}

function irrational(value) {
  try {
    return `\u2248 ${shownNumber(rounded(value, SIGNIFICANT), SIGNIFICANT)}`;
  } catch (error) {
    if (error instanceof Undecided) return "";
    throw error;
  }
}

function scientific(value) {
  const positive = size(value);
  let tens = `${positive.n}`.length - `${positive.d}`.length;
  if (order(positive, power(whole(10), BigInt(tens))) < 0) tens -= 1;
  const leading = digits(over(positive, power(whole(10), BigInt(tens))), SIGNIFICANT - 1);
  return `${value.n < 0n ? MINUS : ""}${leading}\u00b710^${`${tens}`.replace("-", MINUS)}`;
}

// A term in characters, in brackets where it binds less than that.
function writtenAtLeast(term, least) {
  const [text, strength] = written(term);
  return strength < least ? `(${text})` : text;
}

function written(term) {
  const [left, right] = term.below;
  switch (term.op) {
    case "number": {
      let text = shownNumber(term.value);
      if (text.length > LONGEST_WRITTEN) text = shownValue(term.value).slice(2);
      return [text, /[/\u00b7]/.test(text) ? TIMES : term.value.n < 0n ? SIGNED : ALONE];
    }
    case "minus":
      return [`${MINUS}${writtenAtLeast(left, TIMES)}`, SIGNED];
    case "+":
    case "-": {
      const sign = term.op === "+" ? "+" : MINUS;
      return [
        `${writtenAtLeast(left, ADDED)} ${sign} ${writtenAtLeast(right, isNegative(right) ? RAISED : TIMES)}`,
        ADDED,
      ];
    }
    case "*":
      return [`${writtenAtLeast(left, TIMES)}\u00b7${writtenAtLeast(right, RAISED)}`, TIMES];
    case "/":
      return [`${writtenAtLeast(left, TIMES)}/${writtenAtLeast(right, RAISED)}`, TIMES];
    case "^":
      return [`${writtenAtLeast(left, ALONE)}^${writtenAtLeast(right, SIGNED)}`, RAISED];
    default:
      return [`${NAMES[term.op]}(${writtenAtLeast(left, 0)})`, ALONE];
  }
}

const isNegative = (term) => term.op === "minus" || (term.op === "number" && term.value.n < 0n);
