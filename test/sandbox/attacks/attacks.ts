import { homedir, hostname } from "node:os";
import { expect } from "vitest";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits, type SimulationLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { Trace, TraceEventOf } from "#sandbox/trace/trace.ts";
import { built, endings, eventsOf, type Scene, scenario } from "../lambda/run-project.ts";

/** A secret of the host process, and one that only the function beside the attackers has. */
export const HOST_SECRET = "host-secret-7d793037a0760186574b0282f2f435e7";
const NEIGHBOUR_SECRET = "neighbour-secret-e4da3b7fbbce2345d7772b0674a318d5";

/** What no attacker may come to see. Sent as codes, so that the event itself does not contain it. */
const needles = [HOST_SECRET, NEIGHBOUR_SECRET, process.cwd(), homedir(), process.execPath, hostname(), "node:internal", "isolated-vm"]
	.filter((text) => text.length > 3 && !text.startsWith("/var/"))
	.map((text) => [...text].map((c) => c.charCodeAt(0)));

/**
 * `reach(event, f)` tells what `f` came to: the kind of its value, or the name of what it threw, and every forbidden thing that can be
 * reached from there: secrets, objects of another realm, parts of the border.
 */
const reachModule = `
const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, apply } = Reflect;
const textOf = Function.prototype.toString;
// Getters of the web's classes answer with a rejected promise where others throw.
const { then } = Promise.prototype;
const border = ["applySync", "applyIgnored", "applySyncPromise", "derefInto", "copySync", "copyInto", "transferIn", "evalClosureSync", "createContextSync", "compileScriptSync"];
export function search(codes, root) {
	const words = codes.map((word) => String.fromCharCode(...word));
	const seen = new Set(), found = new Set(), queue = [[root, "it"]];
	const read = (text, path) => { for (const word of words) if (text.includes(word)) found.add(path + " shows " + word.slice(0, 11)); };
	while (queue.length && seen.size < 20000) {
		const [value, path] = queue.pop();
		if (typeof value === "string") { read(value, path); continue; }
		if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
		seen.add(value);
		try {
			if (typeof value === "function") read(apply(textOf, value, []), path);
			let last = value;
			for (let p = getPrototypeOf(last); p; p = getPrototypeOf(p)) last = p;
			if (last !== Object.prototype && last !== value) found.add(path + " is of another realm");
			for (const key of ownKeys(value)) {
				if (border.includes(key)) found.add(path + " has " + key);
				const d = getOwnPropertyDescriptor(value, key);
				queue.push([d?.value, path + "." + String(key)], [d?.get, path + ".get " + String(key)]);
				if (d?.get) try { const v = value[key]; if (v instanceof Promise) apply(then, v, [undefined, () => {}]); queue.push([v, path + "." + String(key)]); } catch (e) { queue.push([e, path + ".thrown"]); }
			}
			queue.push([getPrototypeOf(value), path + ".__proto__"]);
		} catch (e) { queue.push([e, path + ".thrown"]); }
	}
	return [...found];
}
export async function reach(event, f) {
	let value, kind;
	try { value = await f(); kind = value === null ? "null" : typeof value; } catch (e) { value = e; kind = "throws " + (e?.name ?? typeof e); }
	return [kind, search(event.needles, value)];
}`;

/** Source of one attacking function, an ES module or, when it assigns to `exports`, a CommonJS module. Its handler gets an event with `needles` and its own number of invocation, `n`, from 1. */
export type Attacker = string;

/** An async handler with this body, which may use \`reach\` and \`search\`. */
export const body = (text: string, before = ""): Attacker =>
	`import { reach, search } from "./reach.mjs";\n${before}\nexport const handler = async (event, context) => { ${text} };`;

export type Attacked = {
	/** One trace for each group of attackers that shared a simulation. */
	traces: Trace[];
	/** How each invocation of an attacker ended, in order. */
	endingsOf(name: string): TraceEventOf<"invocation.ended">[];
	/** What each invocation of an attacker answered. */
	answersOf(name: string): unknown[];
	logOf(name: string): string[];
	/** The record of the simulation in which an attacker ran. */
	traceOf(name: string): Trace;
	/** Answers of the function beside them in each simulation, before and after the attacks. */
	neighbours: unknown[][];
};

const neighbour = `let n = 0;
export const handler = async () => {
	const { status } = await fetch("https://api.test/paid");
	await new Promise((r) => setTimeout(r, 3));
	return [++n, process.env.NEIGHBOUR.length, status, Object.keys({}).length, [3, 1, 2].toSorted().join(), JSON.stringify({ a: 1 }), Object.keys(globalThis).length];
};`;

/** What the neighbour answers on its `n`-th invocation in one environment if nobody did it harm. Of the globals, awslambda alone is enumerable. */
export const unharmed = (n: number) => [n, NEIGHBOUR_SECRET.length, 200, 0, "1,2,3", '{"a":1}', 1];

