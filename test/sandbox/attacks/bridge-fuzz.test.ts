import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { FileSystem, storageUseOf } from "#sandbox/lambda/host/file-system.ts";
import { SimulatedNetwork } from "#sandbox/lambda/host/simulated-network.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { EnvironmentLog } from "#sandbox/lambda/log/environment-log.ts";
import { guestMessages, readGuestMessage } from "#sandbox/lambda/process/guest-messages.ts";
import { MemoryWatch } from "#sandbox/lambda/process/memory-watch.ts";
import type { ProcessOwner } from "#sandbox/lambda/process/process-owner.ts";
import { RuntimeProcess } from "#sandbox/lambda/process/runtime-process.ts";
import { SourcePositions } from "#sandbox/lambda/process/source-positions.ts";
import { Recorder } from "#sandbox/lambda/recorder.ts";
import type { Run } from "#sandbox/lambda/run.ts";
import type { HostCallback } from "#sandbox/runtime/guest-isolate.ts";
import { traceEventSchema } from "#sandbox/trace/trace.ts";
import { messageOf } from "../../support/message-arbitrary.ts";
import { built, scenario } from "../lambda/run-project.ts";

const operations = Object.keys(guestMessages) as (keyof typeof guestMessages)[];
/** More in a night: FUZZ_RUNS=100000. Failures name their seed. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 400);

const [fn] = (
	await built({
		"template.yaml":
			"Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: a.handler, Runtime: nodejs24.x }",
		"a.mjs": "export const handler = async () => 1;",
	})
).functions as [BuiltFunction];

/** A runtime process whose guest is the test: `say` is the host callback as learner code would have it if it got hold of it. */
function aProcess() {
	const given = scenario({ network: [{ host: "a.test", routes: [{ path: "/b", body: { ok: true } }] }] });
	const simulation = new Simulation();
	const run = {
		scenario: given,
		epochMs: Date.parse(given.startsAt),
		limits: defaultLimits,
		simulation,
		network: new SimulatedNetwork(given, new RandomStream(1, "network")),
		isolate: { dispose() {} },
		packages: {},
		positions: new Map(),
		onProgress() {},
		onEntry() {},
		memory: new MemoryWatch({ usedMb: 0, collect() {} }),
		told: 0,
		exhausting: [],
		processes: 0,
		hostCalls: 0,
		hostWorkMs: 0,
		steps: 0,
		networkCalls: 0,
	} as unknown as Run;
	Object.assign(run, { recorder: new Recorder(defaultLimits, () => {}) });
	let say: HostCallback = () => "";
	let files: FileSystem | undefined;
	const owner: ProcessOwner = {
		n: 1,
		fn,
		get files() {
			files ??= new FileSystem({ taskFiles: [["a.mjs", "x"]], tmpMb: 512, epochMs: run.epochMs, use: storageUseOf(run) });
			return files;
		},
		invocation: 1,
		log: new EnvironmentLog(
			run,
			{ n: 1, invocation: 1, fn, loggedRequestId: "-", logStream: "", initialization: "on-demand" },
			new SourcePositions(fn),
		),
		deadline: 900_000,
		stepMs: 0.001,
		fillMemoryMs: () => 1,
		ran() {},
		costOf: () => 1,
		afterTurn() {},
	};
	const process = new RuntimeProcess(run, owner, "{}", {
		start: (_script, _packages, _boot, host) => {
			say = host;
			return {
				enter: () => ({ status: "done", steps: 1 }),
				release() {},
			};
		},
	});
	return { run, process, say: ((...args) => say(...args)) as HostCallback };
}

/** The host has to read what it was told before it answers a question. */
const readByNow = (say: HostCallback) => say("hostKnown", '{"host":"a.test"}', 0);

/** The answer without what bridge.ts reads ahead of it, as the guest library would parse it. */
function parsed(answer: string): unknown {
	const text = answer.replace(/^\+[\d.e+-]+,-?\d+ /, "");
	return text === "" || text === "overflow" ? text : JSON.parse(text);
}

const watched = [Object, Array, String, Number, Function, RegExp, Map, Set, Promise, Error, Buffer, URL, Uint8Array].map(
	(one) => one.prototype as object,
);
const shapeOf = () => watched.map((one) => Reflect.ownKeys(one).length);
const secrets = [process.cwd(), "node:internal", "node_modules", "/sandbox/", process.execPath];

const steps = fc.oneof(fc.nat(), fc.constantFrom<unknown>(-1, Number.NaN, Number.POSITIVE_INFINITY, "7", null, undefined, {}));
const saying = fc
	.constantFrom(...operations)
	.chain((operation) => fc.tuple(fc.constant(operation), messageOf(guestMessages[operation]), steps));
