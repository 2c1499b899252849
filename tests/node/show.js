// Cards as Teams shows them, in a browser: npm `adaptivecards` with Teams' colours and sizes.
//
// `show(card, theme)` draws one, and `pressed` holds what its buttons were pressed with.
const COLOURS = {
  light: { card: "#ffffff", raised: "#f0f0f0", text: "#242424", subtle: "#616161", alarm: "#c4314b", mark: "#4f52b2" },
  dark: { card: "#292929", raised: "#1f1f1f", text: "#ffffff", subtle: "#adadad", alarm: "#ff8592", mark: "#9299f7" },
  contrast: { card: "#000000", raised: "#000000", text: "#ffffff", subtle: "#ffffff", alarm: "#ffff00", mark: "#1aebff" },
};
const pressed = [];

function hostConfig({ card, raised, text, subtle, alarm, mark }) {
  const plain = { default: text, subtle };
  const as = (colour) => ({ default: colour, subtle: colour });
  const foregroundColors = {
    default: plain, dark: plain, light: plain, accent: as(mark), good: plain, warning: plain, attention: as(alarm),
  };
  return new AdaptiveCards.HostConfig({
    fontFamily: '"Segoe UI", "Noto Sans", "Noto Color Emoji", sans-serif',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    textBlock: { headingLevel: 2 },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
    containerStyles: {
      default: { backgroundColor: card, foregroundColors },
      emphasis: { backgroundColor: raised, foregroundColors },
    },
    inputs: { label: { inputSpacing: "small", requiredInputs: { weight: "bolder" }, optionalInputs: { weight: "bolder" } } },
  });
}

function show(source, theme) {
  document.body.className = theme;
  pressed.length = 0;
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig(COLOURS[theme]);
  card.onExecuteAction = (action) => pressed.push({ type: action.getJsonTypeName(), data: action.data });
  card.parse(source);
  document.querySelector("article").replaceChildren(card.render());
}
