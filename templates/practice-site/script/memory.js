// What the page remembers in this browser: which draws were had, when each question comes again, and what came of it.
//
// The order is fixed by the file and by what was had. A question that went wrong comes back, with other numbers, when SOON
// others were asked; one that went right waits at least LATE, and twice as long each time. What is due comes first, but after
// one that came back something new, in the order of the file, as long as there is any.

const SOON = 3;
const LATE = 8;
const OVERCOME = 2; // so often a mistake must be avoided, one time after the other
const VERSION = 1;

const nothingYet = () => ({
  version: VERSION,
  step: 0,
  returned: false,
  chosen: null,
  questions: {},
  objectives: {},
  mistakes: {},
  total: null,
  current: null,
});
const memory = nothingYet();
let isKept = true;

function recall() {
  try {
    const saved = localStorage.getItem(QUIZ.store);
    localStorage.setItem(QUIZ.store, saved ?? JSON.stringify(memory));
    restore(saved);
  } catch (error) {
    isKept = false;
  }
}

function restore(saved) {
  try {
    const found = JSON.parse(saved);
    if (found?.version === VERSION) Object.assign(memory, found);
  } catch (error) {
    return; // something else has this name: begin anew
  }
  if (!OBJECTIVES.some((objective) => memory.chosen?.includes(objective))) memory.chosen = null;
  const { current } = memory;
  if (current && !(current.draw < (QUESTIONS.get(current.id)?.draws ?? 0))) memory.current = null;
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
  Object.assign(memory, nothingYet());
  keep();
}

function past(id) {
  if (!memory.questions[id]) memory.questions[id] = { had: 0, due: null, wait: SOON };
  return memory.questions[id];
}

// The question that comes next, other than the present one if there is another.
function nextQuestion() {
  const isChosen = (question) => !memory.chosen || question.objectives.some((one) => memory.chosen.includes(one));
  const every = [...QUESTIONS.values()].filter(isChosen);
  const others = every.filter((question) => question.id !== memory.current?.id);
  const candidates = others.length ? others : every;
  const due = (question) => past(question.id).due ?? Infinity;
  const soonest = candidates.reduce((first, one) => (due(one) < due(first) ? one : first));
  const fresh = candidates.find((question) => !past(question.id).had);
  return due(soonest) <= memory.step && !(memory.returned && fresh) ? soonest : (fresh ?? soonest);
}

// Serve a question: its next draw, the first one again when all have been had.
function serve(question) {
  putAway();
  const had = past(question.id);
  memory.current = { id: question.id, draw: had.had % question.draws, again: had.had >= question.draws, log: [] };
  memory.returned = had.had > 0;
  had.had += 1;
  memory.step += 1;
  keep();
}

// Put away the present question, and remember what came of it.
function putAway() {
  if (!memory.current) return;
  const [question, draw] = [QUESTIONS.get(memory.current.id), drawOf(memory.current)];
  const found = balance(draw, memory.current.log);
  const isDecided = found.done && !found.waiting.length;
  const had = past(question.id);
  had.wait = isDecided && isSame(found.earned, found.possible) ? Math.max(LATE, 2 * had.wait) : SOON;
  had.due = memory.step + had.wait;
  if (isDecided) {
    memory.total = withAnother(memory.total, found);
    for (const one of question.objectives) memory.objectives[one] = withAnother(memory.objectives[one], found);
    rememberMistakes(question.id, draw, found);
  }
  memory.current = null;
  keep();
}

// How many questions were asked, and what they earned of what, with one more.
function withAnother(before, found) {
  return {
    asked: (before?.asked ?? 0) + 1,
    earned: exactText(plus(exact(before?.earned ?? "0"), found.earned)),
    possible: exactText(plus(exact(before?.possible ?? "0"), found.possible)),
  };
}

// Mistakes that were shown, and those avoided that a right answer would have had to avoid.
function rememberMistakes(id, draw, found) {
  const everywhere = (name) => (name.includes(".") ? name : `${id}: ${name}`);
  for (const name of found.mistakes.map(everywhere)) {
    memory.mistakes[name] = { times: (memory.mistakes[name]?.times ?? 0) + 1, avoided: 0 };
  }
  if (!isSame(found.earned, found.possible)) return;
  const known = draw.parts.flatMap((part) => part.known.map((one) => one.misconception)).filter(Boolean);
  for (const name of new Set(known.map(everywhere))) if (memory.mistakes[name]) memory.mistakes[name].avoided += 1;
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
      const counts = isReadable(outcome) && !(id in counting);
      if (counts) counting[id] = response;
      found.push({ part: id, response, outcome, counts, cost: order(cost, ONE) > 0 ? ONE : cost });
    }
  }
  return found;
}

// Whether an answer counts: nobody is there to decide what the page cannot, so that costs nothing either.
const isReadable = (outcome) => outcome.kind === "score" || Boolean(outcome.isMarked);

// What a question has earned so far, of what; which parts are open, which wait to be marked; which mistakes were shown.
function balance(draw, log) {
  const counting = answers(draw, log).filter((one) => one.counts);
  const marks = Object.fromEntries(
    log.filter((entry) => entry.marked).map((entry) => [entry.marked, exact(entry.earned)]),
  );
  const earned = ({ part, outcome }) => (outcome.kind === "score" ? outcome.earned : (marks[part] ?? ZERO));
  const sum = (values) => values.reduce(plus, ZERO);
  const open = isSolved(log) ? [] : draw.parts.filter((part) => !counting.some((one) => one.part === part.id));
  const names = counting.flatMap(({ outcome }) => (outcome.misconception ? outcome.misconception.split(BETWEEN) : []));
  return {
    earned: sum(counting.map((one) => times(earned(one), minus(ONE, one.cost)))),
    possible: exact(draw.points),
    cost: counting.map((one) => one.cost).reduce((a, b) => (order(a, b) < 0 ? b : a), ZERO),
    begun: counting.length > 0,
    done: !open.length,
    open: open.map((part) => part.id),
    waiting: counting
      .filter(({ part, outcome }) => outcome.kind === "pending" && !(part in marks))
      .map((one) => one.part),
    mistakes: [...new Set(names.filter((name) => !/^(convention|slip)\./.test(name)))],
  };
}
