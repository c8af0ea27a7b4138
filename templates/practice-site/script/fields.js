// Elements, and the fields of each interaction: what they look like, and the response that they make.

// An element with its attributes and what is inside it; text stays text.
function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined && value !== "")
      element.setAttribute(name, value);
  }
  element.append(...inside.flat(Infinity).filter(Boolean));
  return element;
}

// A text of the file as markup: its pieces with what fills them. Nothing that a learner typed comes here.
function markup(text, shared) {
  return text
    .map(([name, ...filling]) => shared[name].reduce((made, string, place) => made + filling[place - 1] + string))
    .join("\n");
}

function shown(text, shared) {
  const template = document.createElement("template");
  template.innerHTML = markup(text, shared);
  styled(template.content);
  return template.content;
}

// The styles of elements, which the page's policy lets only its script set.
function styled(within) {
  for (const element of within.querySelectorAll("[data-style]"))
    element.style.cssText = element.getAttribute("data-style");
}

// A formula that is wider than its line scrolls; so the keyboard must reach it.
function reach(within) {
  for (const formula of within.querySelectorAll("math:not([tabindex])")) {
    if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
  }
}

// --- the fields of a part: "asked" holds the part, the name of its field, what it holds, and whether it is locked ---

const TYPED = { numeric_entry: "number", text_entry: "words" };
const NOTHING = "\u2013";

function fieldOf(asked, shared) {
  switch (asked.part.kind) {
    case "numeric_entry":
    case "text_entry":
      return blank(asked);
    case "single_choice":
      return optionList(asked, shared, "radio");
    case "multiple_choice":
      return optionList(asked, shared, "checkbox");
    case "matching":
      return [
        targetList(asked, shared),
        rows(
          asked,
          shared,
          asked.part.sources,
          asked.part.targets.map((one) => one.id),
        ),
      ];
    case "ordering":
      return rows(
        asked,
        shared,
        asked.part.steps,
        asked.part.steps.map((_, place) => `${place + 1}`),
      );
    default:
      return essay(asked);
  }
}

function described(asked, ...names) {
  return [asked.isTold && "told", ...names]
    .filter(Boolean)
    .map((name) => `${asked.name}-${name}`)
    .join(" ");
}

function entry(asked, attributes) {
  return make("input", {
    ...{ name: asked.name, id: asked.name, type: "text", value: asked.value, class: TYPED[asked.part.kind] },
    ...{ autocomplete: "off", autocapitalize: "off", spellcheck: "false", disabled: asked.isLocked },
    "aria-invalid": asked.isUnread && "true",
    ...attributes,
  });
}

function unitOf(part) {
  return part.unit ? [" ", make("span", { class: "unit" }, part.unit)] : [];
}

const labelWords = (asked) => `Answer${asked.part.label ? ` ${asked.part.label}` : ""}`;
const noteOf = (asked) => make("span", { class: "note", id: `${asked.name}-note` }, asked.part.note);

function blank(asked) {
  const field = entry(asked, { "aria-describedby": described(asked, "prompt", "note") });
  return make(
    "p",
    { class: "blank" },
    make("label", { for: asked.name }, labelWords(asked)),
    make("span", { class: "entry" }, field, unitOf(asked.part)),
    noteOf(asked),
  );
}

function essay(asked) {
  const attributes = { id: asked.name, name: asked.name, rows: asked.part.lines, disabled: asked.isLocked };
  const field = make(
    "textarea",
    { ...attributes, "aria-describedby": described(asked, "prompt", "note") },
    asked.value,
  );
  return make("p", { class: "essay" }, make("label", { for: asked.name }, labelWords(asked)), noteOf(asked), field);
}

function group(asked, ...inside) {
  return make(
    "fieldset",
    {
      "aria-labelledby": described({ ...asked, isTold: false }, "prompt", "legend"),
      "aria-describedby": described(asked),
    },
    make("legend", { class: "note", id: `${asked.name}-legend` }, asked.part.note),
    inside,
  );
}

const letterOf = (choice) => make("span", { class: "letter" }, choice.id);
const textOf = (choice, shared, tag = "span") => make(tag, { class: "text" }, shown(choice.text, shared));

function optionList(asked, shared, type) {
  const chosen = asked.value.split(",");
  const options = asked.part.choices.map((choice) => {
    const isChosen = { checked: chosen.includes(choice.id), disabled: asked.isLocked };
    const field = make("input", { type, name: asked.name, value: choice.id, ...isChosen });
    return make("label", { class: "option" }, field, " ", letterOf(choice), " ", textOf(choice, shared));
  });
  return group(asked, options);
}

function targetList(asked, shared) {
  const targets = asked.part.targets.map((target) =>
    make("li", {}, letterOf(target), " ", textOf(target, shared, "div")),
  );
  return make("ul", { class: "targets", "aria-label": "Numbers" }, targets);
}

function rows(asked, shared, choices, values) {
  const held = heldBy(asked);
  return group(
    asked,
    choices.map((choice) => {
      const id = `${asked.name}-${choice.id}`;
      const options = [
        make("option", {}, NOTHING),
        ...values.map((value) => make("option", { selected: held.get(choice.id) === value }, value)),
      ];
      options[0].value = "";
      const label = make("label", { for: id }, letterOf(choice), " ", textOf(choice, shared));
      return make(
        "div",
        { class: "place" },
        make("select", { id, name: id, disabled: asked.isLocked }, options),
        label,
      );
    }),
  );
}

// What each source or step holds after a response.
function heldBy(asked) {
  if (asked.part.kind === "ordering") return new Map(asked.value.split(",").map((id, place) => [id, `${place + 1}`]));
  return new Map(asked.value.split(";").map((pair) => pair.split(":")));
}

// --- gaps in a stem ---

function gapOf(asked) {
  const { part } = asked;
  const attributes = {
    "aria-label": `Gap ${part.gap}${part.called ? `: ${part.called}` : ""}`,
    "aria-describedby": described(asked),
  };
  const number = make("span", { class: "gap-number", "aria-hidden": "true" }, part.gap);
  if (part.kind !== "single_choice")
    return make("span", { class: "gap" }, number, entry(asked, attributes), unitOf(part));
  const options = part.choices.map((choice) =>
    make("option", { value: choice.id, selected: choice.id === asked.value }, choice.line),
  );
  const first = make("option", {}, NOTHING);
  first.value = "";
  const field = make(
    "select",
    { id: asked.name, name: asked.name, disabled: asked.isLocked, ...attributes },
    first,
    options,
  );
  return make("span", { class: "gap" }, number, field);
}

// --- what was filled in ---

// The response that a form makes to a part; empty when nothing was filled in.
function givenIn(form, name, part) {
  const values = new FormData(form);
  switch (part.kind) {
    case "multiple_choice":
      return values.getAll(name).join(",");
    case "matching":
      return filled(values, name, part.sources)
        .map((pair) => pair.join(":"))
        .join(";");
    case "ordering":
      return inOrder(filled(values, name, part.steps));
    default:
      return (values.get(name) ?? "").trim();
  }
}

function filled(values, name, choices) {
  return choices.map(({ id }) => [id, values.get(`${name}-${id}`)]).filter(([, value]) => value);
}

// Steps by their places; of several at one place only the first, so that the others are found missing, not guessed.
function inOrder(places) {
  const alone = new Map([...places].reverse().map(([id, place]) => [Number(place), id]));
  return [...alone.keys()]
    .sort((a, b) => a - b)
    .map((place) => alone.get(place))
    .join(",");
}
