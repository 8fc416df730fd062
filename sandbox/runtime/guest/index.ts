import { closeAmbient } from "./ambient.ts";
import { leaveFrame } from "./async-context.ts";
import { connect } from "./bridge.ts";
import { takeBase64 } from "./buffer/base64.ts";
import { installAwsLambda } from "./client/awslambda.ts";
import { invoke, load } from "./client/handler.ts";
import { makeConsole } from "./console.ts";
import { installDate } from "./date.ts";
import { grantSteps, hideMeter } from "./metering.ts";
import { define } from "./modules/module-table.ts";
import "./modules/packages.ts";
import { missing } from "./not-simulated.ts";
import { jsonParse, NativeArrayBuffer } from "./primordials.ts";
import { runTicks, ticksAreLeft } from "./process/next-tick.ts";
import { makeProcess } from "./process/process.ts";
import { exitByItself, loopIsEmpty, unhandledRejection } from "./process/process-events.ts";
import { fireTimer, queueMicrotask, timers } from "./process/timers.ts";
import { randomFraction, reseedCrypto, seedRandom } from "./random.ts";
import { type Boot, state } from "./state.ts";
import { installLazyGlobals, installValue } from "./web/lazy-globals.ts";
import { answerRequest } from "./web/simulated-request.ts";
import { takeTransfer } from "./web/transfer-buffer.ts";
import { installVersionedGlobals } from "./web/versioned-globals.ts";

/** Globals of every Node.js that are not simulated: using one says so by name. Others depend on the version (versioned-globals.ts). */
const absent = ["BroadcastChannel", "PerformanceResourceTiming"];

function install(values: Record<string, unknown>): void {
	for (const name of Object.keys(values)) installValue(name, values[name]);
}

// Everything that does not depend on the environment is put in place here and is part of the V8 snapshot.
install({ queueMicrotask, ...timers, global: globalThis });
for (const name of absent) install({ [name]: missing(name) });
installLazyGlobals();
hideMeter();
Math.random = function random() {
	return randomFraction();
};

/** What the host may ask for, by number. */
const SPENT = -1;
const LOAD = 0;
const INVOKE = 1;
const TIMER = 2;
const ANSWER = 3;
const RESTORE = 4;
const REJECTION = 5;
const EMPTY_LOOP = 6;
const EXIT = 7;
/** What process.nextTick left for the time after promises. */
const TICKS = -2;

/** The process goes on in another environment, from a snapshot: with fresh entropy, and a monotonic clock that stood still meanwhile. */
function restore(text: string): void {
	const { cryptoSeeds, pausedMs } = jsonParse(text) as { cryptoSeeds: number[]; pausedMs: number };
	reseedCrypto(cryptoSeeds);
	state.boot.startedAt += pausedMs;
}

/**
 * Makes one runtime process of one execution environment. Called once in each context, before any learner code.
 * @param counters Sixteen bytes that the host reads after an entry, at less cost than another entry has.
 */
function boot(
	host: (operation: string, text: string, spent: number) => string,
	bootText: string,
	counters: ArrayBufferLike = new NativeArrayBuffer(16),
): (kind: number, nowMs: number, id: number, text: string, allowance: number) => number {
	connect(host);
	state.boot = jsonParse(bootText) as Boot;
	state.steps = new Int32Array(counters, 0, 2);
	state.granted = new Float64Array(counters, 8, 1);
	state.enteredMs = state.boot.startedAt;
	takeTransfer();
	closeAmbient();
	takeBase64();
	installVersionedGlobals();
	installDate();
	seedRandom();
	install({
		console: makeConsole(),
		process: makeProcess(),
		__warmstart: (definition: Parameters<typeof define>[0]) => {
			delete (globalThis as { __warmstart?: unknown }).__warmstart;
			define(definition);
		},
	});
	installAwsLambda();
	return (kind, nowMs, id, text, allowance) => {
		// A negative number says that there are ticks to run as well.
		if (kind === SPENT) return ticksAreLeft() ? -1 - state.spent : state.spent;
		leaveFrame();
		if (kind === TICKS) {
			runTicks();
			return 0;
		}
		state.enteredMs = nowMs;
		state.workMs = 0;
		state.allowance = allowance;
		grantSteps(allowance);
		if (kind === LOAD) load();
		else if (kind === INVOKE) invoke(text);
		else if (kind === TIMER) fireTimer(id);
		else if (kind === ANSWER) answerRequest(id, text);
		else if (kind === RESTORE) restore(text);
		else if (kind === REJECTION) unhandledRejection(text);
		else if (kind === EMPTY_LOOP) loopIsEmpty();
		else if (kind === EXIT) exitByItself(id);
		// Static code and handlers are run by a promise of the runtime client, so that promises come before ticks there.
		if (kind !== LOAD && kind !== INVOKE) runTicks();
		return 0;
	};
}

Object.defineProperty(globalThis, "__warmstartParts", {
	value: (extent: "common" | "whole") => (require("./builtins.ts") as typeof import("./builtins.ts")).evaluateParts(extent),
	configurable: true,
});
Object.defineProperty(globalThis, "__warmstartBoot", { value: boot, configurable: true });
