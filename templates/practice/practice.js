// Makes practice smoother; everything works without it. What is typed is shown as it is read, pages stay where one was, nothing
// typed is lost, the time runs, and steps are moved with keys.
"use strict";

const question = document.querySelector("form[data-question]");
const announced = document.createElement("p");
announced.className = "unseen";
announced.setAttribute("aria-live", "polite");
document.body.append(announced);

function announce(words) {
  announced.textContent = words;
}

function fields() {
  return question ? [...question.elements].filter((one) => one.name && !one.disabled && !/hidden|submit/.test(one.type)) : [];
}

// --- what is typed, as it is read: at once to see, and to hear once the keys have rested ---

const RESTED = 200;
const HEARD = 1200;

function follow(field) {
  const place = document.getElementById(`${field.name}-reading`);
  let rest, hear, asked;

  async function ask() {
    if (question.dataset.sent) return;
    asked = new AbortController();
    const typed = { token: question.elements.token.value, field: field.name, typed: field.value };
    const body = new URLSearchParams(typed);
    try {
      const answer = await fetch(`/question/${question.dataset.question}/reading`, { method: "POST", body, signal: asked.signal });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      place.replaceChildren(...document.importNode(page.body, true).childNodes);
      const formula = place.querySelector(".wide"); // one that does not fit shows its end while one types there
      if (formula && field.selectionStart === field.value.length) formula.scrollLeft = formula.scrollWidth;
    } catch (fault) {
      if (fault.name !== "AbortError") place.replaceChildren();
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(rest);
    clearTimeout(hear);
    asked?.abort();
    if (!field.value.trim()) return place.replaceChildren();
    rest = setTimeout(ask, RESTED);
    hear = setTimeout(() => announce(place.querySelector("[data-spoken]")?.dataset.spoken ?? ""), HEARD);
  });
  if (field.value.trim() && !document.getElementById(`${field.name}-told`)) ask();
}

// --- what is typed is kept in this tab until it is answered ---

const draft = question && `draft ${question.dataset.question}`;

function ticked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function draftName(field) {
  return ticked(field) ? `${field.name}=${field.value}` : field.name;
}

function chosen(field) {
  return ticked(field) ? String(field.checked) : field.value;
}

function served(field) {
  if (ticked(field)) return String(field.defaultChecked);
  return field.options ? ([...field.options].find((one) => one.defaultSelected)?.value ?? "") : field.defaultValue;
}

function kept() {
  return JSON.parse(sessionStorage.getItem(draft)) ?? {};
}

// What differs from what the server sent; and what it sent because it was typed, as after a hint: it does not keep that.
function keep() {
  const before = kept();
  const now = fields().filter((one) => chosen(one) !== served(one) || before[draftName(one)] === chosen(one));
  write(Object.fromEntries(now.map((one) => [draftName(one), chosen(one)])));
}

function write(typed) {
  if (Object.keys(typed).length) sessionStorage.setItem(draft, JSON.stringify(typed));
  else sessionStorage.removeItem(draft);
}

function restore() {
  const before = kept();
  for (const field of fields()) {
    const value = before[draftName(field)];
    if (ticked(field) && value) field.checked = value === "true";
    else if (value) field.value = value;
  }
}

// What was answered is kept by the server: so it is where another page came after it, or where it stands in this one.
function forget() {
  const sent = sessionStorage.getItem("sent");
  sessionStorage.removeItem("sent");
  if (!sent || document.querySelector("[data-refused]")) return;
  if (sent !== question?.dataset.question) return sessionStorage.removeItem(`draft ${sent}`);
  const before = kept();
  const lost = fields().filter((one) => before[draftName(one)]?.trim() && before[draftName(one)].trim() !== served(one));
  write(Object.fromEntries(lost.map((one) => [draftName(one), before[draftName(one)]])));
}

function forgetReport() {
  const { problem, ...typed } = kept();
  write(typed);
}

// --- sent once, and then back to where one was ---

const PATIENCE = 10000;
const LEAVING = ["/leave", "/you/delete"];

function enable() {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[data-pressed]")) {
    button.disabled = false;
    delete button.dataset.pressed;
  }
}

