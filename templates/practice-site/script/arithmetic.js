// Arithmetic as students type it, read into a term. What mathematicians would read in two ways is not read at all.

const MAX_DEPTH = 30;
const CLOSING = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const FUNCTIONS = new Map([
  ["sqrt", "sqrt"],
  ["\u221a", "sqrt"],
  ["exp", "exp"],
  ["ln", "log"],
  ["log", "log"],
  ["abs", "abs"],
]);
const NATURAL = "ln is the natural logarithm; no other is read";
const NAME_HINTS = new Map([
  ["e", "write exp(\u2026)"],
  ["pi", "give its value as a number"],
  ["\u03c0", "give its value as a number"],
  ["x", "a product is written with *"],
  ["log", NATURAL],
  ["lg", NATURAL],
  ["frac", "write \\frac{\u2026}{\u2026}"],
]);
const TWO_WAYS = "this can be read in two ways";

// A number as it was read: its term, its value, and how it is said; or what becomes of a response that is none.
function readNumber(response, comma, unit) {
  let term;
  try {
    term = new Reader(tokensOf(withoutUnit([...response], unit), comma), unit).read();
  } catch (fault) {
    if (fault instanceof Fault) return invalid(fault.message, fault.at, fault.hint);
    if (fault instanceof Undecided) return pending("whether this has a value could not be decided");
    throw fault;
  }
  try {
    const value = settled(() => evaluate(term));
    return { kind: "number", term, value, readAs: said(term, value) };
  } catch (error) {
    if (error instanceof Undecided) return pending("whether this has a value could not be decided");
    if (!(error instanceof Undefined)) throw error;
    const place = placeOf(term, (one) => settled(() => evaluate(one)), Undefined);
    return invalid(`${error.message}: this has no value`, place);
  }
}

// The response without the unit at its end, if it is there.
function withoutUnit(signs, unit) {
  if (!unit || signs.length > MAX_CHARACTERS) return signs;
  const [plain, ending] = [same(signs), trimmed(same([...unit]))];
  const text = plain.slice(0, lengthOf(plain));
  const before = text.slice(0, text.length - ending.length);
  if (
    !ending.length ||
    text.slice(before.length).join("") !== ending.join("") ||
    before.length + ending.length > text.length
  )
    return signs;
  return isLetter(ending[0]) && before.length && isLetter(before[before.length - 1])
    ? signs
    : signs.slice(0, before.length);
}

class Reader {
  constructor(tokens, unit) {
    this.tokens = tokens;
    this.unit = unit;
    this.position = 0;
    this.depth = 0;
  }

  get here() {
    return this.tokens[this.position];
  }

  read() {
    const term = this.sum();
    if (this.here.kind !== "end") this.failHere();
    this.checkCost(term);
    return term;
  }

  checkCost(term) {
    try {
      cost(term);
    } catch (fault) {
      if (fault instanceof CostFault) throw new CostFault(fault.message, placeOf(term, cost, CostFault), fault.hint);
      throw fault;
    }
  }

  fail(message, hint = "") {
    throw this.here.fault || new Fault(message, this.here.offset, hint);
  }

  failHere() {
    const text = [...this.here.text];
    const shown = quoted(text.slice(0, LONGEST_SHOWN).join(""));
    if (this.here.kind === "end") this.fail(this.position ? "the number ends too early" : "nothing was typed");
    if (this.here.kind !== "name") this.fail(`did not expect ${shown} here`);
    const hint = this.unit ? `the unit is ${this.unit}` : AS_NUMBER;
    this.fail(`${shown} is not a number`, NAME_HINTS.get(caseless(this.here.text).replace(/[0-9]+$/, "")) ?? hint);
  }

  take(...signs) {
    if (this.here.kind !== "sign" || !signs.includes(this.here.text)) return false;
    this.position += 1;
    return true;
  }

  deeper() {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail(`this is nested more than ${MAX_DEPTH} deep`);
  }

  isOpening() {
    return CLOSING.has(this.here.text);
  }

  sum() {
    this.deeper();
    let left = this.product();
    while (this.here.kind === "sign" && "+-".includes(this.here.text)) {
      const { text, offset } = this.here;
      this.position += 1;
      left = { op: text, below: [left, this.product()], at: offset };
    }
    this.depth -= 1;
    return left;
  }

