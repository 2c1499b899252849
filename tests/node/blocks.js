// Slack's blocks as pages to look at: a list of shots as JSON in, their pages by name as JSON out.
//
// A shot has `name`, `kind` (message, modal or home), `where` (what stands in the bar above it) and
// `view`, which holds the blocks. npm `slack-blocks-to-jsx` draws all but what asks for something.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";

const STYLE = [createRequire(import.meta.url).resolve("slack-blocks-to-jsx/dist/style.css")]
  .concat(new URL("blocks.css", import.meta.url).pathname)
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

function drawn(blocks) {
  return blocks.map((block, at) =>
    h("div", { key: at, className: `block ${block.type}` }, block.type === "input" ? asked(block) : theirs(block)),
  );
}

const theirs = (block) => h(Message, { blocks: [block], theme: "light", withoutWrapper: true, logo: "", name: "" });

// Simple on purpose: the words, their order and their length are ours, the looks are Slack's.
function asked({ label, element, hint, optional }) {
  return [
    h("div", { key: "label", className: "label" }, label.text, optional && h("i", null, " (optional)")),
    h("div", { key: "element" }, field(element)),
    hint && h("div", { key: "hint", className: "hint" }, hint.text),
  ];
}

function field(element) {
  const draw = FIELDS[element.type];
  if (!draw) throw new Error(`blocks.js cannot draw ${element.type}`);
  return draw(element);
}

const box = (words, kind, filled) =>
  h("div", { className: `box ${kind} ${filled ? "" : "empty"}` }, filled || words || "\u00a0");
const menu = (element) =>
  box(element.placeholder?.text ?? "Select an option", "menu", element.initial_option?.text.text);
const moment = (element) =>
  box(element.placeholder?.text ?? "Select", "menu", element.initial_date ?? element.initial_time);
const choices = (mark) => (element) =>
  element.options.map((option, at) =>
    h("div", { key: at, className: `choice ${mark} ${isChosen(option, element) ? "chosen" : ""}` }, [
      h("div", { key: "text" }, option.text.text),
      option.description && h("div", { key: "more", className: "hint" }, option.description.text),
    ]),
  );
const isChosen = (option, { initial_option: one, initial_options: more }) =>
  [one, ...(more ?? [])].some((each) => each?.value === option.value);

const FIELDS = {
  checkboxes: choices("square"),
  conversations_select: menu,
  datepicker: moment,
  plain_text_input: ({ multiline, initial_value: value, placeholder }) =>
    box(placeholder?.text, multiline ? "text tall" : "text", value),
  radio_buttons: choices("round"),
  static_select: menu,
  timepicker: moment,
  users_select: menu,
};

const SURFACES = {
  message: ({ where, view }) => [
    h("header", { key: 1, className: "bar" }, where),
    h("main", { key: 2, className: "said" }, [
      h("div", { key: 1, className: "face" }, "k"),
      h("div", { key: 2, className: "words" }, [
        h("div", { key: 1, className: "who" }, "kombot ", h("span", null, "APP")),
        ...drawn(view.blocks),
      ]),
    ]),
  ],
  home: ({ where, view }) => [
    h("header", { key: 1, className: "bar" }, where),
    h("nav", { key: 2 }, h("b", null, "Home"), h("span", null, "Messages"), h("span", null, "About")),
    h("main", { key: 3 }, drawn(view.blocks)),
  ],
  modal: ({ view }) => [
    h("header", { key: 1, className: "bar" }, h("span", { className: "face" }, "k"), h("b", null, view.title.text), h("i", null, "×")),
    h("main", { key: 2 }, drawn(view.blocks)),
    h("footer", { key: 3 }, [
      view.close && h("button", { key: 1 }, view.close.text),
      view.submit && h("button", { key: 2, className: "submit" }, view.submit.text),
    ]),
  ],
};

function page(shot) {
  const body = h("body", { className: shot.kind }, h("article", { className: "article" }, SURFACES[shot.kind](shot)));
  const head = h("head", null, h("meta", { charSet: "utf-8" }), h("title", null, shot.name), h("style", null, "STYLE"));
  const markup = renderToStaticMarkup(h("html", { lang: shot.language }, head, body));
  return `<!doctype html>${markup.replace("STYLE", () => STYLE)}`;
}

const shots = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(Object.fromEntries(shots.map((shot) => [shot.name, page(shot)]))));
