import { describe, expect, it } from "vitest";
import { GuestRecorder, replayed } from "#sandbox/lambda/guest-recording.ts";
import type { GuestIsolate, HostCallback } from "#sandbox/runtime/guest-isolate.ts";

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
	const process = recorder.start(undefined, [], "boot", (operation, text) => `${operation} of ${text}`);
	process?.enter(0, -5, 0, "", 100);
	process?.enter(2, -1, 1, "", 100);
	return recorder.recording;
}

const restored = { nowMs: 10, cryptoSeeds: [1, 2, 3, 4], pausedMs: 11 };

function replayOn(again: Said[], heard: string[] = []) {
	const { made, fake } = isolate(again);
	let steps = 0;
	const start = replayed(fake, recorded(), restored, (taken) => {
		steps += taken;
	});
	const process = start(undefined, [], "another boot", (operation) => {
		heard.push(operation);
		return "live";
	});
	return { made, process, heard, steps: () => steps };
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

	it.each<[string, Said[], RegExp]>([
		["another message", [[["log", '"other"']]], /“log” where “log” was recorded/],
		["another order", [[["hash", '"a"']]], /“hash” where “log” was recorded/],
		["a message too many", [[...(script[0] ?? []), ["exit", "0"]]], /“exit” where nothing more was recorded/],
		["a message too few", [[["log", '"loading"']], script[1] ?? []], /ended otherwise|only 1 of 2 messages/],
	])("ends as a mistake of the simulator with %s", (_, again, message) => {
		expect(() => replayOn(again)).toThrow(message);
	});

	it("gives no process when the isolate is gone meanwhile, which is a matter of memory", () => {
		const { made, fake } = isolate(script);
		const start = replayed(fake, recorded(), restored, () => {
			made.disposed = true;
		});
		expect(start(undefined, [], "boot", () => "")).toBeUndefined();
	});
});