const sayings = fc.array(saying, { minLength: 1, maxLength: 25 });

describe("the border (S2)", () => {
	let before: number[];
	beforeAll(() => {
		before = shapeOf();
	});
	afterAll(() => {
		expect(shapeOf()).toEqual(before);
		expect(Object.keys({})).toEqual([]);
	});

	it("reads any two values as a message or as nothing", () => {
		const text = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.anything());
		const operation = fc.oneof(
			fc.constantFrom<string>(...operations, "__proto__", "constructor", "toString", "valueOf"),
			fc.string(),
			fc.anything(),
		);
		fc.assert(
			fc.property(operation, text, (name, value) => {
				const message = readGuestMessage(name, value);
				if (message) expect(operations).toContain(message.operation);
			}),
			{ numRuns: numRuns * 10 },
		);
	});

	it("answers every sequence of messages with bounded text that can be parsed, shows nothing of the machine, and never fails the simulator", () => {
		const known = new Set<string>();
		fc.assert(
			fc.property(sayings, (all) => {
				const { run, say } = aProcess();
				for (const [operation, message, at] of all) {
					if (readGuestMessage(operation, JSON.stringify(message))) known.add(operation);
					const answer = say(operation, JSON.stringify(message), at as number);
					readByNow(say);
					expect(run.mistake, `${operation} ${JSON.stringify(message)}`).toBeUndefined();
					expect(answer.length).toBeLessThan(64 * 2 ** 20);
					expect(() => parsed(answer)).not.toThrow();
					for (const secret of secrets) expect(answer).not.toContain(secret);
				}
				for (const event of run.recorder.events) expect(traceEventSchema.safeParse(event).success).toBe(true);
			}),
			{ numRuns },
		);
		// The generator would prove nothing if its messages were all dropped.
		expect([...known].sort()).toEqual([...operations].sort());
	});

	it.each([
		["a key of 8 GB by HKDF", "crypto", { op: "hkdf", digest: "sha256", key: "AAAA", salt: "", info: "", keylen: 2 ** 33 }],
	] as const)("answers what once ended the process: %s", (_, operation, message) => {
		const { run, say } = aProcess();
		expect(readGuestMessage(operation, JSON.stringify(message))).toBeDefined();
		expect(() => parsed(say(operation, JSON.stringify(message), 1))).not.toThrow();
		expect(run.mistake).toBeUndefined();
	});

	it("lets messages take effect in virtual time without failing the simulator, whatever they were", () => {
		fc.assert(
			fc.property(sayings, (all) => {
				const { run, say, process } = aProcess();
				process.deliver({ kind: 0, id: 0, text: "" });
				for (const [operation, message] of all) say(operation, JSON.stringify(message), 5);
				let turns = 0;
				run.simulation.run(60_000, () => ++turns > 500);
				process.end("the end");
				expect(run.mistake).toBeUndefined();
			}),
			{ numRuns },
		);
	});

	it("hears nothing more once the process has ended or the run was stopped", () => {
		fc.assert(
			fc.property(sayings, fc.boolean(), (all, stopped) => {
				const { run, say, process } = aProcess();
				if (stopped) run.stopped = { reason: "hostCalls", message: "x" };
				else process.end("the end");
				const events = run.recorder.events.length;
				for (const [operation, message] of all) expect(say(operation, JSON.stringify(message), 1)).toBe("null");
				expect(run.recorder.events.length).toBe(events);
				expect(run.simulation.run(60_000, () => false)).toBeUndefined();
			}),
			{ numRuns: numRuns / 2 },
		);
	});

	it("stays whole when learner code ends the process, and the host tears it down, in the middle of a message", () => {
		const { run, say, process } = aProcess();
		// A log that tears the process down while it is written, as a stopped run does.
		const record = run.recorder.recordFunctionLine.bind(run.recorder);
		run.recorder.recordFunctionLine = (line) => {
			process.end("in the middle");
			say("log", '{"level":"INFO","message":"again"}', 0);
			record(line);
		};
		expect(say("log", '{"level":"INFO","message":"once"}', 0)).toBe("");
		expect(say("timer", '{"id":1,"delayMs":1,"repeat":true}', 0)).toBe("");
		expect(readByNow(say)).toBe("null");
		expect(run.recorder.events.filter(({ kind }) => kind === "log")).toHaveLength(1);
		expect(run.mistake).toBeUndefined();
	});
});
