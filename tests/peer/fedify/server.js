// A small ActivityPub server that is not Calade: a person and a group, built on Fedify, for the tests only.
//
//     node tests/peer/fedify/server.js --port 9001 [--name fanny]
//
// Tests drive it through POST /do/<wish> and GET /received and /sent (JSON lines). What it knows of signatures,
// proofs, WebFinger and JSON-LD is Fedify's; Fedify also judges what comes in.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Temporal } from "@js-temporal/polyfill";
import { createFederation, generateCryptoKeyPair, MemoryKvStore, verifyObject } from "@fedify/fedify";
import * as vocab from "@fedify/vocab";

const { values: options } = parseArgs({
  options: { port: { type: "string" }, name: { type: "string", default: "fanny" } },
});
const origin = `http://localhost:${options.port}`;
const club = `${options.name}-club`;
const received = [];
const letters = new AsyncLocalStorage(); // the entry of `received` that is being judged
const sent = [];
const followers = { [options.name]: new Map(), [club]: new Map() };
const said = new Map();
const keys = {};
let refused = ""; // the dialect that is turned away at the door, as servers do that know only the other one

// -- What goes out is written down: which dialect was sent, and what the other server answered ----------------

const plainFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const dialect = dialectOf(request.headers);
  const response = await plainFetch(request);
  const why = response.ok ? "" : (await response.clone().text()).slice(0, 300);
  sent.push({ method: request.method, url: request.url, dialect, status: response.status, why });
  return response;
};

function dialectOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "cavage" : "";
}

// -- The federation, once per dialect that is tried first -----------------------------------------------------

function federationThat(firstKnock) {
  const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true, firstKnock, origin });
  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
      if (!(identifier in followers)) return null;
      const pairs = await ctx.getActorKeyPairs(identifier);
      const kind = identifier === club ? vocab.Group : vocab.Person;
      return new kind({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: identifier === club ? "Le club de Fanny" : "Fanny",
        inbox: ctx.getInboxUri(identifier),
        outbox: ctx.getOutboxUri(identifier),
        followers: ctx.getFollowersUri(identifier),
        endpoints: new vocab.Endpoints({ sharedInbox: ctx.getInboxUri() }),
        url: new URL(`/@${identifier}`, origin),
        publicKey: pairs[0].cryptographicKey,
        assertionMethods: pairs.map((pair) => pair.multikey),
      });
    })
    .setKeyPairsDispatcher(async (_ctx, identifier) => {
      if (!(identifier in followers)) return [];
      keys[identifier] ??= Promise.all([rsa(), generateCryptoKeyPair("Ed25519")]);
      return await keys[identifier];
    });
  federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
  federation.setFollowersDispatcher("/users/{identifier}/followers", (_ctx, identifier) => ({
    items: [...followers[identifier].values()],
  }));
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: options.name }))
    .on(vocab.Follow, accept)
    .on(vocab.Activity, understand)
    .onError((_ctx, error) => console.error("inbox", error));
  return federation;
}

async function accept(ctx, follow) {
  await understand(ctx, follow);
  const parsed = ctx.parseUri(follow.objectId);
  const follower = await follow.getActor(ctx);
  if (parsed?.type !== "actor" || follower?.inboxId == null) return;
  followers[parsed.identifier].set(follower.id.href, follower);
  const answer = new vocab.Accept({
    id: newAddress(),
    actor: follow.objectId,
    object: follow,
    to: follower.id,
  });
  await ctx.sendActivity({ identifier: parsed.identifier }, follower, answer);
}

const embedded = ({ documentLoader, contextLoader }) => ({ documentLoader, contextLoader, crossOrigin: "trust" });

