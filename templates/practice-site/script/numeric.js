// A number is typed: right within the tolerance of the key; otherwise what is known of it, or follows from earlier answers.

const CERTAIN = whole(10); // a key must be so many times larger than its tolerance for a slip to be certain
const [FEWEST, MANY] = [2, 12]; // decimals of a rounded number that is no chance, and as many as anybody types

function gradeNumber(draw, part, responses) {
  const reading = readNumber(responses[part.id], draw.comma, part.unit);
  if (reading.kind !== "number") return reading;
  try {
    return settled(() => creditedNumber(draw, part, reading, responses)) || explainedNumber(draw, part, reading);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return pending(`${reading.readAs} could not be told from the edge of what is accepted`);
  }
}

const near = (value, key, distance) => compare(magnitude(subtract(value, key)), distance) <= 0;

// The best of what the number earns: as the key, as a known wrong number, as what follows from earlier answers.
function creditedNumber(draw, part, reading, responses) {
  const value = evaluate(reading.term);
  if (near(value, exact(part.key), exact(part.tolerance))) return score(part, ONE, reading.readAs);
  const known = nearestKnown(part, value);
  const found = known && recognised(part, known, reading.readAs);
  const followed = carried(draw, part, value, responses);
  if (followed && (!found || order(followed.share, exact(known.credit)) > 0)) {
    return score(part, followed.share, reading.readAs, followed.feedback);
  }
  return found;
}

function nearestKnown(part, value) {
  let [nearest, least] = [null, exact(part.tolerance)];
  for (const candidate of part.known) {
    const distance = magnitude(subtract(value, exact(candidate.response)));
    if (compare(distance, least) <= 0 && (!nearest || compare(distance, least) < 0))
      [nearest, least] = [candidate, distance];
  }
  return nearest;
}

// Nothing is earned, but perhaps the mistake is known.
function explainedNumber(draw, part, reading) {
  if (answersAnother(draw, part, reading.term)) {
    return score(part, ZERO, reading.readAs, [sentence("This is the answer to another part.")], "slip.other_part");
  }
  const name = isReal(reading.value) ? null : slip(reading.value, part);
  return score(part, ZERO, reading.readAs, name ? [sentence(SLIPS[name])] : [], name);
}

function answersAnother(draw, part, term) {
  return draw.parts.some((other) => {
    if (other.id === part.id || other.kind !== "numeric_entry") return false;
    const [key, tolerance] = [exact(other.key), exact(other.tolerance)];
    if (order(size(key), times(CERTAIN, tolerance)) <= 0) return false;
    try {
      return settled(() => near(evaluate(term), key, tolerance));
    } catch (error) {
      if (error instanceof Undecided || error instanceof Undefined) return false;
      throw error;
    }
  });
}

// --- errors carried forward: a number that is right for what the student gave in other parts ---

function carried(draw, part, value, responses) {
  if (!part.follow) return null;
  const follow = termFrom(part.follow);
  const given = givenNumbers(draw, follow, responses);
  const followed = given && followedNumber(follow, given);
  if (!followed || !near(value, followed, exact(part.tolerance))) return null;
  const right = Object.entries(given).every(([id, number]) => {
    const other = draw.parts.find((one) => one.id === id);
    return near(number, exact(other.key), exact(other.tolerance));
  });
  return right ? { share: ONE, feedback: [] } : { share: exact(part.follow_credit), feedback: [sentence(FOLLOWS)] };
}

function namesIn(term) {
  return term.op === "part" ? [term.name] : [...new Set(term.below.flatMap(namesIn))].sort();
}

// The student's numbers that are carried on, by the ids of their parts; null where one is missing.
function givenNumbers(draw, follow, responses) {
  const given = {};
  for (const id of namesIn(follow)) {
    const other = draw.parts.find((one) => one.id === id);
    if (other.kind !== "numeric_entry" || isBlank(responses[id] ?? "")) return null;
    const reading = readNumber(responses[id], draw.comma, other.unit);
    if (reading.kind !== "number") return null;
    given[id] = evaluate(reading.term);
  }
  return given;
}

function followedNumber(follow, given) {
  try {
    cost(
      follow,
      Object.fromEntries(
        Object.entries(given).map(([id, value]) => [id, isReal(value) ? ordinary(value) : sizeOf(value)]),
      ),
    );
    return evaluate(follow, given);
  } catch (error) {
    if (error instanceof CostFault || error instanceof Undefined) return null;
    throw error;
  }
}

function ordinary(value) {
  return compare(magnitude(value), whole(1024)) >= 0 ? ORDINARY : { magnitude: 10, bits: ORDINARY.bits };
}

// --- slips of the pen, told only where the numbers leave no doubt ---

function slip(value, part) {
  const [key, tolerance] = [exact(part.key), exact(part.tolerance)];
  if (order(size(key), times(CERTAIN, tolerance)) <= 0 || value.n === 0n) return null;
  if (near(negated(value), key, tolerance)) return "slip.sign";
  for (const [name, factor] of [
    ["slip.percent", whole(100)],
    ["slip.decimal_point", whole(10)],
  ]) {
    if (near(over(value, factor), key, tolerance) || near(times(value, factor), key, tolerance)) return name;
  }
  return slipOfRounding(value, key, part.decimals);
}

function slipOfRounding(value, key, decimals) {
  if (decimals !== null && decimals >= FEWEST && isSame(value, atDecimals(key, decimals, ZERO))) return "slip.cut_off";
  for (let places = FEWEST; places < (decimals ?? MANY); places += 1) {
    if (isSame(value, atDecimals(key, places, HALF))) return "slip.rounded";
  }
  return null;
}

// A number at so many decimals: cut off, or with a half rounded.
function atDecimals(value, decimals, half) {
  const scale = 10n ** BigInt(decimals);
  const scaled = plus(times(size(value), whole(scale)), half);
  const units = scaled.n / scaled.d;
  return fraction(value.n >= 0n ? units : -units, scale);
}
