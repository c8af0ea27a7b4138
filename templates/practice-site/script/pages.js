// The first page: what to practise, and what is known so far. Here the script begins.

const ORDER =
  "A question that went wrong comes back with other numbers when three others were asked; one that went right, later each time.";
const NOT_KEPT = "Your browser keeps nothing for this page: when you close it, what you did is forgotten.";

function showStart() {
  introduction.hidden = false;
  view.replaceChildren(
    make(
      "div",
      {},
      !isKept && make("p", { class: "notice" }, NOT_KEPT),
      make(
        "ul",
        { class: "facts" },
        factsOf().map((fact) => make("li", {}, fact)),
      ),
      make(
        "p",
        { class: "actions" },
        beginButton("What comes next", () => null, "main"),
      ),
      make("p", { class: "note" }, ORDER),
      make("h2", {}, "Objectives"),
      objectiveForm(),
      mistakeList(),
      memory.step > 0 &&
        make("p", { class: "actions" }, make("button", { type: "button", onclick: startAnew }, "Forget what I did")),
    ),
  );
}

function factsOf() {
  const draws = [...QUESTIONS.values()].reduce((sum, question) => sum + question.draws, 0);
  const size = `${counted(whole(QUESTIONS.size), "question")}, ${counted(whole(draws), "draw")}`;
  return memory.total ? [size, `so far ${sumOf(memory.total)}`] : [size];
}

const sumOf = ({ asked, earned, possible }) =>
  `${pointsOf(exact(earned), exact(possible))} in ${counted(whole(asked), "question")}`;

function startAnew() {
  forget();
  showStart();
  document.querySelector("#introduction h1").focus();
}

function beginButton(words, chosen, kind) {
  const begin = () => {
    memory.chosen = chosen();
    goOn(nextQuestion());
  };
  return make("button", { type: "button", class: kind, onclick: begin }, words);
}

function objectiveForm() {
  const lines = OBJECTIVES.map((objective) => {
    const [field, found] = [make("input", { type: "checkbox", value: objective }), memory.objectives[objective]];
    field.checked = Boolean(memory.chosen?.includes(objective));
    const state = make("span", { class: "state" }, found ? sumOf(found) : "new");
    return make("label", { class: "objective" }, field, " ", make("span", { class: "text" }, objective), " ", state);
  });
  const fieldset = make("fieldset", {}, make("legend", { class: "note" }, "Practise only these"), lines);
  const chosen = () => {
    const found = [...fieldset.querySelectorAll(":checked")].map((field) => field.value);
    return found.length ? found : null;
  };
  return [fieldset, make("p", { class: "actions" }, beginButton("Practise the chosen ones", chosen))];
}

function mistakeList() {
  const mistakes = Object.entries(memory.mistakes);
  if (!mistakes.length) return null;
  const lines = mistakes.map(([name, { times, avoided }]) => {
    const state = avoided >= OVERCOME ? "overcome" : "not overcome yet";
    return make("li", {}, name, " ", make("span", { class: "note" }, `${counted(whole(times), "time")}, ${state}`));
  });
  return [make("h2", {}, "Mistakes"), make("ul", { class: "lines" }, lines)];
}

// Outcomes of responses to a draw, for tests of this page and for whoever wonders.
window.qbank = Object.freeze({ grade, caseless });

styled(document);
reach(document);
window.addEventListener("resize", () => reach(document));
document.querySelector("#introduction h1").tabIndex = -1;
recall();
if (memory.current) showQuestion("");
else showStart();
