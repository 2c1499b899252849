// The page: who one is, where one looks, and what one does there.

import { drawClock, happened, hide } from "/simulator/static/time.js";
import { WINDOW, address, get, listen, post } from "/simulator/static/server.js";
import * as log from "/simulator/static/log.js";
import { closeGuide, closeMenu } from "/simulator/static/panels.js";

const $ = (id) => document.getElementById(id);
const words = document.body.dataset;
const title = document.title;
let state = null;
let seen = null;
let looking = null;
let again = false;
let hush = null;
let answered = 0;
const greeted = new Set();

function here() {
  const query = new URLSearchParams(location.search);
  return { person: query.get("person") ?? "", place: query.get("place") ?? "" };
}

function about({ person, place }) {
  return place ? `place:${place}` : `person:${person}`;
}

function problem(text) {
  $("problem").textContent = text;
}

// One thing at a time: what fails is said, and nothing that was written is lost.
async function attempt(work) {
  try {
    const result = await work();
    problem("");
    return result;
  } catch (error) {
    problem(error instanceof TypeError ? words.lost : words.failed);
    return undefined;
  }
}

// --- Drawing ------------------------------------------------------------------------------------

function drawState(fresh) {
  const before = state;
  state = fresh;
  drawClock(state.clock);
  if (before?.list !== state.list) drawList();
  markCurrent();
  const elsewhere = { ...state.unread, [about(here())]: 0 };
  const total = Object.values(elsewhere).reduce((sum, count) => sum + count, 0);
  document.title = (total ? `(${total}) ` : "") + (seen ? `${seen.title} – ${title}` : title);
  $("menu-unread").hidden = !total;
  $("menu-unread").textContent = total;
}

function drawList() {
  const focused = document.activeElement?.dataset?.conversation;
  $("list").innerHTML = state.list;
  if (focused) row(focused)?.focus();
}

function row(conversation) {
  return [...$("list").querySelectorAll("a")].find((a) => a.dataset.conversation === conversation);
}

function markCurrent() {
  for (const link of $("list").querySelectorAll("a")) {
    if (link.dataset.conversation === about(here())) makeCurrent(link);
    else link.removeAttribute("aria-current");
  }
}

function makeCurrent(link) {
  if (link.hasAttribute("aria-current")) return;
  link.setAttribute("aria-current", "page");
  link.scrollIntoView({ block: "nearest" });
}

function drawHead() {
  $("chat-title").textContent = seen.title;
  $("chat-subtitle").textContent = seen.subtitle;
  $("chat-avatar").textContent = seen.initials;
  $("chat-avatar").className = `avatar tint-${seen.colour}${here().place ? " place" : ""}`;
  $("in-place").hidden = !here().place;
  $("composer").hidden = Boolean(here().place);
  $("to-private").textContent = words.private.replace("%s", seen.first_name);
}

// --- Looking ------------------------------------------------------------------------------------

// One look at a time: whoever asks while it lasts gets a further one, so that a stream of news can
// hold nothing back.
function refresh({ quiet = false } = {}) {
  again = true;
  hush ||= quiet;
  looking ??= lookOn().finally(() => (looking = hush = null));
  return looking;
}

async function lookOn() {
  while (again) {
    again = false;
    await look();
  }
}

// What was looked up before an answer came is older than that, and must not take its place.
async function look() {
  const where = here();
  const before = answered;
  const [fresh, talk] = await Promise.all([
    get("/simulator/state", { person: where.person }),
    where.person ? get("/simulator/conversation", where).catch(() => null) : null,
  ]);
  if (about(where) !== about(here()) || before !== answered) return;
  if (!talk) return goHome(where, fresh.person);
  draw(fresh, talk);
  if (!talk.items.length && !where.place) await greet(where.person);
  await markRead();
}

function draw(fresh, talk) {
  const switched = seen?.conversation !== talk.conversation;
  const stay = !switched && !log.atEnd();
  const news = !switched && talk.position > seen.position;
  seen = talk;
  drawState(fresh);
  drawHead();
  if (switched) log.clear();
  log.show(talk.items, here().place ? words.placeEmpty : words.empty);
  if (!stay && (switched || news)) log.toEnd();
  if (news && !hush) $("live").textContent = words.news.replace("%s", talk.title);
}

// An address that leads nowhere leads to somebody who is there.
function goHome(where, person) {
  const home = { person, place: "" };
  if (about(where) === about(home)) throw new Error("nobody");
  point(home, "replace");
  again = true;
}

