// Real numbers as intervals with proven bounds, for roots, exponentials and logarithms. A bound is m · 2^e.
// A comparison that the bounds leave open throws Undecided; whoever asked repeats with more precision, up to a limit.

class Undecided extends Error {}
class Undefined extends Error {}

const PRECISIONS = [53, 128, 256, 512, 1024, 2048];
const GUARD = 64;
const HALVINGS = 8; // before the series of the exponential, and so many squarings after it
let bits = PRECISIONS[0];

// What the question answers, asked with more and more precision until it is decided.
function settled(question) {
  const before = bits;
  try {
    for (const precision of PRECISIONS) {
      bits = precision;
      try {
        return question();
      } catch (error) {
        if (!(error instanceof Undecided) || precision === PRECISIONS[PRECISIONS.length - 1]) throw error;
      }
    }
  } finally {
    bits = before;
  }
}

const isReal = (value) => value.low !== undefined;
const isExact = (value) => value.low === value.high || compareBounds(value.low, value.high) === 0;
const NEVER = { low: null, high: null }; // no bound is known: every comparison is undecided
const shifted = (number, by) => (by >= 0 ? number << BigInt(by) : number >> BigInt(-by));

// --- bounds ---

function down({ m, e }) {
  const extra = bitLength(m) - bits;
  return extra > 0 ? { m: m >> BigInt(extra), e: e + extra } : { m, e };
}

const opposite = ({ m, e }) => ({ m: -m, e });
const up = (bound) => opposite(down(opposite(bound)));

function added(a, b) {
  const e = Math.min(a.e, b.e);
  return { m: (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e };
}

const compareBounds = (a, b) => {
  const { m } = added(a, opposite(b));
  return m < 0n ? -1 : m > 0n ? 1 : 0;
};
const least = (bounds) => bounds.reduce((a, b) => (compareBounds(a, b) <= 0 ? a : b));
const largest = (bounds) => bounds.reduce((a, b) => (compareBounds(a, b) >= 0 ? a : b));

// The bound below n/d, or above it.
function quotientBound(n, d, roundUp) {
  const by = bits + 2 + bitLength(d) - bitLength(n);
  const [above, below] = by >= 0 ? [n << BigInt(by), d] : [n, d << BigInt(-by)];
  const m = roundUp ? -floor(-above, below) : floor(above, below);
  return { m, e: -by };
}

function interval(low, high) {
  return { low: down(low), high: up(high) };
}

// --- numbers of either kind as intervals, and arithmetic on them ---

function real(value) {
  if (isReal(value)) return value;
  if (value.d === 1n) return { low: { m: value.n, e: 0 }, high: { m: value.n, e: 0 } };
  return interval(quotientBound(value.n, value.d, false), quotientBound(value.n, value.d, true));
}

function sign(value) {
  if (!isReal(value)) return value.n < 0n ? -1 : value.n > 0n ? 1 : 0;
  if (value === NEVER) throw new Undecided();
  if (value.low.m > 0n) return 1;
  if (value.high.m < 0n) return -1;
  if (value.low.m === 0n && value.high.m === 0n) return 0;
  throw new Undecided();
}

// An operation on exact numbers, or else on intervals.
function arithmetic(exactly, onIntervals) {
  return (a, b) => {
    if (!isReal(a) && !isReal(b)) return exactly(a, b);
    return a === NEVER || b === NEVER ? NEVER : onIntervals(real(a), real(b));
  };
}

const add = arithmetic(plus, (a, b) => interval(added(a.low, b.low), added(a.high, b.high)));
const subtract = arithmetic(minus, (a, b) => interval(added(a.low, opposite(b.high)), added(a.high, opposite(b.low))));
const multiply = arithmetic(times, (a, b) => {
  const products = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => ({ m: x.m * y.m, e: x.e + y.e })));
  return interval(least(products), largest(products));
});
const inverse = (value) => {
  if (sign(value) === 0) throw new Undefined("a division by zero");
  const bound = ({ m, e }, roundUp) => {
    const made = quotientBound(1n, m, roundUp);
    return { m: made.m, e: made.e - e };
  };
  return interval(bound(value.high, false), bound(value.low, true));
};
const divide = arithmetic(
  (a, b) => {
    if (b.n === 0n) throw new Undefined("a division by zero");
    return over(a, b);
  },
  (a, b) => multiply(a, inverse(b)),
);

