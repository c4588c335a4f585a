// The cases of activitypub-testing, held against actors: a line of JSON per case that is about them.
//
//     node tests/peer/fedify/judge.js <address of an actor>...
import { ActorUrlTestRun } from "activitypub-testing/test-actor";

const quiet = { ...console, log() {}, debug() {}, warn() {}, info() {} };
for (const actor of process.argv.slice(2)) {
  for await (const { result, test } of new ActorUrlTestRun(new URL(actor), { console: quiet })) {
    console.log(JSON.stringify({ actor, case: test.slug, outcome: result.outcome, why: result.info }));
  }
}
