// The page of a question: what is asked, what became of the answers, and what can be done next.

const view = document.getElementById("view");
const introduction = document.getElementById("introduction");
const drafts = new Map(); // what is typed in and not yet answered, by part

function showQuestion(focus) {
  const { current } = memory;
  const [question, draw, shared] = [QUESTIONS.get(current.id), drawOf(current), sharedOf(current)];
  const [given, found] = [answers(draw, current.log), balance(draw, current.log)];
  const parts = draw.parts.map((part, place) => askedOf(part, place, given, current.log));
  const form = make("form", {
    onsubmit: (event) => {
      event.preventDefault();
      answer(form, parts);
    },
  });
  const told = parts.map((asked) => toldOf(draw, asked.part, given, current.log));
  form.append(
    article(draw, shared, parts, told, current.log),
    make("p", { class: "balance" }, balanceWords(found, current.log)),
    ...actions(form, parts, draw, found, current.log),
  );
  introduction.hidden = true;
  view.replaceChildren(
    make(
      "header",
      {},
      make("h1", { tabindex: "-1" }, question.title),
      make(
        "ul",
        { class: "facts" },
        make("li", {}, counted(exact(draw.points), "point")),
        make("li", {}, `${question.id}, variant ${draw.variant}`),
      ),
    ),
    ...(current.again
      ? [make("p", { class: "notice" }, "You have had every draw of this question: they begin again.")]
      : []),
    form,
  );
  reach(view);
  if (focus) (view.querySelector(focus) ?? view.querySelector("h1")).focus();
}

function askedOf(part, place, given, log) {
  const own = given.filter((one) => one.part === part.id);
  const last = own[own.length - 1];
  const isRight = last?.outcome.kind === "score" && isSame(last.outcome.earned, last.outcome.possible);
  return {
    part,
    name: `part-${place + 1}`,
    value: drafts.get(part.id) ?? last?.response ?? "",
    last: last?.response,
    isTold: Boolean(last),
    isUnread: Boolean(last) && !isReadable(last.outcome),
    isLocked: isSolved(log) || isRight || Boolean(last?.outcome.isMarked),
  };
}

function article(draw, shared, parts, told, log) {
  const [gaps, apart] = [parts.filter((asked) => asked.part.gap), parts.filter((asked) => !asked.part.gap)];
  const boxes = (asked) => [
    toldBox(asked, told[parts.indexOf(asked)], shared),
    told[parts.indexOf(asked)]?.isWaiting && markingBox(asked, shared, mark),
    isSolved(log) && solutionBox(asked.part, shared),
  ];
  return make(
    "article",
    { class: "question", lang: draw.language, "aria-label": "Question" },
    stemOf(draw, shared, gaps),
    draw.notes.length &&
      make(
        "ul",
        { class: "gap-notes" },
        draw.notes.map((note) => make("li", { class: "note" }, note)),
      ),
    gaps.map(boxes),
    apart.map((asked) => make("div", { class: "task" }, promptOf(asked, shared), fieldOf(asked, shared), boxes(asked))),
    hintList(draw, shared, hintsTaken(log)),
    isSolved(log) && draw.source && make("p", { class: "note" }, `Source: ${draw.source}`),
  );
}

function stemOf(draw, shared, gaps) {
  const stem = shown(draw.stem, shared);
  for (const place of stem.querySelectorAll("[data-gap]")) {
    place.replaceWith(gapOf(gaps.find((asked) => asked.part.gap === place.getAttribute("data-gap"))));
  }
  return stem;
}

function promptOf({ part, name }, shared) {
  const points = make("span", { class: "points" }, counted(exact(part.points), "point"));
  const label = part.label && make("p", { class: "label" }, make("span", {}, part.label), " ", points);
  return make("div", { class: "prompt" }, label, make("div", { id: `${name}-prompt` }, shown(part.prompt, shared)));
}