const compare = (a, b) => sign(subtract(a, b));
const opposed = (value) => (isReal(value) ? multiply(whole(-1), value) : negated(value));

function magnitude(value) {
  if (!isReal(value)) return size(value);
  if (value === NEVER) return value;
  if (value.low.m >= 0n) return value;
  const turned = { low: opposite(value.high), high: opposite(value.low) };
  return value.high.m <= 0n ? turned : { low: { m: 0n, e: 0 }, high: largest([value.high, turned.high]) };
}

// The larger one as it is, so that an exact bound stays exact; of two that cannot be told apart, an interval of both.
function larger(a, b) {
  if (!isReal(a) && !isReal(b)) return order(a, b) >= 0 ? a : b;
  if (a === NEVER || b === NEVER) return NEVER;
  const difference = real(subtract(a, b));
  if (difference.low.m >= 0n) return a;
  if (difference.high.m <= 0n) return b;
  const [x, y] = [real(a), real(b)];
  return { low: largest([x.low, y.low]), high: largest([x.high, y.high]) };
}

const smaller = (a, b) => opposed(larger(opposed(a), opposed(b)));

// The value at so many decimals, halves away from zero.
function rounded(value, decimals) {
  const scale = 10n ** BigInt(decimals);
  const nearest = ({ m, e }) =>
    floor(shifted(2n * m * scale, Math.max(e, 0)) + (1n << BigInt(Math.max(-e, 0))), 2n << BigInt(Math.max(-e, 0)));
  const positive = magnitude(value);
  if (positive === NEVER) throw new Undecided();
  const found = nearest(positive.low);
  if (found !== nearest(positive.high)) throw new Undecided();
  return found === 0n ? ZERO : fraction(sign(value) < 0 ? -found : found, scale);
}

// Whether a number is surely that whole one.
function isValue(value, number) {
  if (!isReal(value)) return isSame(value, number);
  return isExact(value) && compareBounds(value.low, { m: number.n, e: 0 }) === 0;
}

// --- functions: of fixed-point numbers of so many places, off by far less than 2^40 units of the last ---

const ENOUGH = 1n << 40n;
const logarithmsOfTwo = new Map();

// The series x + x³/3 + x⁵/5 + ...
function artanh(x, places) {
  const square = (x * x) >> BigInt(places);
  let [sum, term] = [0n, x];
  for (let odd = 1n; term !== 0n && term !== -1n; odd += 2n) {
    sum += term / odd;
    term = (term * square) >> BigInt(places);
  }
  return sum;
}

function logarithmOfTwo(places) {
  if (!logarithmsOfTwo.has(places)) {
    const wide = places + 32;
    const part = (factor, of) => factor * artanh((1n << BigInt(wide)) / of, wide);
    logarithmsOfTwo.set(places, (part(18n, 26n) - part(2n, 4801n) + part(8n, 8749n)) >> 32n);
  }
  return logarithmsOfTwo.get(places);
}

// e to a bound, as [fixed-point number, power of two].
function exponentialOf({ m, e }) {
  const places = bits + GUARD + 16;
  const x = shifted(m, e + places);
  const two = logarithmOfTwo(places);
  const turns = floor(2n * x + two, 2n * two);
  const small = (x - turns * two) >> BigInt(HALVINGS);
  let [sum, term] = [0n, 1n << BigInt(places)];
  for (let n = 1n; term !== 0n && term !== -1n; n += 1n) {
    sum += term;
    term = floor((term * small) >> BigInt(places), n);
  }
  for (let n = 0; n < HALVINGS; n += 1) sum = (sum * sum) >> BigInt(places);
  return [sum, Number(turns) - places];
}

