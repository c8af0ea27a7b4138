// A word or a few are typed: right when they are one of the accepted texts. Letters are compared, not their dress.

const MAX_LETTERS = 200;
const AROUND = " .,;:!?\"'()";
const LETTERS_PER_TYPO = 5;
const ARTICLE = new RegExp(`^(?:the|an?) +(?=[${WORD}])`, "iu");
const PLAINER = new Map(
  [
    ["\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63", "-"],
    ["\u2018\u2019\u201a\u201b\u02bc\u2032`\u00b4", "'"],
    ["\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'],
    ["\u2026", "..."],
  ].flatMap(([signs, plain]) => [...signs].map((sign) => [sign, plain])),
);
const WILD = ""; // "*" in a pattern: any characters, none included

function gradeText(draw, part, response) {
  const signs = [...response];
  const readAs = signs.length <= MAX_LETTERS ? tidy(response) : "";
  if (signs.length > MAX_LETTERS || [...readAs].length > MAX_LETTERS) {
    return invalid(tooLong(signs, MAX_LETTERS), Math.min(MAX_LETTERS, signs.length), "give a word or a few");
  }
  if (!stripped(readAs)) return invalid(readAs ? "no word was typed" : "nothing was typed", startOf(signs));
  const met = best(matches(draw, part, readAs));
  if (!met) return score(part, ZERO, readAs);
  const credit = met.known ? exact(met.known.credit) : ONE;
  const spelt = met.errors && credit.n > 0n ? [speltAs(met.text)] : [];
  if (!met.known) return score(part, ONE, readAs, spelt);
  const found = recognised(part, met.known, readAs);
  return { ...found, feedback: [...spelt, ...found.feedback] };
}

// The text in one line, without what cannot be seen.
function tidy(text) {
  const seen = [...text.normalize("NFKC")].filter((sign) => !HIDDEN.test(sign)).join("");
  return seen
    .split(new RegExp(`[${SPACE}]+`))
    .filter(Boolean)
    .join(" ");
}

function plainer(text) {
  return [...text].map((sign) => PLAINER.get(sign) ?? sign).join("");
}

// The text without what stands around words.
function stripped(text) {
  let [start, end] = [0, text.length];
  while (start < end && AROUND.includes(text[start])) start += 1;
  while (end > start && AROUND.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

// The text as it is compared.
function asCompared(text, minding) {
  const plain = plainer(tidy(text));
  return minding ? plain : caseless(plain);
}

function matches(draw, part, typed) {
  const bare = stripped(plainer(typed));
  const ways = draw.english ? [typed, bare, bare.replace(ARTICLE, "")] : [typed, bare];
  const given = [...new Set(ways.map((text) => asCompared(text, part.case)))].map((text) => [...text]);
  const texts = [...part.accepted.map((text) => [text, null]), ...part.known.map((known) => [known.response, known])];
  return texts.flatMap(([text, known]) => {
    const wanted = pattern(asCompared(text, part.case));
    const most = Math.min(part.typos, Math.floor(wanted.filter(isLetter).length / LETTERS_PER_TYPO));
    const errors = given.map((one) => errorsIn(wanted, one, most)).filter((found) => found !== null);
    return errors.length ? [{ text, known, wild: wanted.includes(WILD), errors: Math.min(...errors) }] : [];
  });
}

// What is meant, when several are met: first the exact one, then a general one, then the least misspelt. A known text with
// "*" comes last: it stands for what nothing else explains.
function best(met) {
  const rank = ({ known, wild, errors }) => {
    const tier = wild && (known || !errors) ? (known ? 3 : 1) : errors ? 2 : 0;
    return [tier, errors, known ? 1 : 0];
  };
  const isBefore = (a, b) => {
    const place = a.findIndex((value, index) => value !== b[index]);
    return place >= 0 && a[place] < b[place];
  };
  return met.reduce((first, one) => (!first || isBefore(rank(one), rank(first)) ? one : first), null);
}

const speltAs = (text) => sentence(`It is spelt \u201c${spelt(text)}\u201d.`);

// A text as it is spelt; what "*" stands for is left open.
function spelt(text) {
  return pattern(text)
    .map((sign) => (sign === WILD ? "\u2026" : sign))
    .join("");
}

// --- how many typing errors separate a response from a pattern ---

function pattern(text) {
  const [signs, found] = [[...text], []];
  for (let place = 0; place < signs.length; place += 1) {
    const escaped = signs[place] === "\\" && signs[place + 1] === "*";
    if (escaped) place += 1;
    found.push(signs[place] === "*" && !escaped ? WILD : signs[place]);
  }
  return found;
}

// How many typing errors the response has, digits being none; null when it is another text.
function errorsIn(wanted, typed, most) {
  const errors = typos(wanted, typed, most);
  const digitsOf = (signs) => signs.filter(isDigit).join("");
  return !errors || wanted.includes(WILD) || digitsOf(wanted) === digitsOf(typed) ? errors : null;
}

const isDigit = (sign) =>
  /^[\p{Nd}\u1369-\u1371\u19da\u2776-\u277e\u2780-\u2788\u278a-\u2792\u24f5-\u24fd\u24ff\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}]$/u.test(
    sign,
  );

// A row holds the least number of errors with which the pattern so far ends at each character of the text.
function typos(wanted, text, most) {
  let [earlier, row, previous] = [new Map(), grown(new Map([[0, 0]]), text, most), WILD];
  for (const sign of wanted) {
    const next = sign === WILD ? anything(row, text) : nextRow(row, earlier, sign, previous, text);
    const kept = new Map([...next].filter(([, errors]) => errors <= most));
    [earlier, row, previous] = [row, grown(kept, text, most), sign];
    if (!row.size) return null;
  }
  return row.get(text.length) ?? null;
}

// Wherever the pattern could end, it can now end at any later character too.
function anything(row, text) {
  const found = new Map();
  let least = Infinity;
  for (let place = Math.min(...row.keys()); place <= text.length; place += 1) {
    least = Math.min(least, row.get(place) ?? Infinity);
    if (least < Infinity) found.set(place, least);
  }
  return found;
}

// After one more character of the pattern: met, wrong, missing, or swapped with the one before it.
function nextRow(row, earlier, sign, previous, text) {
  const found = new Map();
  const met = (place, errors) => found.set(place, Math.min(found.get(place) ?? Infinity, errors));
  for (const [place, errors] of row) {
    met(place, errors + 1);
    if (place < text.length) met(place + 1, errors + (text[place] === sign ? 0 : 1));
  }
  if (previous === WILD || previous === sign) return found;
  for (const [place, errors] of earlier) {
    if (text[place] === sign && text[place + 1] === previous) met(place + 2, errors + 1);
  }
  return found;
}

// The row, where characters of the text may be too many.
function grown(row, text, most) {
  for (const place of [...row.keys()].sort((a, b) => a - b)) {
    let [errors, following] = [row.get(place) + 1, place + 1];
    for (; errors <= most && following <= text.length && errors < (row.get(following) ?? most + 1); errors += 1) {
      row.set(following, errors);
      following += 1;
    }
  }
  return row;
}
