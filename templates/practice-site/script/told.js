// What is said of an answer: its outcome, where it cannot be read, how it was read, which mistake it shows, whether it counts.

const WINDOW = 60; // so many characters around a fault are shown
const ONCE_EACH = "give each step a place of its own";

const pointsOf = (earned, possible) => `${shownNumber(earned)} of ${counted(possible, "point")}`;

// What is said of the last answer to a part: {kind, words, ...}; null where there is none.
function toldOf(draw, part, given, log) {
  const own = given.filter((one) => one.part === part.id);
  if (!own.length) return null;
  const last = own[own.length - 1];
  const first = own.find((one) => one.counts);
  switch (last.outcome.kind) {
    case "invalid":
      return unread(part, last);
    case "score":
      return { ...scored(last.outcome, part), counts: last === first ? "" : firstCounts(first.outcome) };
    default:
      return last.outcome.isMarked ? waiting(part, log) : undecided(last.outcome);
  }
}

function unread(part, { response, outcome }) {
  return {
    kind: "unread",
    words: `This cannot be read, which costs nothing: ${outcome.message}.`,
    pointed: part.kind in TYPED ? pointed([...response], outcome.position) : "",
    hint: part.kind === "ordering" ? ONCE_EACH : outcome.hint,
  };
}

function scored(outcome, part) {
  const points = pointsOf(outcome.earned, outcome.possible);
  const isRight = isSame(outcome.earned, outcome.possible);
  const kind = isRight ? "right" : outcome.earned.n > 0n ? "part" : "wrong";
  return {
    kind,
    words: `${{ right: "Right", part: "In part", wrong: "Not right" }[kind]}: ${points}.`,
    readAs: isRight || !(part.kind in TYPED) ? "" : outcome.readAs,
    feedback: outcome.feedback,
    mistake: outcome.misconception,
  };
}

function firstCounts(outcome) {
  return `Your first answer counts, with ${pointsOf(outcome.earned, outcome.possible)}.`;
}

function undecided({ reason }) {
  return {
    kind: "unread",
    words: `This cannot be decided here, which costs nothing: ${reason}.`,
    hint: "give it as a decimal number",
  };
}

function waiting(part, log) {
  const marks = log.filter((entry) => entry.marked === part.id);
  if (marks.length) {
    return { kind: "part", words: `Marked: ${pointsOf(exact(marks[marks.length - 1].earned), exact(part.points))}.` };
  }
  return { kind: "waiting", words: "Mark it yourself.", isWaiting: true };
}

// The response around a character, and a line with a caret below that character.
function pointed(signs, position) {
  const start = Math.max(0, position - WINDOW / 2);
  const seen = signs
    .slice(start, start + WINDOW)
    .map((sign) => (isSeen(sign) ? sign : "\ufffd"))
    .join("");
  return `${seen}\n${" ".repeat(position - start)}^`;
}

// A piece of what is said: words, or a text of the file, perhaps inside words.
function feedbackPiece(piece, shared) {
  if (piece.words) return make("p", {}, piece.words);
  if (!piece.before) return shown(piece.text, shared);
  return make("p", {}, piece.before, shown(piece.text, shared), piece.after);
}

function toldBox(asked, told, shared) {
  if (!told) return null;
  const prefix = asked.part.gap ? `${asked.part.label}. ` : "";
  return make(
    "div",
    { class: `told ${told.kind}`, id: `${asked.name}-told`, tabindex: "-1" },
    make("p", { class: "words" }, prefix, told.words),
    told.pointed && make("pre", { tabindex: "0", "aria-label": "Where it cannot be read" }, told.pointed),
    told.hint && make("p", {}, `Hint: ${told.hint}.`),
    told.readAs && make("p", {}, `It was read as: ${told.readAs}`),
    told.feedback?.length &&
      make(
        "div",
        { class: "feedback" },
        told.feedback.map((piece) => feedbackPiece(piece, shared)),
      ),
    told.mistake && make("p", { class: "note" }, `Mistake: ${told.mistake}`),
    told.counts && make("p", { class: "note" }, told.counts),
  );
}

// The answer that is right, where a few words can say it.
function rightAnswer(part) {
  switch (part.kind) {
    case "numeric_entry":
      return `${part.shown} ${part.unit}`.trim();
    case "text_entry":
      return spelt(part.accepted[0]);
    case "single_choice": {
      const choice = part.choices.find((one) => one.id === part.key);
      return part.gap ? choice.line : lineOf(choice);
    }
    case "multiple_choice":
    case "ordering":
      return part.key.join(", ");
    case "matching":
      return part.key.map((pair) => pair.join(" \u2192 ")).join("; ");
    default:
      return "";
  }
}

function solutionBox(part, shared) {
  const right = rightAnswer(part);
  if (!right && !part.solution.length) return null;
  const label = `Worked solution${part.label ? ` ${part.label}` : ""}`;
  return make(
    "section",
    { class: "solution", "aria-label": label, tabindex: "-1" },
    make("p", { class: "eyebrow" }, label),
    right && make("p", { class: "answer" }, `Answer: ${right}`),
    shown(part.solution, shared),
  );
}

// How a text is marked by whoever wrote it.
function markingBox(asked, shared, mark) {
  const { part, name } = asked;
  const fault = make("p", { class: "note", role: "status" });
  const judge = () => (fault.textContent = mark(part, field.value));
  const onEnter = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    judge();
  };
  const field = make("input", {
    id: `${name}-points`,
    class: "few",
    type: "text",
    autocomplete: "off",
    onkeydown: onEnter,
  });
  return make(
    "section",
    { class: "marking", "aria-labelledby": `${name}-marking` },
    make("h2", { id: `${name}-marking` }, "Mark your text"),
    make("p", { class: "eyebrow" }, "A good answer"),
    shown(part.model, shared),
    part.criteria.length && make("p", { class: "eyebrow" }, "What counts"),
    part.criteria.length &&
      make(
        "ul",
        {},
        part.criteria.map((one) =>
          make("li", {}, shown(one.text, shared), " ", make("span", { class: "points" }, one.points)),
        ),
      ),
    make(
      "p",
      { class: "actions" },
      make("label", { for: field.id }, `Your points, from 0 to ${shownNumber(exact(part.points))}`),
      field,
      make("button", { type: "button", onclick: judge }, "Mark it"),
    ),
    fault,
  );
}