// Whoever opens the chat for the first time is welcomed, as where an app has just been installed.
async function greet(person) {
  if (greeted.has(person)) return;
  greeted.add(person);
  const hello = { id: `hello:${person}`, kind: "arrived", person };
  await post("/simulator/act", hello);
  again = true;
}

async function markRead() {
  if (document.hidden || !state.unread[seen.conversation]) return;
  await post("/simulator/read", { conversation: seen.conversation, position: seen.position });
  drawState(await get("/simulator/state", { person: here().person }));
}

function point(where, how) {
  history[how === "push" ? "pushState" : "replaceState"](null, "", address(where));
}

async function go(where) {
  point(where, "push");
  closeMenu();
  await attempt(refresh);
}

// --- Doing --------------------------------------------------------------------------------------

async function act(what, form) {
  const where = here();
  const sent = { id: crypto.randomUUID(), ...where, ...what };
  const done = await post("/simulator/act", sent);
  answered += 1;
  again = true;
  if (form) log.sent(form);
  if (about(where) !== about(here())) return null;
  if (done.conversation !== about(where)) await go({ person: where.person, place: "" });
  const node = done.item ? log.put(done.item) : null;
  await refresh({ quiet: true });
  return node;
}

async function press(button) {
  const form = button.closest("form");
  const line = button.closest(".line");
  if (line.getAttribute("aria-busy")) return;
  line.setAttribute("aria-busy", "true");
  const used = { value: button.dataset.press, message: line.dataset.id };
  const node = await attempt(async () => act({ ...(await log.filledIn(form)), ...used }, form));
  line.removeAttribute("aria-busy");
  if (node) log.reveal(node);
}

async function write(text) {
  if (!text.trim()) return;
  const entry = $("words");
  const typed = entry.value === text;
  if (typed) entry.value = "";
  const node = await attempt(() => act({ kind: "words", text }));
  if (node === undefined) {
    if (typed && !entry.value) entry.value = text;
    return;
  }
  log.toEnd();
  if (node) $("live").textContent = node.innerText;
}

async function move(step) {
  const buttons = document.querySelectorAll("[data-move]");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  happened({ said: words.moving, happened: [] });
  const moved = await attempt(() => post("/simulator/clock", { step }));
  buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  if (!moved) return hide();
  drawClock(moved.clock);
  happened(moved);
  await attempt(refresh);
}

// A whole stage of a round: it lasts a while, and nothing else is begun meanwhile.
async function live(stage) {
  const buttons = document.querySelectorAll("[data-live], [data-move]");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  happened({ said: words.living, happened: [] });
  const lived = await attempt(() => post("/simulator/live", { stage }));
  buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  if (!lived) return hide();
  drawClock(lived.clock);
  happened(lived);
  await attempt(refresh);
}

async function colleagues(button) {
  button.setAttribute("aria-disabled", "true");
  const voted = await attempt(() => post("/simulator/colleagues", { person: here().person }));
  button.removeAttribute("aria-disabled");
  if (voted) happened(voted);
  await attempt(refresh);
}

// --- The guide ----------------------------------------------------------------------------------

async function jump(step) {
  closeGuide();
  await go({ person: step.dataset.jump, place: step.dataset.place ?? "" });
  if (step.dataset.say) await write(step.dataset.say);
  $("chat-title").focus();
}

// --- What happens -------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  const anchor = event.target.closest("#list a, #links a");
  if (anchor && plain) {
    event.preventDefault();
    const query = new URL(anchor.href).searchParams;
    go({ person: query.get("person"), place: query.get("place") ?? "" });
  }
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled")) return;
  if (button.dataset.press && button.type === "button") press(button);
  else if (button.dataset.move) move(button.dataset.move);
  else if (button.dataset.word) write(button.dataset.word);
  else if (button.dataset.jump) jump(button);
  else if ("colleagues" in button.dataset) colleagues(button);
  else if (button.dataset.live) live(button.dataset.live);
  else if (button.dataset.language) speak(button.dataset.language);
  else if ("newest" in button.dataset) {
    log.newest(button.closest(".line"));
    attempt(refresh);
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "composer") write($("words").value);
  else press(event.submitter ?? event.target.querySelector(".primary"));
});

async function speak(language) {
  if (await attempt(() => post("/simulator/language", { language }))) location.reload();
}

function heard(news) {
  if (news.by === WINDOW) return;
  if (news.what === "language") location.reload();
  else attempt(refresh);
}

$("to-private").addEventListener("click", () => go({ person: here().person, place: "" }));
window.addEventListener("popstate", () => attempt(refresh));
attempt(refresh).then(() => listen(heard, () => attempt(refresh)));