function hintList(draw, shared, taken) {
  if (!taken) return null;
  const hints = draw.hints.slice(0, taken).map((hint) => make("li", { tabindex: "-1" }, shown(hint.text, shared)));
  return make(
    "section",
    { class: "hints", "aria-labelledby": "hints" },
    make("h2", { id: "hints" }, "Hints"),
    make("ol", {}, hints),
  );
}

function balanceWords(found, log) {
  if (!found.begun && !found.done) return "";
  const so = found.done ? "In all" : "So far";
  const start = found.cost.n > 0n ? `With the hints, which cost ${percent(found.cost)}` : so;
  const marks = found.waiting.length ? ", and some waits to be marked" : "";
  return `${start}: ${pointsOf(found.earned, found.possible)}${marks}.`;
}

// --- what can be done ---

function actions(form, parts, draw, found, log) {
  const button = (words, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, words);
  const main = (is) => ({ class: is ? "main" : "" });
  const canAnswer = parts.some((asked) => !asked.isLocked);
  const hint = draw.hints[hintsTaken(log)];
  const cost =
    hint &&
    (found.open.length ? `costs ${percent(exact(hint.cost))} of what is not answered yet` : "costs nothing now");
  return [
    make(
      "p",
      { class: "actions" },
      canAnswer && make("button", { type: "submit", ...main(!found.done) }, found.done ? "Try again" : "Answer"),
      button("Next question", () => goOn(nextQuestion()), main(found.done)),
      button("The same with other numbers", () => goOn(QUESTIONS.get(memory.current.id))),
      button("Finish", finish),
    ),
    make(
      "p",
      { class: "actions" },
      hint &&
        button(
          hintsTaken(log) ? "Another hint" : "A hint",
          () => enter(form, parts, { hint: true }, ".hints li:last-child"),
          { "aria-describedby": "hint-cost" },
        ),
      hint && make("span", { class: "note", id: "hint-cost" }, cost),
      !isSolved(log) && button("The worked solution", () => enter(form, parts, { solved: true }, ".solution")),
      !isSolved(log) && !found.done && make("span", { class: "note" }, "then it takes no answers any more"),
    ),
    make("p", { class: "notice-line note", role: "status", id: "status" }),
  ];
}

// Add an entry to the log, and keep what is typed.
function enter(form, parts, entry, focus) {
  for (const { part, name, isLocked } of parts) if (!isLocked) drafts.set(part.id, givenIn(form, name, part));
  memory.current.log.push(entry);
  keep();
  showQuestion(focus);
}

function answer(form, parts) {
  const open = parts.filter((asked) => !asked.isLocked);
  const given = open.map((asked) => [asked, givenIn(form, asked.name, asked.part)]);
  const tried = given.filter(([asked, response]) => !isBlank(response) && response !== asked.last);
  if (!tried.length) {
    const repeated = given.some(([, response]) => !isBlank(response));
    document.getElementById("status").textContent = repeated
      ? "This was answered already: change something first."
      : "Nothing is answered yet.";
    return;
  }
  drafts.clear();
  enter(
    form,
    open,
    { tried: Object.fromEntries(tried.map(([asked, response]) => [asked.part.id, response])) },
    `#${tried[0][0].name}-told`,
  );
}

// Mark a text of one's own: from nothing to all of its points. What is wrong with the points, if anything.
function mark(part, points) {
  const reading = readNumber(points, drawOf(memory.current).comma, "");
  if (reading.kind !== "number") return `This cannot be read: ${reading.message ?? reading.reason}.`;
  if (isReal(reading.value) || reading.value.n < 0n || order(reading.value, exact(part.points)) > 0) {
    return `From 0 to ${counted(exact(part.points), "point")}.`;
  }
  memory.current.log.push({ marked: part.id, earned: exactText(reading.value) });
  keep();
  showQuestion(".told");
  return "";
}

function goOn(question) {
  drafts.clear();
  serve(question);
  showQuestion("h1");
}

function finish() {
  drafts.clear();
  putAway();
  showStart();
  document.querySelector("#introduction h1").focus();
}
