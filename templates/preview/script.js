// Makes what links and forms do already happen without flicker, and follows the news of the question that is shown.
"use strict";

const live = document.getElementById("live");
const served = new Map(); // what the server sent last for each part of the page: what a reader opened or typed is not news
let turn = 0; // of several pages that are fetched, only the last is shown
let going = ""; // where the reader is on the way to: news that comes meanwhile is news of that page

function parts(page) {
  return [...page.querySelectorAll("[data-live]")];
}

function remember(page) {
  for (const part of parts(page)) served.set(part.id, part.outerHTML);
}

// --- pages inside ---

function fit(frame) {
  const inside = frame.contentDocument?.documentElement;
  if (inside) frame.style.height = `${Math.ceil(inside.querySelector("body").getBoundingClientRect().height) + 2}px`;
}

function keepFitted(frame) {
  fit(frame);
  const body = frame.contentDocument?.body;
  if (body) new ResizeObserver(() => fit(frame)).observe(body);
}

function loaded(element) {
  return new Promise((done) => {
    element.addEventListener("load", done, { once: true });
    element.addEventListener("error", done, { once: true });
  });
}

function whenReady(frame) {
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") keepFitted(frame);
  frame.addEventListener("load", () => keepFitted(frame));
}

// --- another page in the place of this one ---

function exchange(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details[open]")].map((one) => one.id);
  old.replaceWith(fresh);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) (document.getElementById(focused) ?? document.getElementById("main")).focus({ preventScroll: true });
  return true;
}

// What takes time to load is loaded out of sight first; tells whether it was shown in the end.
async function exchangeSlowly(old, fresh, mine) {
  const { id } = fresh;
  fresh.classList.add("coming");
  fresh.removeAttribute("id");
  fresh.removeAttribute("data-live");
  old.after(fresh);
  const frames = [...fresh.querySelectorAll("iframe")];
  await Promise.all([...frames, ...fresh.querySelectorAll("img")].map(loaded));
  if (mine !== turn) {
    fresh.remove();
    return false;
  }
  frames.forEach(whenReady);
  fresh.classList.remove("coming");
  fresh.id = id;
  fresh.dataset.live = "slowly";
  exchange(old, fresh);
  return true;
}

function go(address) {
  going = address;
  return show();
}

function show() {
  return fetched(going || location.href).catch(() => {
    going = "";
    ended();
  });
}

async function fetched(address) {
  const mine = ++turn;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== turn) return;
  const named = (one) => parts(one).map((part) => part.id).join();
  if (named(page) !== named(document)) {
    location.assign(address);
    return;
  }
  if (going) history.pushState(null, "", going);
  going = "";
  document.title = page.title;
  document.body.dataset.version = page.body.dataset.version;
  const waiting = [];
  for (const fresh of parts(page)) {
    if (answer.status === 202 && fresh.id !== "bar") continue; // the question is still being read: what is shown stays
    const text = fresh.outerHTML;
    if (served.get(fresh.id) === text) continue;
    const old = document.getElementById(fresh.id);
    const slowly = fresh.dataset.live === "slowly" && fresh.querySelector("iframe, img");
    const exchanged = document.importNode(fresh, true);
    const done = slowly ? exchangeSlowly(old, exchanged, mine) : exchange(old, exchanged);
    waiting.push(Promise.resolve(done).then((shown) => shown && served.set(fresh.id, text)));
  }
  await Promise.all(waiting);
  if (mine === turn) document.body.dataset.shown = document.body.dataset.version;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(event.target.action);
  address.search = new URLSearchParams(new FormData(event.target)).toString();
  go(address.href);
});

addEventListener("popstate", () => {
  going = "";
  show();
});

// --- news ---

let news;

function say(text, lost) {
  live.textContent = text;
  live.classList.toggle("lost", Boolean(lost));
}

function listen() {
  news?.close();
  news = new EventSource(`${document.body.dataset.news}?after=${document.body.dataset.version}`);
  news.onopen = () => say("");
  news.onmessage = show;
  news.onerror = ended;
}

function ended() {
  say("The preview has ended. Start it again with “qbank preview”.", true);
}

// A page that nobody sees does not listen: a browser holds few connections to one server.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) news?.close();
  else listen();
});

remember(document);
document.querySelectorAll("iframe").forEach(whenReady);
document.body.dataset.shown = document.body.dataset.version;
if (!document.hidden) listen();
