// Options, pairs and orders by their ids, in either case: "a, c", "a:1; b:2", "c > a > b". An id that does not exist, or ids
// written together, cannot be read: they are not wrong.

const DRESSING = "()[]{}.\"'"; // what people write around an id
const WITHIN = " \t\u00a0()[].:/=->\u2192"; // what may stand between a source and its target
const BETWEEN_PAIRS = " \t\u00a0\r\n()[].,;/";
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const WORDS = new RegExp(`[${WORD}]+`, "gu");

const idsOf = (choices) => new Map(choices.map((choice) => [caseless(choice.id), choice.id]));
const listedIds = (ids) => `there are ${[...ids.values()].join(", ")}`;

// The response with every sign in its plainest form and "and" as a comma, as long as before.
function plainly(signs, ids) {
  const plain = same(signs);
  if (ids.has("and")) return plain;
  for (const match of units(plain).matchAll(WORDS)) {
    if (match[0].toLowerCase() === "and") plain.splice(match.index, 3, ",", ",", ",");
  }
  return plain;
}

function unknownId(typed, offset, ids, kind) {
  const shown = typed.length <= LONGEST_SHOWN ? typed.join("") : `${typed.slice(0, LONGEST_SHOWN).join("")}\u2026`;
  const letters = [...caseless(typed.join(""))];
  const together = typed.length > 1 && typed.length <= ids.size && letters.every((letter) => ids.has(letter));
  const hint = together ? `write a comma between them: ${typed.join(", ")}` : listedIds(ids);
  return invalid(`there is no ${kind} ${quoted(shown)}`, offset, hint);
}

// The ids that are named, in order, or what becomes of a response in which one cannot be read.
function namedIds(signs, choices, kind, separators) {
  const ids = idsOf(choices);
  if (signs.length > MAX_CHARACTERS) return invalid(tooLong(signs, MAX_CHARACTERS), MAX_CHARACTERS);
  const [plain, found] = [plainly(signs, ids), []];
  const isEnd = (sign) => isSpace(sign) || separators.includes(sign);
  for (let start = 0, end; start < plain.length; start = end + 1) {
    for (end = start; end < plain.length && !isEnd(plain[end]);) end += 1;
    let [first, last] = [start, end];
    while (first < last && DRESSING.includes(plain[first])) first += 1;
    while (last > first && DRESSING.includes(plain[last - 1])) last -= 1;
    const bare = caseless(plain.slice(first, last).join(""));
    if (ids.has(bare)) found.push({ id: ids.get(bare), offset: first });
    else if (bare) return unknownId(signs.slice(first, last), first, ids, kind);
  }
  if (!found.length) return invalid(`no ${kind} is named`, startOf(signs), listedIds(ids));
  const twice = found.find((one, place) => found.findIndex((other) => other.id === one.id) < place);
  return twice ? invalid(`the ${kind} ${quoted(twice.id)} stands twice`, twice.offset, "name each once") : found;
}

const lineOf = (choice) => `${choice.id}) ${choice.line}`;

// --- one option, several options ---

function gradeChoice(part, response) {
  const plain = [...response].length <= LONGEST_SHOWN ? same([...response]) : [...response];
  let [first, last] = [startOf(plain), lengthOf(plain)];
  if (plain[first] === "(") first += 1;
  while (first < plain.length && isSpace(plain[first])) first += 1;
  while (last > first && ").".includes(plain[last - 1])) last -= 1;
  while (last > first && isSpace(plain[last - 1])) last -= 1;
  const [bare, ids] = [plain.slice(first, last), idsOf(part.choices)];
  const chosen = bare.length <= LONGEST_SHOWN && ids.get(caseless(bare.join("")));
  if (!chosen) {
    const typed = [...response].slice(first, Math.max(first, last));
    const shown = typed.length <= LONGEST_SHOWN ? typed.join("") : `${typed.slice(0, LONGEST_SHOWN).join("")}\u2026`;
    return invalid(`there is no option ${quoted(shown)}`, first, `choose one of ${[...ids.values()].join(", ")}`);
  }
  const readAs = lineOf(part.choices.find((choice) => choice.id === chosen));
  if (chosen === part.key) return score(part, ONE, readAs);
  const known = part.known.find((one) => one.response === chosen);
  return known ? recognised(part, known, readAs) : score(part, ZERO, readAs);
}

function gradeChoices(part, response) {
  const found = namedIds([...response], part.choices, "option", ",;&+");
  if (found.kind) return found;
  const [chosen, right] = [new Set(found.map((one) => one.id)), new Set(part.key)];
  const wrong = part.choices.map((choice) => choice.id).filter((id) => chosen.has(id) !== right.has(id));
  const known = part.known.filter((one) => wrong.includes(one.response));
  const readAs = part.choices
    .filter((choice) => chosen.has(choice.id))
    .map(lineOf)
    .join("; ");
  return explained(part, shareOfChoices(part, right, chosen, wrong.length), readAs, known);
}

function shareOfChoices(part, right, chosen, wrong) {
  const hits = [...chosen].filter((id) => right.has(id)).length;
  switch (part.scoring) {
    case "proportional":
      return fraction(BigInt(part.choices.length - wrong), BigInt(part.choices.length));
    case "right_minus_wrong":
      return fraction(BigInt(Math.max(0, 2 * hits - chosen.size)), BigInt(right.size));
    default:
      return wrong ? ZERO : ONE;
  }
}

// --- a target for each source ---