/** What Fedify made of a verified activity: kinds, addresses and texts, down to the innermost object. */
async function understand(ctx, activity) {
  const layers = [];
  Object.assign(letters.getStore(), { verified: true, layers });
  for (let thing = activity; thing != null; ) {
    const inner = thing instanceof vocab.Activity ? thing.objectId : null;
    layers.push({
      type: thing.constructor.name,
      id: thing.id?.href,
      actor: thing.actorId?.href,
      author: thing.attributionId?.href,
      answers: thing.replyTargetId?.href,
      object: inner?.href,
      name: thing.name?.toString(),
      content: thing.content?.toString(),
    });
    const isKnownHere = inner == null || inner.href.startsWith(origin);
    thing = isKnownHere ? null : await thing.getObject(embedded(ctx));
  }
}

const federations = {
  rfc9421: federationThat("rfc9421"),
  cavage: federationThat("draft-cavage-http-signatures-12"),
};

// -- What a test makes us do ----------------------------------------------------------------------------------

/** As everybody's: 2048 bits. Fedify's own 4096 take seconds to make. */
function rsa() {
  const kind = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, hash: "SHA-256" };
  return crypto.subtle.generateKey({ ...kind, publicExponent: Uint8Array.of(1, 0, 1) }, true, ["sign", "verify"]);
}

const newAddress = () => new URL(`/said/${randomUUID()}`, origin);
const addresses = (list) => (list ?? []).map((one) => new URL(one));

/** The things we have said, so that they can be fetched, changed and taken back. */
function say(thing) {
  said.set(thing.id.href, thing);
  return thing;
}

const wishes = {
  async follow(ctx, { account }) {
    const target = await ctx.lookupObject(await found(account));
    const follow = say(new vocab.Follow({ id: newAddress(), actor: me(ctx), object: target.id, to: target.id }));
    return [follow, [target.id.href], { actor: target.id.href }];
  },
  async unfollow(ctx, { activity }) {
    const follow = said.get(activity);
    const undo = new vocab.Undo({ id: newAddress(), actor: me(ctx), object: follow, to: follow.objectId });
    return [undo, [follow.objectId.href], {}];
  },
  async write(ctx, { in_reply_to, content, name, type, to, audience }) {
    const note = say(
      new vocab[type ?? "Note"]({
        id: newAddress(),
        attribution: me(ctx),
        replyTarget: in_reply_to ? new URL(in_reply_to) : null,
        name: name ?? null,
        content,
        audience: audience ? new URL(audience) : null,
        tos: [vocab.PUBLIC_COLLECTION],
        ccs: addresses(to),
        published: Temporal.Now.instant(),
      }),
    );
    return [about(ctx, vocab.Create, note), to, { note: note.id.href }];
  },
  async change(ctx, { note, content, to }) {
    const changed = say(said.get(note).clone({ content, updated: Temporal.Now.instant() }));
    return [about(ctx, vocab.Update, changed), to, {}];
  },
  async take_back(ctx, { note, to }) {
    const gone = say(new vocab.Tombstone({ id: new URL(note), deleted: Temporal.Now.instant() }));
    return [about(ctx, vocab.Delete, gone), to, {}];
  },
  async like(ctx, { object, to }) {
    return [about(ctx, vocab.Like, new URL(object)), to, {}];
  },
  async announce(ctx, { object, to }) {
    return [about(ctx, vocab.Announce, new URL(object)), to, {}];
  },
  /** What an actor has said in public, kinds from the outside in; nothing is sent. */
  async read_outbox(ctx, { actor }) {
    const { outboxId } = await ctx.lookupObject(actor);
    const items = [];
    for await (const item of ctx.traverseCollection(await ctx.lookupObject(outboxId))) {
      const inner = item instanceof vocab.Activity ? await item.getObject(embedded(ctx)) : null;
      items.push({ type: item.constructor.name, object: inner?.constructor.name, id: inner?.id?.href });
    }
    return [null, [], { items }];
  },
  /** The group passes on what our person said, as its address. */
  async pass_on(ctx, { object }) {
    const boost = new vocab.Announce({
      id: newAddress(),
      actor: ctx.getActorUri(club),
      object: new URL(object),
      tos: [vocab.PUBLIC_COLLECTION],
      ccs: [ctx.getFollowersUri(club)],
    });
    return [boost, [...followers[club].keys()], {}, club];
  },
};

