import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { GuestRecorder, replayed } from "#sandbox/lambda/process/guest-recording.ts";
import { restoreProcess } from "#sandbox/lambda/process/process-start.ts";
import type { GuestIsolate, HostCallback } from "#sandbox/runtime/guest-isolate.ts";

const noScript = { filename: "Fn", text: "" };

type Said = [operation: string, text: string][];

/** An isolate whose process says to the host, at each entry, what `script` has for it. */
function isolate(script: Said[]) {
	const made = { entered: [] as unknown[][], boots: [] as string[], disposed: false, answers: [] as string[] };
	const fake = {
		get disposed() {
			return made.disposed;
		},
		dispose() {
			made.disposed = true;
		},
		start(_script: unknown, _packages: unknown, boot: string, host: HostCallback) {
			made.boots.push(boot);
			let turn = 0;
			return {
				enter(...args: unknown[]) {
					made.entered.push(args);
					const saying = script[turn++] ?? [];
					saying.forEach(([operation, text], index) => {
						made.answers.push(host(operation, text, index));
					});
					return made.disposed ? ({ status: "disposed" } as const) : ({ status: "done", steps: saying.length } as const);
				},
				release() {},
			};
		},
	};
	return { made, fake: fake as unknown as GuestIsolate };
}

const script: Said[] = [
	[
		["log", '"loading"'],
		["hash", '"a"'],
	],
	[["timer", '"1"']],
];

function recorded() {
	const { fake } = isolate(script);
	const recorder = new GuestRecorder(fake);
	const process = recorder.start(noScript, [], "boot", (operation, text) => `${operation} of ${text}`);
	process?.enter(0, -5, 0, "", 100);
	process?.enter(2, -1, 1, "", 100);
	return recorder.recording;
}

const restored = { nowMs: 10, cryptoSeeds: [1, 2, 3, 4], pausedMs: 11 };

function replayOn(again: Said[], heard: string[] = []) {
	const { made, fake } = isolate(again);
	let steps = 0;
	const deviations: string[] = [];
	const start = replayed(fake, recorded(), restored, {
		onSteps: (taken) => {
			steps += taken;
		},
		onDeviation: (what) => deviations.push(what),
	});
	const process = start(noScript, [], "another boot", (operation) => {
		heard.push(operation);
		return "live";
	});
	return { made, process, heard, deviations, steps: () => steps };
}

describe("a replay of a recorded process", () => {
	it("boots and enters it as before, answers from the record, and lets the host hear nothing", () => {
		const { made, heard, steps } = replayOn(script);
		expect(made.boots).toEqual(["boot"]);
		expect(made.entered.slice(0, 2)).toEqual([
			[0, -5, 0, "", 100],
			[2, -1, 1, "", 100],
		]);
		expect(made.answers).toEqual(['log of "loading"', 'hash of "a"', 'timer of "1"']);
		expect(heard).toEqual([]);
		expect(steps()).toBe(3);
	});

	it("then tells it once that it was restored, and lets the host hear it from then on", () => {
		const { made, process, heard } = replayOn([...script, [], [["log", '"live"']]]);
		expect(made.entered[2]).toEqual([4, 10, 0, JSON.stringify({ cryptoSeeds: [1, 2, 3, 4], pausedMs: 11 }), 1]);
		process?.enter(1, 12, 0, "{}", 100);
		expect(heard).toEqual(["log"]);
		expect(made.answers.at(-1)).toBe("live");
	});

	it.each<[string, Said[], string]>([
		["another message", [[["log", '"other"']]], "“log” where “log” was recorded"],
		["another order", [[["hash", '"a"']]], "“hash” where “log” was recorded"],
		["a message too many", [[...(script[0] ?? []), ["exit", "0"]]], "“exit” where nothing more was recorded"],
		["a message too few", [[["log", '"loading"']], script[1] ?? []], "only 1 of 2 messages"],
	])("gives no process, and tells, with %s", (_, again, deviation) => {
		const { process, deviations, heard, made } = replayOn(again);
		expect(process).toBeUndefined();
		expect(deviations).toEqual([deviation]);
		expect(made.disposed).toBe(true);
		expect(heard).toEqual([]);
	});

	it("gives no process when the isolate is gone meanwhile, which is a matter of memory and no deviation", () => {
		const { made, fake } = isolate(script);
		const deviations: string[] = [];
		const onSteps = () => {
			made.disposed = true;
		};
		const start = replayed(fake, recorded(), restored, { onSteps, onDeviation: (what) => deviations.push(what) });
		expect(start(noScript, [], "boot", () => "")).toBeUndefined();
		expect(deviations).toEqual([]);
	});
});

describe("a process that is restored", () => {
	it("ends the run in words for the learner when its INIT does something else", () => {
		const { fake } = isolate([[["log", '"other"']]]);
		const memory = { processStarted() {} };
		const run = {
			isolate: fake,
			memory,
			simulation: new Simulation(),
			scenario: {},
			packages: {},
			processes: 0,
			steps: 0,
			stopped: undefined,
		};
		const fn = { name: "Fn", code: { script: "" } };
		const snapshot = { takenAt: -5, guest: recorded(), process: { timers: [], answers: [] } };
		restoreProcess(run as never, { fn } as never, snapshot as never, new RandomStream(1, "seeds"));
		expect(run.stopped).toMatchObject({ reason: "notRepeatable", message: expect.stringMatching(/^A snapshot of Fn .*“log” where “log”/) });
	});
});
