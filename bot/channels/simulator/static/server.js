// What is asked of the server, and what it tells by itself.

export const WINDOW = crypto.randomUUID();

// Where a conversation is found: a private one by its person, a shared one also by its place.
export function address({ person, place }) {
  return `/simulator?${new URLSearchParams(place ? { person, place } : { person })}`;
}

export async function get(path, query) {
  return answer(await fetch(`${path}?${new URLSearchParams(query)}`));
}

export async function post(path, payload) {
  const body = JSON.stringify({ ...payload, window: WINDOW });
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(path, { method: "POST", headers, body }));
}

async function answer(response) {
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

// A browser allows six connections to one address: a window that nobody looks at gives its own back.
export function listen(heard, returned) {
  let source = null;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource("/simulator/events");
    source.onopen = returned;
    source.onmessage = (event) => heard(JSON.parse(event.data));
  };
  const close = () => {
    source?.close();
    source = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}
