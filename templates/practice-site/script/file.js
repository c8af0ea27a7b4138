// What stands in the file: its facts, read at once, and the draws of each question, read when the question is first asked.

const QUIZ = JSON.parse(document.getElementById("quiz").textContent);
const [SLIPS, FOLLOWS] = [QUIZ.slips, QUIZ.follows];
const QUESTIONS = new Map();
for (const element of document.querySelectorAll("script.facts")) {
  const facts = JSON.parse(element.textContent);
  QUESTIONS.set(facts.id, { ...facts, element: element.nextElementSibling });
}
const OBJECTIVES = [...new Set([...QUESTIONS.values()].flatMap((question) => question.objectives))].sort();
const opened = new Map();

function blockOf(id) {
  if (!opened.has(id)) opened.set(id, JSON.parse(QUESTIONS.get(id).element.textContent));
  return opened.get(id);
}

const drawOf = (served) => blockOf(served.id).draws[served.draw];
const sharedOf = (served) => blockOf(served.id).shared;
