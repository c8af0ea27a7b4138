// What the page remembers in this browser: which draws were had, when each question comes again, and what came of it.
//
// The order is fixed by the file and by what was had. A question that went wrong comes back, with other numbers, when SOON
// others were asked; one that went right waits twice as long each time. What is due comes first, then what is new in the order
// of the file, then what will be due next.

const SOON = 3;
const LATE = 8;

const memory = { step: 0, chosen: null, questions: {}, objectives: {}, mistakes: {}, current: null };
let isKept = true;

function recall() {
  try {
    Object.assign(memory, JSON.parse(localStorage.getItem(QUIZ.store) ?? "{}"));
    keep();
  } catch (error) {
    isKept = false;
  }
  const { current } = memory;
  if (current && !(QUESTIONS.has(current.id) && current.draw < QUESTIONS.get(current.id).draws)) memory.current = null;
}

function keep() {
  if (!isKept) return;
  try {
    localStorage.setItem(QUIZ.store, JSON.stringify(memory));
  } catch (error) {
    isKept = false;
  }
}

function forget() {
  Object.assign(memory, { step: 0, chosen: null, questions: {}, objectives: {}, mistakes: {}, current: null });
  keep();
}

function past(id) {
  memory.questions[id] ??= { had: 0, due: null, wait: SOON };
  return memory.questions[id];
}

function isChosen(question) {
  return !memory.chosen || question.objectives.some((objective) => memory.chosen.includes(objective));
}

// The question that comes next, other than the present one if there is another.
function nextQuestion() {
  const every = [...QUESTIONS.values()].filter(isChosen);
  const others = every.filter((question) => question.id !== memory.current?.id);
  const candidates = others.length ? others : every;
  const due = (question) => past(question.id).due ?? Infinity;
  const soonest = candidates.reduce((first, one) => (due(one) < due(first) ? one : first));
  if (due(soonest) <= memory.step) return soonest;
  return candidates.find((question) => !past(question.id).had) ?? soonest;
}

// Serve a question: its next draw, the first one again when all have been had.
function serve(question) {
  close();
  const had = past(question.id);
  const again = had.had >= question.draws;
  memory.current = { id: question.id, draw: had.had % question.draws, again, log: [] };
  had.had += 1;
  had.due ??= memory.step + LATE;
  memory.step += 1;
  keep();
}

// Put away the present question, and remember what came of it.
function close() {
  if (!memory.current) return;
  const question = QUESTIONS.get(memory.current.id);
  const found = balance(drawOf(memory.current), memory.current.log);
  const had = past(question.id);
  const isRight = found.done && !found.waiting.length && same_number(found.raw, found.possible) && found.possible.n > 0n;
  had.wait = isRight ? Math.max(LATE, 2 * had.wait) : SOON;
  had.due = memory.step + had.wait;
  if (found.done && !found.waiting.length) {
    for (const objective of question.objectives) remember(objective, found);
    for (const name of found.misconceptions) memory.mistakes[name] = (memory.mistakes[name] ?? 0) + 1;
  }
  memory.current = null;
  keep();
}

function remember(objective, found) {
  const before = memory.objectives[objective] ?? { asked: 0, earned: "0", possible: "0" };
  memory.objectives[objective] = {
    asked: before.asked + 1,
    earned: exactText(plus(exact(before.earned), found.earned)),
    possible: exactText(plus(exact(before.possible), found.possible)),
  };
}

// --- what the log of a question comes to ---

// Every entry of a log is {tried: {part: response}}, {hint: true}, {solved: true} or {marked: part, earned}.
const isSolved = (log) => log.some((entry) => entry.solved);
const hintsTaken = (log) => log.filter((entry) => entry.hint).length;

// What became of each answer, in order: {part, response, outcome, cost, counts}. The first readable one to a part counts, and
// hints before it cost; errors are carried forward from those that counted before.
function answers(draw, log) {
  let [cost, hints] = [ZERO, 0];
  const [found, counting] = [[], {}];
  for (const entry of log) {
    if (entry.hint) cost = plus(cost, exact(draw.hints[hints++].cost));
    if (!entry.tried) continue;
    const outcomes = grade(draw, { ...counting, ...entry.tried });
    for (const { id } of draw.parts.filter((part) => part.id in entry.tried)) {
      const [response, outcome] = [entry.tried[id], outcomes[id]];
      const counts = outcome.kind !== "invalid" && !(id in counting);
      if (counts) counting[id] = response;
      found.push({ part: id, response, outcome, counts, cost: order(cost, ONE) > 0 ? ONE : cost });
    }
  }
  return found;
}

// What a question has earned so far, of what; which parts are open, which wait to be marked; which misconceptions were shown.
function balance(draw, log) {
  const counting = answers(draw, log).filter((one) => one.counts);
  const marks = Object.fromEntries(log.filter((entry) => entry.marked).map((entry) => [entry.marked, exact(entry.earned)]));
  const earned = ({ part, outcome }) => (outcome.kind === "score" ? outcome.earned : (marks[part] ?? ZERO));
  const sum = (values) => values.reduce(plus, ZERO);
  const open = isSolved(log) ? [] : draw.parts.filter((part) => !counting.some((one) => one.part === part.id));
  const names = counting.flatMap(({ outcome }) => (outcome.misconception ? outcome.misconception.split(BETWEEN) : []));
  return {
    raw: sum(counting.map(earned)),
    earned: sum(counting.map((one) => times(earned(one), minus(ONE, one.cost)))),
    possible: exact(draw.points),
    cost: counting.map((one) => one.cost).reduce((a, b) => (order(a, b) < 0 ? b : a), ZERO),
    begun: counting.length > 0,
    done: !open.length,
    open: open.map((part) => part.id),
    waiting: counting.filter(({ part, outcome }) => outcome.kind === "pending" && !(part in marks)).map((one) => one.part),
    misconceptions: [...new Set(names.filter((name) => !/^(convention|slip)\./.test(name)))],
  };
}