function disable() {
  for (const button of document.querySelectorAll("button:enabled")) {
    button.disabled = true;
    button.dataset.pressed = "";
  }
}

function sending(event) {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(disable); // a button that is disabled now would not be sent along
  setTimeout(enable, PATIENCE);
  const action = new URL(event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action).pathname;
  if (LEAVING.includes(action)) sessionStorage.clear();
  if (form !== question) return;
  const id = question.dataset.question;
  sessionStorage.setItem("stood", JSON.stringify({ id, height: scrollY }));
  if (action.endsWith("/answer")) sessionStorage.setItem("sent", id);
  if (action.endsWith("/report")) forgetReport();
}

function stand() {
  const stood = JSON.parse(sessionStorage.getItem("stood"));
  sessionStorage.removeItem("stood");
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!question || stood?.id !== question.dataset.question || !target) return;
  history.replaceState(history.state, "", location.pathname); // the browser would go to the target once more
  scrollTo({ top: stood.height, behavior: "instant" });
  target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) target.scrollIntoView({ block: "center", behavior: "instant" });
}

// --- the time of a rehearsal ---

const WARNINGS = [5, 1];
const GRACE = 11000;

function count(place) {
  const end = Date.now() + Number(place.dataset.seconds) * 1000;
  let before = Number(place.dataset.seconds);
  place.setAttribute("role", "timer");

  const ticking = setInterval(tick, 1000);

  function tick() {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const minutes = WARNINGS.find((one) => before > one * 60 && seconds <= one * 60 && seconds > 0);
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
    place.classList.toggle("soon", seconds <= 60);
    if (minutes) announce(minutes === 1 ? "1 minute left" : `${minutes} minutes left`);
    before = seconds;
    if (seconds > 0) return;
    clearInterval(ticking);
    place.textContent = "The time is up";
    announce("The time is up.");
    const save = question?.querySelector("button[name=then][value=all]");
    if (save) question.requestSubmit(save);
    else if (!question) setTimeout(() => location.reload(), GRACE);
  }

  tick();
}

// --- steps are moved up and down, with buttons or with arrow keys; their places are still in the lists ---

function order(group) {
  const rows = () => [...group.querySelectorAll(".place")];
  const place = (row) => row.querySelector("select");

  // Rows with a place of their own stand there, the others where there is room.
  function arrange() {
    const every = rows();
    const set = new Map(every.filter((row) => place(row).value).map((row) => [Number(place(row).value), row]));
    const others = every.filter((row) => ![...set.values()].includes(row));
    const wanted = every.map((_, index) => set.get(index + 1) ?? others.shift());
    if (wanted.some((row, index) => row !== every[index])) group.append(...wanted);
  }

  function move(row, by) {
    const focused = document.activeElement;
    arrange();
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other?.matches(".place")) by < 0 ? row.after(other) : row.before(other);
    rows().forEach((one, index) => (place(one).value = String(index + 1)));
    focused.focus();
    row.dispatchEvent(new Event("input", { bubbles: true }));
    announce(`${row.querySelector(".letter").textContent}: place ${place(row).value} of ${rows().length}`);
  }

  if (rows().every((row) => place(row).value)) arrange();
  if (group.disabled) return;
  for (const row of rows()) {
    const moves = document.createElement("span");
    moves.className = "moves";
    for (const [by, sign, words] of [[-1, "↑", "Move up"], [1, "↓", "Move down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", `${words}: ${row.querySelector("label").textContent.replace(/\s+/g, " ").trim()}`);
      button.addEventListener("click", () => move(row, by));
      button.addEventListener("keydown", (event) => {
        const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!arrow) return;
        event.preventDefault();
        move(row, arrow);
      });
      moves.append(button);
    }
    row.append(moves);
  }
}

// --- from here on it goes ---

forget();
if (question) {
  restore();
  question.addEventListener("input", keep);
  question.addEventListener("change", keep);
  question.querySelectorAll("fieldset[data-order]").forEach(order);
  question.querySelectorAll("input[data-read]:enabled").forEach(follow);
}
document.querySelectorAll("[data-seconds]").forEach(count);
document.addEventListener("submit", sending);
addEventListener("pageshow", (event) => event.persisted && enable());
stand();
