// Exact numbers: fractions of whole numbers of any length, in lowest terms. Nothing here is ever a float.

const ZERO = { n: 0n, d: 1n };
const ONE = { n: 1n, d: 1n };
const HALF = { n: 1n, d: 2n };
const MINUS = "\u2212";

function absolute(whole) {
  return whole < 0n ? -whole : whole;
}

function divisor(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}

function fraction(n, d = 1n) {
  if (d < 0n) [n, d] = [-n, -d];
  const common = divisor(absolute(n), d);
  return common === 1n ? { n, d } : { n: n / common, d: d / common };
}

// "3/4", "-2": as exact numbers stand in the file.
function exact(text) {
  const [n, d] = text.split("/");
  return { n: BigInt(n), d: BigInt(d || 1) };
}

function exactText(value) {
  return value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`;
}

const plus = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const minus = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
const times = (a, b) => fraction(a.n * b.n, a.d * b.d);
const over = (a, b) => fraction(a.n * b.d, a.d * b.n);
const negated = (a) => ({ n: -a.n, d: a.d });
const size = (a) => ({ n: absolute(a.n), d: a.d });
const whole = (number) => ({ n: BigInt(number), d: 1n });

function order(a, b) {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const isSame = (a, b) => a.n === b.n && a.d === b.d;

function floor(n, d) {
  const quotient = n / d;
  return n % d !== 0n && n < 0n !== d < 0n ? quotient - 1n : quotient;
}

function power(base, exponent) {
  const [n, d] = exponent < 0n ? [base.d, base.n] : [base.n, base.d];
  const size = absolute(exponent);
  return fraction(n ** size, d ** size);
}

function bitLength(number) {
  const digits = absolute(number).toString(16);
  return digits === "0" ? 0 : 4 * digits.length - Math.clz32(parseInt(digits[0], 16)) + 28;
}

// The largest whole number whose square is not larger.
function root(square) {
  if (square < 2n) return square;
  let guess = 1n << BigInt((bitLength(square) + 1) >> 1);
  for (;;) {
    const next = (guess + square / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

// --- how numbers look: rounded half up from the exact value ---

// The digits of a number that is not negative.
function digits(value, decimals) {
  const scaled = (2n * value.n * 10n ** BigInt(decimals) + value.d) / (2n * value.d);
  if (!decimals) return `${scaled}`;
  const text = `${scaled}`.padStart(decimals + 1, "0");
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

// How many decimals write the value exactly; null when no finite number does.
function finiteDecimals(value) {
  let [rest, twos, fives] = [value.d, 0, 0];
  for (; rest % 2n === 0n; twos += 1) rest /= 2n;
  for (; rest % 5n === 0n; fives += 1) rest /= 5n;
  return rest === 1n ? Math.max(twos, fives) : null;
}

function shownNumber(value, decimals = finiteDecimals(value)) {
  const positive = size(value);
  const text = decimals === null ? `${positive.n}/${positive.d}` : digits(positive, decimals);
  return (value.n < 0n && /[1-9]/.test(text) ? MINUS : "") + text;
}

function counted(number, noun) {
  return `${shownNumber(number)} ${noun}${isSame(number, ONE) ? "" : "s"}`;
}

function percent(share) {
  return `${shownNumber(times(share, whole(100)))}%`;
}
