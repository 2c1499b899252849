// The demo's clock, and the strip that says what happened while it was moved.

import { address } from "/simulator/static/server.js";

const $ = (id) => document.getElementById(id);

export function drawClock(clock) {
  $("now").querySelector("[data-day]").textContent = clock.day;
  $("now").querySelector("[data-hour]").textContent = clock.hour;
}

export function happened(moved) {
  $("said").textContent = moved.said;
  $("links").replaceChildren(...moved.happened.map(link));
  $("happened").hidden = false;
  $("live").textContent = [moved.said, ...moved.happened.map((each) => each.name)].join(" ");
}

function link(each) {
  const anchor = document.createElement("a");
  anchor.href = address(each);
  anchor.textContent = each.count > 1 ? `${each.name} (${each.count})` : each.name;
  const item = document.createElement("li");
  item.append(anchor);
  return item;
}

export function hide() {
  $("happened").hidden = true;
}

$("happened-close").addEventListener("click", () => {
  hide();
  $("chat-title").focus();
});