/** Fedify asks for `@name@host` by https only, which a town under test does not speak. */
async function found(account) {
  const [name, host] = account.replace(/^@/, "").split("@");
  const response = await fetch(`http://${host}/.well-known/webfinger?resource=acct:${name}@${host}`);
  const { links } = await response.json();
  return links.find((link) => link.rel === "self").href;
}

const me = (ctx) => ctx.getActorUri(options.name);

function about(ctx, kind, object) {
  const thing = object instanceof URL ? {} : { ccs: [...(object.ccIds ?? [])] };
  return say(
    new kind({ id: newAddress(), actor: me(ctx), object, tos: [vocab.PUBLIC_COLLECTION], ...thing }),
  );
}

async function fulfil(wish, body) {
  const ctx = federations[body.dialect ?? "rfc9421"].createContext(new URL(origin), undefined);
  const [activity, to, answer, identifier = options.name] = await wishes[wish](ctx, body);
  for (const address of to) {
    const recipient = await ctx.lookupObject(address);
    await ctx.sendActivity({ identifier }, recipient, activity);
  }
  return { activity: activity?.id.href, ...answer };
}

// -- HTTP -----------------------------------------------------------------------------------------------------

async function answer(request, url) {
  if (url.pathname.startsWith("/do/")) {
    const wish = url.pathname.slice(4);
    const body = await request.json();
    if (wish === "refuse") {
      refused = body.dialect;
      return Response.json({});
    }
    try {
      return Response.json(await fulfil(wish, body));
    } catch (error) {
      return Response.json({ refused: String(error) }, { status: 502 });
    }
  }
  if (url.pathname === "/received" || url.pathname === "/sent") {
    const list = url.pathname === "/sent" ? sent : received;
    return new Response(list.map((entry) => JSON.stringify(entry) + "\n").join(""));
  }
  if (url.pathname.startsWith("/said/")) {
    const thing = said.get(url.href);
    if (thing == null) return new Response("", { status: 404 });
    const status = thing instanceof vocab.Tombstone ? 410 : 200;
    const headers = { "Content-Type": "application/activity+json" };
    return new Response(JSON.stringify(await thing.toJsonLd({})), { status, headers });
  }
  if (request.method === "POST") return await judge(request);
  return await federations.rfc9421.fetch(request, { contextData: undefined });
}

/** A letter at an inbox: Fedify verifies it; whom it does not believe is kept too, for the test to see. */
async function judge(request) {
  const dialect = dialectOf(request.headers);
  const activity = await request.clone().json();
  if (refused && dialect === refused) return new Response("", { status: 401 });
  const letter = { from: activity.actor, dialect, activity, verified: false, proven: await proven(activity) };
  received.push(letter);
  const response = await letters.run(letter, () => federations.rfc9421.fetch(request, { contextData: undefined }));
  letter.why = response.ok ? "" : `${response.status} ${await response.clone().text()}`;
  return response;
}

/** The activities in a letter, wrapped or not, whose integrity proof holds (FEP-8b32). */
async function proven(activity) {
  const { documentLoader, contextLoader } = federations.rfc9421.createContext(new URL(origin), undefined);
  const found = [];
  for (let part = activity; part?.id != null; part = part.object) {
    if (part.proof == null) continue;
    if (await verifyObject(vocab.Activity, part, { documentLoader, contextLoader })) found.push(part.id);
  }
  return found;
}

createServer(async (incoming, outgoing) => {
  const url = new URL(incoming.url, origin);
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
  }
  const hasBody = !["GET", "HEAD"].includes(incoming.method);
  const body = hasBody ? Buffer.concat(chunks) : undefined;
  let response;
  try {
    response = await answer(new Request(url, { method: incoming.method, headers, body }), url);
  } catch (error) {
    console.error(incoming.method, incoming.url, error);
    response = new Response(String(error), { status: 500 });
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}).listen(Number(options.port), "127.0.0.1");