function exponential(value) {
  if (value === NEVER) return value;
  if (isValue(value, ZERO)) return isReal(value) ? real(ONE) : ONE;
  const { low, high } = real(value);
  const [[below, powerBelow], [above, powerAbove]] = [exponentialOf(low), exponentialOf(high)];
  return interval({ m: below - ENOUGH, e: powerBelow }, { m: above + ENOUGH, e: powerAbove });
}

// The logarithm of a positive bound, as a fixed-point number of so many places.
function logarithmOf({ m, e }, places) {
  let length = bitLength(m);
  if (3n << BigInt(length) > m << 2n) length -= 1; // so that m / 2^length lies from 3/4 to 3/2
  const one = 1n << BigInt(places);
  const near = shifted(m, places - length);
  const ratio = ((near - one) << BigInt(places)) / (near + one);
  return 2n * artanh(ratio, places) + BigInt(length + e) * logarithmOfTwo(places);
}

function logarithm(value) {
  if (sign(value) <= 0) {
    const which = isReal(value) ? "a number that is not positive" : exactText(value);
    throw new Undefined(`the logarithm of ${which} does not exist`);
  }
  if (isValue(value, ONE)) return isReal(value) ? real(ZERO) : ZERO;
  const { low, high } = real(value);
  const places = bits + GUARD + 16;
  return interval(
    { m: logarithmOf(low, places) - ENOUGH, e: -places },
    { m: logarithmOf(high, places) + ENOUGH, e: -places },
  );
}

function rootOf({ m, e }, roundUp) {
  let by = 2 * bits + 4 - bitLength(m);
  if ((e - by) % 2) by += 1;
  if (by < 0) by = e % 2 ? 1 : 0;
  const scaled = m << BigInt(by);
  const found = root(scaled);
  return { m: found + (roundUp && found * found !== scaled ? 1n : 0n), e: (e - by) / 2 };
}

function squareRoot(value) {
  if (sign(value) < 0) {
    const which = isReal(value) ? "a negative number" : exactText(value);
    throw new Undefined(`the square root of ${which} does not exist`);
  }
  if (!isReal(value)) {
    const [n, d] = [root(value.n), root(value.d)];
    if (n * n === value.n && d * d === value.d) return { n, d };
  }
  const { low, high } = real(value);
  return interval(rootOf(low, false), rootOf(high, true));
}

function wholePower(base, exponent) {
  let [result, square, left] = [real(ONE), base, absolute(exponent)];
  for (; left; left >>= 1n) {
    if (left & 1n) result = multiply(result, square);
    if (left > 1n) square = multiply(square, square);
  }
  return exponent < 0n ? inverse(result) : result;
}

const NEGATIVE_BASE = "a negative number to a broken power does not exist";

function raised(base, exponent) {
  if (base === NEVER || exponent === NEVER) return NEVER;
  if (!isReal(base) && !isReal(exponent)) return raisedExactly(base, exponent);
  const number = isReal(exponent) ? isExact(exponent) && wholeBound(exponent.low) : exponent.d === 1n && exponent.n;
  if (typeof number === "bigint") {
    if (number < 0n && sign(base) === 0) throw new Undefined("a division by zero");
    return wholePower(real(base), number);
  }
  const side = sign(base);
  if (side < 0) throw new Undefined(NEGATIVE_BASE);
  if (side === 0) return sign(exponent) > 0 ? ZERO : NEVER;
  return exponential(multiply(exponent, logarithm(base)));
}

function wholeBound({ m, e }) {
  if (e >= 0) return m << BigInt(e);
  return m % (1n << BigInt(-e)) === 0n ? m >> BigInt(-e) : null;
}

function raisedExactly(base, exponent) {
  if (base.n === 0n && exponent.n < 0n) throw new Undefined("zero to a negative power does not exist");
  if (exponent.d === 1n) return power(base, exponent.n);
  if (base.n < 0n) throw new Undefined(NEGATIVE_BASE);
  return isSame(exponent, HALF) ? squareRoot(base) : exponential(multiply(exponent, logarithm(base)));
}
