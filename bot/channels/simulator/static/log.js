// The messages of one conversation. The HTML comes from the server, where every value is escaped.

const log = document.getElementById("log");

export function clear() {
  log.replaceChildren();
}

// Only what changed is drawn again, so that nobody loses their place or what they are writing.
export function show(items, emptyText) {
  const wanted = new Map(items.map((item) => [item.key, item]));
  const ids = new Map(items.map((item) => [item.id, item]));
  const gone = [];
  for (const node of [...log.children]) {
    if (wanted.has(node.dataset.key)) continue;
    const newer = ids.get(node.dataset.id);
    if (newer && node.querySelector("form[data-dirty]")) keepWriting(node, newer);
    else {
      node.remove();
      gone.push(node);
    }
  }
  const there = new Map([...log.children].map((node) => [node.dataset.key, node]));
  let next = log.firstElementChild;
  for (const item of items) {
    const node = there.get(item.key) ?? build(item);
    if (node === next) next = next.nextElementSibling;
    else log.insertBefore(node, next);
  }
  gone.forEach(takeAlong);
  if (!items.length) log.append(emptyNote(emptyText));
}

// The answer to an act: it alone knows what is wrong with what was sent. Where it was seen before
// it came, somebody may be writing in it already.
export function put(item) {
  const old = find(item.id);
  if (old?.querySelector("form[data-dirty]")) {
    if (old.dataset.key !== item.key) keepWriting(old, item);
    return old;
  }
  const node = build(item);
  if (old) old.replaceWith(node);
  else log.append(node);
  log.querySelector(".empty")?.remove();
  return node;
}

export function find(id) {
  return [...log.children].find((node) => node.dataset.id === id);
}

export function reveal(node) {
  const error = node.querySelector(".wrong input, .wrong textarea");
  const target = error ?? node.querySelector("h3");
  target?.focus({ preventScroll: true });
  (error?.closest(".field") ?? node).scrollIntoView({ block: "start" });
}

export function toEnd() {
  const last = log.lastElementChild;
  if (!last) return;
  const tall = last.offsetHeight > log.clientHeight;
  if (tall) last.scrollIntoView({ block: "start" });
  else log.scrollTop = log.scrollHeight;
}

export function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

// What is sent with a button: all that stands in its form, where it is in one.
export async function filledIn(form) {
  if (!form) return { kind: "press" };
  const files = await photos(form);
  return { kind: "submit", fields: answers(form), pickers: pickers(form), files };
}

// Every answer on the page: an empty one too, since leaving something out means "unchanged".
function answers(form) {
  const fields = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    const checked = field.querySelector("input[type=radio]:checked");
    const entry = field.querySelector("textarea, select, input:not([type=radio])");
    fields[field.dataset.field] = checked?.value ?? named(entry) ?? entry?.value ?? "";
  }
  return fields;
}

// Photos are named by their numbers and travel beside the answers.
function named(entry) {
  return entry?.type === "file" ? [...entry.files].map((_, at) => at).join(",") : undefined;
}

async function photos(form) {
  const files = [...form.querySelectorAll("[data-photos]")].flatMap((entry) => [...entry.files]);
  const urls = await Promise.all(files.map(read));
  return urls.map((url) => url.slice(url.indexOf(",") + 1));
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// What is about to be sent is seen before it is sent.
async function preview(entry) {
  const shown = entry.closest(".field").querySelector(".previews");
  const pictures = await Promise.all(
    [...entry.files].map(async (file) => {
      const picture = document.createElement("img");
      picture.src = await read(file);
      picture.alt = file.name;
      return picture;
    }),
  );
  shown.replaceChildren(...pictures);
}

// The fields that hold a channel: what is known of it is looked up.
function pickers(form) {
  return [...form.querySelectorAll("[data-field]:has(select)")].map((field) => field.dataset.field);
}

// What stands in it has arrived: whatever comes next may take its place.
export function sent(form) {
  delete form.dataset.dirty;
}

export function newest(node) {
  sent(node.querySelector("form"));
  node.dataset.key = "";
}

// A dialog that was opened from another card goes on there, with what was being written in it.
function takeAlong(node) {
  const form = node.querySelector("form[data-dirty]");
  const there = form && [...log.querySelectorAll("form")].find((each) => page(each) === page(form));
  if (!there || there.dataset.dirty) return;
  const written = new Map(fieldsOf(form).map((field) => [field.dataset.field, field]));
  for (const field of fieldsOf(there)) field.replaceWith(written.get(field.dataset.field));
  there.dataset.dirty = "yes";
}

function fieldsOf(form) {
  return [...form.querySelectorAll("[data-field]")];
}

// A dialog's session, and what it asks for.
function page(form) {
  const [, session] = form.querySelector(".primary").dataset.press.split(":");
  return [session, ...fieldsOf(form).map((field) => field.dataset.field)].join(" ");
}

function keepWriting(node, newer) {
  node.dataset.key = newer.key;
  node.querySelector(".elsewhere").hidden = false;
}

function build(item) {
  const node = document.createElement("div");
  node.className = "line";
  node.dataset.id = item.id;
  node.dataset.key = item.key;
  node.innerHTML = item.html;
  node.querySelectorAll("[data-most]").forEach(count);
  return node;
}

function emptyNote(text) {
  const note = document.createElement("p");
  note.className = "empty";
  note.textContent = text;
  return note;
}

function count(counter) {
  const entry = counter.closest(".field").querySelector("textarea, input");
  const length = [...entry.value].length;
  counter.textContent = length ? `${length} / ${counter.dataset.most}` : "";
  counter.classList.toggle("over", length > Number(counter.dataset.most));
}

log.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form) form.dataset.dirty = "yes";
  event.target.closest(".field")?.querySelectorAll("[data-most]").forEach(count);
  if ("photos" in event.target.dataset) preview(event.target);
});