function gradeMatching(part, response) {
  const given = readPairs(part, [...response]);
  if (given.kind) return given;
  const right = new Map(part.key);
  const isWrong = (source, target) => given.get(source) === target && right.get(source) !== target;
  const matched = part.sources.filter((source) => given.get(source.id) === right.get(source.id)).length;
  const known = part.known.filter((one) => isWrong(...one.response));
  const textOf = (choices, id) => choices.find((choice) => choice.id === id).line;
  const readAs = part.sources.map(({ id, line }) => `${line} \u2192 ${textOf(part.targets, given.get(id))}`).join("; ");
  const share =
    part.scoring === "per_pair" ? fraction(BigInt(matched), BigInt(right.size)) : matched === right.size ? ONE : ZERO;
  return explained(part, share, readAs, known);
}

function readPairs(part, signs) {
  const [sources, targets] = [idsOf(part.sources), idsOf(part.targets)];
  const hint = `write pairs such as ${part.sources[0].id}:${part.targets[0].id}, separated by ;`;
  if (signs.length > MAX_CHARACTERS) return invalid(tooLong(signs, MAX_CHARACTERS), MAX_CHARACTERS);
  const pairs = pairsIn(signs, sources, targets, hint);
  if (pairs.kind) return pairs;
  const given = new Map();
  for (const { source, target, offset } of pairs) {
    if (given.has(source)) return invalid(`${quoted(source)} is matched twice`, offset, "give each one target");
    given.set(source, target);
  }
  if (!given.size) return invalid("no pair is named", startOf(signs), hint);
  const missing = [...sources.values()].filter((source) => !given.has(source));
  return missing.length
    ? invalid(`not matched yet: ${missing.join(", ")}`, lengthOf(signs), "give each a target")
    : given;
}

// The pairs as they were typed, checked word by word and sign by sign.
function pairsIn(signs, sources, targets, hint) {
  const plain = plainly(signs, new Map([...sources, ...targets]));
  const misplaced = (first, last, allowed) => {
    const place = plain.slice(first, last).findIndex((sign) => !allowed.includes(sign));
    return place < 0 ? null : invalid(`did not expect ${quoted(signs[first + place])} here`, first + place, hint);
  };
  let [pairs, source, position] = [[], null, 0];
  for (const match of units(plain).matchAll(WORDS)) {
    const fault = misplaced(position, match.index, source ? WITHIN : BETWEEN_PAIRS);
    if (fault) return fault;
    const offset = match.index;
    position = offset + match[0].length;
    const [word, typed] = [caseless(plain.slice(offset, position).join("")), signs.slice(offset, position)];
    if (source) {
      if (!targets.has(word)) return unknownId(typed, offset, targets, "target");
      pairs.push({ ...source, target: targets.get(word) });
      source = null;
    } else if (sources.has(word)) {
      source = { source: sources.get(word), offset };
    } else {
      const together = takenApart(word, sources, targets);
      if (!together) return noSource(typed, offset, sources, targets, hint);
      pairs.push({ ...together, offset });
    }
  }
  if (source) return invalid(`${quoted(source.source)} has no target`, lengthOf(signs), hint);
  return misplaced(position, plain.length, BETWEEN_PAIRS) || pairs;
}

// "a1" as a source and a target, where only one reading is possible.
function takenApart(word, sources, targets) {
  const letters = [...word];
  const cuts = [...Array(Math.max(0, Math.min(letters.length, 10) - 1)).keys()].map((place) => place + 1);
  const found = cuts
    .map((place) => [letters.slice(0, place).join(""), letters.slice(place).join("")])
    .filter(([source, target]) => sources.has(source) && targets.has(target));
  return found.length === 1 ? { source: sources.get(found[0][0]), target: targets.get(found[0][1]) } : null;
}

function noSource(typed, offset, sources, targets, hint) {
  const fault = unknownId(typed, offset, sources, "source");
  return targets.has(caseless(typed.join(""))) ? { ...fault, hint } : fault;
}

// --- steps in order ---

function gradeOrdering(part, response) {
  const signs = [...response];
  const found = namedIds(signs, part.steps, "step", ",;>\u2192-");
  if (found.kind) return found;
  const given = found.map((one) => one.id);
  const missing = part.steps.map((step) => step.id).filter((id) => !given.includes(id));
  if (missing.length)
    return invalid(`missing: ${missing.join(", ")}`, lengthOf(signs), "name every step once, in order");
  const step = (id) => part.steps.find((one) => one.id === id);
  const places = given.map((id) => part.key.indexOf(id));
  const readAs = given.map((id) => lineOf(step(id))).join("; ");
  const first = places.findIndex((place, index) => place !== index);
  if (first < 0) return score(part, ONE, readAs);
  const known = part.known.filter((one) => one.response === given[first]);
  const told = explained(part, part.scoring === "longest_run" ? longestRun(places) : ZERO, readAs, known);
  const misplaced = {
    before: "\u201c",
    text: step(given[first]).text,
    after: `\u201d should not come ${ordinal(first + 1)}.`,
  };
  return { ...told, feedback: [misplaced, ...told.feedback] };
}

// The share of the steps in the longest run that stands in the right order, steps between left out; one step is none.
function longestRun(places) {
  const ends = []; // ends[n]: the least place at which a run of n + 1 steps can end
  for (const place of places) {
    const where = ends.findIndex((end) => end >= place);
    ends[where < 0 ? ends.length : where] = place;
  }
  return ends.length === 1 && places.length > 1 ? ZERO : fraction(BigInt(ends.length), BigInt(places.length));
}

function ordinal(number) {
  if (number <= ORDINALS.length) return ORDINALS[number - 1];
  const last = Math.floor(number / 10) % 10 === 1 ? 0 : number % 10;
  return `${number}${["th", "st", "nd", "rd"][last < 4 ? last : 0]}`;
}