type Given = { times?: number; runtime?: "nodejs22.x" | "nodejs24.x"; limits?: Partial<SimulationLimits>; scene?: Scene };
/** A project takes 50 files. */
const PER_SIMULATION = 40;

/** Runs every attacker `times` times in a function of its own, many in one simulation; their neighbour first and last. */
export async function attack(attackers: Readonly<Record<string, Attacker>>, given: Given = {}): Promise<Attacked> {
	const all = Object.entries(attackers);
	const groups = Array.from({ length: Math.ceil(all.length / PER_SIMULATION) }, (_, i) =>
		Object.fromEntries(all.slice(i * PER_SIMULATION, (i + 1) * PER_SIMULATION)),
	);
	const runs: ({ group: Record<string, Attacker> } & Awaited<ReturnType<typeof attackTogether>>)[] = [];
	for (const group of groups) runs.push({ group, ...(await attackTogether(group, given)) });
	const runOf = (name: string) => {
		const run = runs.find(({ group }) => Object.hasOwn(group, name));
		if (!run) throw new Error(`No attacker is called ${name}.`);
		return run;
	};
	return {
		traces: runs.map((run) => run.trace),
		endingsOf: (name) => runOf(name).endingsOf(name),
		answersOf: (name) => runOf(name).answersOf(name),
		logOf: (name) => runOf(name).logOf(name),
		traceOf: (name) => runOf(name).trace,
		neighbours: runs.map((run) => run.neighbour),
	};
}

async function attackTogether(attackers: Readonly<Record<string, Attacker>>, given: Given) {
	const { times = 1, runtime = "nodejs24.x", limits, scene } = given;
	const names = Object.keys(attackers);
	const ids = new Map(names.map((name, i) => [name, `A${i}`]));
	const resource = (id: string, variables = "") =>
		`  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: ${id}.handler, Runtime: ${runtime}, Timeout: 3${variables} }`;
	const files: Record<string, string> = {
		"template.yaml": [
			"Transform: AWS::Serverless-2016-10-31",
			"Resources:",
			...names.map((name) => resource(ids.get(name) ?? "")),
			resource("Neighbour", `, Environment: { Variables: { NEIGHBOUR: ${NEIGHBOUR_SECRET} } }`),
		].join("\n"),
		"reach.mjs": reachModule,
		"Neighbour.mjs": neighbour,
	};
	for (const name of names) files[`${ids.get(name)}.${/^exports\./m.test(attackers[name] ?? "") ? "cjs" : "mjs"}`] = attackers[name] ?? "";
	const rounds = Array.from({ length: times }, (_, round) => round + 1);
	const traffic = [
		{ at: 0, function: "Neighbour", event: {} },
		...rounds.flatMap((n) => names.map((name) => ({ at: n * 20_000, function: ids.get(name) ?? "", event: { needles, n } }))),
		{ at: (times + 1) * 20_000, function: "Neighbour", event: {} },
	];
	const project = await built(files);
	process.env.WARMSTART_ATTACKED = HOST_SECRET;
	const outcome = await simulate({
		built: project,
		scenario: scenario({ traffic, network: [{ host: "api.test", routes: [{ path: "/paid", body: { ok: true } }] }], ...scene }),
		limits: { ...defaultLimits, ...limits },
		guestLibrary: await buildGuestLibrary(),
	});
	delete process.env.WARMSTART_ATTACKED;
	if (outcome.status !== "completed") throw new Error(`${outcome.reason}: ${outcome.message}`);
	const { trace } = outcome;
	// An ending knows its invocation; whose it was stands in the request.
	const functionOf = new Map(eventsOf(trace, "invocation.requested").map((request) => [request.invocation, request.function]));
	const endingsOf = (id: string) => endings(trace).filter((ended) => functionOf.get(ended.invocation) === id);
	const answers = (id: string) =>
		endingsOf(id).map(({ status, response, error }) => (status === "succeeded" ? JSON.parse(response ?? "null") : error?.errorType));
	return {
		trace,
		endingsOf: (name: string) => endingsOf(ids.get(name) ?? ""),
		answersOf: (name: string) => answers(ids.get(name) ?? ""),
		logOf: (name: string) =>
			eventsOf(trace, "log")
				.filter((line) => line.source === "function" && functionOf.get(line.invocation ?? 0) === ids.get(name))
				.map((line) => line.text),
		neighbour: answers("Neighbour"),
	};
}

/** The same in every attack: the function beside it answers as ever, and no secret stands in the record. */
export function expectNoHarm({ traces, neighbours }: Attacked): void {
	for (const neighbour of neighbours) expect(neighbour).toEqual([unharmed(1), unharmed(2)]);
	const text = JSON.stringify(traces);
	for (const secret of [HOST_SECRET, NEIGHBOUR_SECRET, process.cwd()]) expect(text).not.toContain(secret);
}
