// Microsoft's own reading of cards: one card a line of JSON in, what it has against it a line out.
//
// It writes nothing before it has read its first line, and ends when its stdin ends.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// The bundle, as pages load it: the package's own modules are of a kind that Node cannot import.
const { AdaptiveCard, HostConfig, SerializationContext, ValidationEvent, ValidationPhase, Versions } =
  createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");
const NEWEST_IN_TEAMS = Versions.v1_5;
const AS_IN_TEAMS = new HostConfig({ actions: { maxActions: 6 } });

function against(source) {
  const context = new SerializationContext(NEWEST_IN_TEAMS);
  const card = new AdaptiveCard();
  card.hostConfig = AS_IN_TEAMS;
  card.parse(source, context);
  const parsed = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  const found = [...parsed, ...card.validateProperties().validationEvents];
  return found.map(
    ({ phase, event, message }) => `${ValidationPhase[phase]} ${ValidationEvent[event]}: ${message}`,
  );
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(against(JSON.parse(line)))}\n`);
}