  // Products and quotients from the left; a bracket, root or function directly after a factor multiplies it.
  product() {
    let [left, divided] = [this.signed(), false];
    for (;;) {
      const at = this.here.offset;
      if (this.take("*")) {
        left = { op: "*", below: [left, this.signed()], at };
      } else if (this.take("/")) {
        left = this.quotient(left);
        divided = true;
      } else if (this.isOpening() || FUNCTIONS.has(this.here.text)) {
        if (divided) this.fail(TWO_WAYS, "write * and brackets: (1/2)*(3) or 1/(2*(3))");
        left = { op: "*", below: [left, this.power()], at };
      } else if (["number", "vulgar"].includes(this.here.kind)) {
        this.fail("two numbers stand side by side", "give one number; one and a half is 3/2 or 1.5");
      } else {
        return left;
      }
    }
  }

  // What is divided by the next factor; in 100/3% the percent sign is that of the whole, as it is printed.
  quotient(dividend) {
    const at = this.here.offset;
    const divisor = this.signed();
    if (this.tokens[this.position - 1].text !== "%") return { op: "/", below: [dividend, divisor], at };
    if (divisor.op !== "/") this.fail(TWO_WAYS, "write brackets");
    const [left, right] = divisor.below;
    return { op: "/", below: [{ op: "/", below: [dividend, left], at }, right] };
  }

  // A power binds tighter than a sign.
  signed() {
    let negative = false;
    while (this.here.kind === "sign" && "+-".includes(this.here.text)) {
      negative = negative !== (this.here.text === "-");
      this.position += 1;
    }
    const term = this.power();
    if (!negative) return term;
    return term.op === "number" ? number(negated(term.value)) : { op: "minus", below: [term] };
  }

  power() {
    const [base, at] = [this.percent(), this.here.offset];
    if (this.here.kind === "raised") {
      this.position += 1;
      return { op: "^", below: [base, number(this.tokens[this.position - 1].value)], at };
    }
    if (!this.take("^", "**")) return base;
    this.deeper();
    const exponent = this.signed();
    this.depth -= 1;
    return { op: "^", below: [base, this.computed(exponent)], at };
  }

  // The exponent as the number that it is, where it is an exact one.
  computed(exponent) {
    this.checkCost(exponent);
    try {
      const value = evaluate(exponent);
      return isReal(value) ? exponent : number(value);
    } catch (error) {
      if (error instanceof Undefined || error instanceof Undecided) return exponent;
      throw error;
    }
  }

  percent() {
    let term = this.atom();
    while (this.take("%")) term = { op: "/", below: [term, number(whole(100))] };
    return term;
  }

  atom() {
    const token = this.here;
    if (this.isOpening()) return this.bracket();
    if (FUNCTIONS.has(token.text)) return this.applied(FUNCTIONS.get(token.text));
    if (token.text === "frac") return this.fraction();
    if (!["number", "vulgar"].includes(token.kind)) this.failHere();
    this.position += 1;
    if (!/^\d+$/.test(token.text) || this.here.kind !== "vulgar") return number(token.value);
    this.position += 1;
    return number(plus(token.value, this.tokens[this.position - 1].value));
  }

  bracket() {
    const closing = CLOSING.get(this.here.text);
    this.position += 1;
    const inner = this.sum();
    if (!this.take(closing)) {
      if (this.here.kind === "end") this.fail(`a bracket is not closed: '${closing}' is missing`);
      this.failHere();
    }
    return inner;
  }

  // A function of what stands in brackets, or of the one number after it.
  applied(op) {
    const at = this.here.offset;
    this.position += 1;
    if (this.isOpening()) return { op, below: [this.bracket()], at };
    if (!["number", "vulgar"].includes(this.here.kind)) this.fail("expected a bracket here");
    const term = { op, below: [this.atom()], at };
    if (["^", "**", "%"].includes(this.here.text) || this.isOpening() || this.here.kind === "raised") {
      this.fail(TWO_WAYS, "write brackets");
    }
    return term;
  }

  fraction() {
    if (this.tokens[this.position + 1].text !== "{") this.failHere();
    this.position += 1;
    const above = this.bracket();
    if (this.here.text !== "{") this.fail("expected the denominator here", "write \\frac{\u2026}{\u2026}");
    const at = this.here.offset;
    return { op: "/", below: [above, this.bracket()], at };
  }
}
