// The first page: what to practise, and what is known so far. Here the script begins.

function showStart() {
  introduction.hidden = false;
  const objectives = [...new Set([...QUESTIONS.values()].flatMap((question) => question.objectives))].sort();
  view.replaceChildren(
    ...(isKept ? [] : [make("p", { class: "notice" }, "Your browser keeps nothing for this page: when it is closed, what you did is forgotten.")]),
    make("p", { class: "actions" }, start("What comes next", () => null, true)),
    make("p", { class: "note" }, "A question that went wrong comes back with other numbers after a few others; then what is new."),
    make("h2", {}, "Objectives"),
    objectiveForm(objectives),
    ...mistakeList(),
    ...(memory.step ? [make("p", { class: "actions" }, make("button", { type: "button", onclick: () => (forget(), showStart()) }, "Forget what I did"))] : []),
  );
  document.querySelector("#introduction h1").tabIndex = -1;
  document.querySelector("#introduction h1").focus();
}

function start(words, chosen, isMain) {
  const begin = () => {
    memory.chosen = chosen();
    goOn(nextQuestion());
  };
  return make("button", { type: "button", class: isMain ? "main" : "", onclick: begin }, words);
}

function objectiveForm(objectives) {
  const fieldset = make(
    "fieldset",
    {},
    make("legend", { class: "note" }, "Practise only these"),
    objectives.map((objective) => {
      const field = make("input", { type: "checkbox", value: objective, checked: memory.chosen?.includes(objective) });
      return make("label", { class: "objective" }, field, " ", make("span", { class: "text" }, objective), " ", make("span", { class: "state" }, stateOf(objective)));
    }),
  );
  const chosen = () => {
    const found = [...fieldset.querySelectorAll(":checked")].map((field) => field.value);
    return found.length ? found : null;
  };
  return make("div", {}, fieldset, make("p", { class: "actions" }, start("Practise the chosen ones", chosen, false)));
}

function stateOf(objective) {
  const found = memory.objectives[objective];
  if (!found) return "new";
  return `${pointsOf(exact(found.earned), exact(found.possible))} in ${counted(whole(found.asked), "question")}`;
}

function mistakeList() {
  const mistakes = Object.entries(memory.mistakes);
  if (!mistakes.length) return [];
  const lines = mistakes.map(([name, count]) => make("li", {}, name, " ", make("span", { class: "note" }, counted(whole(count), "time"))));
  return [make("h2", {}, "Mistakes"), make("ul", { class: "lines" }, lines)];
}

window.qbank = Object.freeze({ grade });
styled(document);
recall();
if (memory.current) showQuestion("h1");
else showStart();
