// A Slack that is not ours: npm `emulate`, started with a seed, and gone when its stdin ends.
//
// First it says its address. Then it does what a line of JSON asks for, and says the line back:
// {"afresh": true} puts everything as it was at the start, {"events": url} has Slack's events sent
// to that url, signed.
import { createInterface } from "node:readline";
import { createEmulator, defineEmulator } from "emulate";

const seed = JSON.parse(process.argv[2]);
const [app] = seed.slack.oauth_apps;
const say = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

// emulate keeps its dispatcher of events to itself: its class is taken from an emulator of our own,
// and the one that is made for Slack is caught when it is told how to sign.
async function dispatcherOf(start) {
  let Dispatcher;
  const setup = (context) => {
    Dispatcher = context.webhooks.constructor;
  };
  const service = defineEmulator({ name: "probe", state: () => ({}), setup });
  const probe = await createEmulator({ service, listen: false });
  await probe.request("/");
  await probe.close();
  let caught;
  const original = Dispatcher.prototype.setHeaderFactory;
  Dispatcher.prototype.setHeaderFactory = function (factory) {
    caught = this;
    return original.call(this, factory);
  };
  const emulator = await start();
  return [emulator, caught];
}

// What Slack's envelopes have and emulate's have not: https://docs.slack.dev/apis/events-api
function whole(payload) {
  const { team_id: team, event } = payload;
  const mine = { enterprise_id: null, team_id: team, user_id: app.bot_user_id };
  return {
    ...payload,
    api_app_id: app.app_id,
    is_ext_shared_channel: false,
    authorizations: [{ ...mine, is_bot: true, is_enterprise_install: false }],
    event: { ...event, team, event_ts: event.ts, ...(isOurs(event) && { bot_id: app.bot_id }) },
  };
}

const isOurs = (event) => (event.message ?? event).user === app.bot_user_id;

// A message in the direct message is told as such; in a channel only what mentions the app is.
function told(payload) {
  const { event } = payload;
  if (event.type !== "message" || event.channel.startsWith("D")) {
    return { ...payload, event: { ...event, channel_type: "im" } };
  }
  const mentioned = !event.subtype && event.text.includes(`<@${app.bot_user_id}>`);
  return mentioned ? { ...payload, event: { ...event, type: "app_mention" } } : undefined;
}

const [emulator, events] = await dispatcherOf(() =>
  createEmulator({ service: "slack", port: 0, seed }),
);
const dispatch = events.dispatch.bind(events);
events.dispatch = async (name, action, payload, ...owner) => {
  const found = told(whole(payload));
  if (found) await dispatch(name, action, found, ...owner);
};

say({ url: emulator.url });
for await (const line of createInterface({ input: process.stdin })) {
  const { afresh, events: url } = JSON.parse(line);
  if (afresh) emulator.reset();
  if (url) events.register({ url, events: ["message"], active: true, owner: "slack" });
  say(JSON.parse(line));
}
process.exit(0);
