// What can be folded away: the list of people at phone width, and the stories to try.

const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 72rem)");

export function closeMenu() {
  if (!document.body.classList.contains("menu-open")) return;
  document.body.classList.remove("menu-open");
  $("menu").setAttribute("aria-expanded", "false");
  veil(false);
  $("menu").focus();
}

// Where there is no room beside the chat, the stories lie over it and make way.
export function closeGuide() {
  if (narrow.matches) guide(false);
}

function openMenu() {
  document.body.classList.add("menu-open");
  $("menu").setAttribute("aria-expanded", "true");
  veil(true);
  ($("list").querySelector("[aria-current]") ?? $("menu-close")).focus();
}

// What lies under the list cannot be reached while it is open; the landmark itself stays.
function veil(under) {
  for (const part of $("chat").children) part.inert = under;
}

function guide(open) {
  $("guide").hidden = !open;
  $("guide-toggle").setAttribute("aria-expanded", String(open));
}

// On a wide page the choice is remembered.
function choose(open) {
  guide(open);
  if (!narrow.matches) localStorage.setItem("guide", open ? "open" : "closed");
  $(open ? "guide-close" : "guide-toggle").focus();
}

$("menu").addEventListener("click", openMenu);
$("menu-close").addEventListener("click", closeMenu);
$("guide-toggle").addEventListener("click", () => choose($("guide").hidden));
$("guide-close").addEventListener("click", () => choose(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  closeMenu();
  closeGuide();
});
guide(!narrow.matches && localStorage.getItem("guide") !== "closed");
