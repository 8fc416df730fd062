import { bare } from "./primordials.ts";
import { argumentError, received } from "./system-error.ts";
import { validateFunction, validateObject, wrongType } from "./validate.ts";

/** Functions of node:events that wait for events, of emitters and of event targets alike. */

type Name = string | symbol;
type Listener = (...args: unknown[]) => unknown;
type EmitterLike = {
	once(name: Name, listener: Listener): unknown;
	on(name: Name, listener: Listener): unknown;
	removeListener(name: Name, listener: Listener): unknown;
};
type TargetLike = {
	addEventListener(type: string, listener: Listener, options?: { once?: boolean }): void;
	removeEventListener(type: string, listener: Listener): void;
};
type Source = EmitterLike | TargetLike;
type Signal = TargetLike & { aborted: boolean; reason: unknown };

function aborted(signal: Signal): Error {
	const error = new Error("The operation was aborted", { cause: signal.reason });
	error.name = "AbortError";
	return Object.assign(error, { code: "ABORT_ERR" });
}

function validateSignal(signal: unknown, name: string): void {
	if (signal === undefined) return;
	if (typeof signal !== "object" || signal === null || !("aborted" in signal)) throw wrongType(name, "an instance of AbortSignal", signal);
}

const isEmitter = (source: Source): source is EmitterLike => typeof (source as Partial<EmitterLike>)?.on === "function";

/** @returns What takes the listener away again. */
function listen(source: Source, name: Name, listener: Listener, once: boolean): () => void {
	if (isEmitter(source)) {
		if (once) source.once(name, listener);
		else source.on(name, listener);
		return () => void source.removeListener(name, listener);
	}
	if (typeof (source as Partial<TargetLike>)?.addEventListener !== "function")
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "emitter" argument must be an instance of EventEmitter. ${received(source)}`);
	source.addEventListener(name as string, listener, { once });
	return () => source.removeEventListener(name as string, listener);
}

type Options = { signal?: Signal; close?: Name[]; highWaterMark?: number; lowWaterMark?: number };

/** events.once: the arguments of the next event; rejects with the first "error", or when the signal aborts. */
export async function once(source: Source, name: Name, options: Options = bare()): Promise<unknown[]> {
	validateObject(options, "options");
	const { signal } = options;
	validateSignal(signal, "options.signal");
	if (signal?.aborted) throw aborted(signal);
	return new Promise((resolve, reject) => {
		const undo: (() => void)[] = [];
		const settle = (end: () => void) => {
			for (const one of undo) one();
			end();
		};
		undo.push(listen(source, name, (...args) => settle(() => resolve(args)), true));
		if (name !== "error" && isEmitter(source)) undo.push(listen(source, "error", (error) => settle(() => reject(error)), true));
		if (signal) undo.push(listen(signal, "abort", () => settle(() => reject(aborted(signal))), true));
	});
}

type Result = IteratorResult<unknown[], undefined>;
type Waiting = { resolve(result: Result): void; reject(error: unknown): void };
type Pausable = { pause?(): void; resume?(): void };

/** events.on: an endless iterator over the arguments of an event; ends with `return`, a closing event, an "error" or the signal. */
export function on(source: Source, name: Name, options: Options = bare()): AsyncIterableIterator<unknown[]> {
	validateObject(options, "options");
	const { signal, close = [], highWaterMark = Number.MAX_SAFE_INTEGER, lowWaterMark = 1 } = options;
	validateSignal(signal, "options.signal");
	if (signal?.aborted) throw aborted(signal);
	const ready: unknown[][] = [];
	const waiting: Waiting[] = [];
	let failure: { error: unknown } | undefined;
	let ended = false;
	let paused = false;
	const undo: (() => void)[] = [];
	const stop = () => {
		ended = true;
		for (const one of undo.splice(0)) one();
		for (const one of waiting.splice(0)) one.resolve({ value: undefined, done: true });
	};
	const fail = (error: unknown) => {
		const first = waiting.shift();
		if (first) first.reject(error);
		else failure = { error };
		stop();
	};
	const take = (...args: unknown[]) => {
		const first = waiting.shift();
		if (first) {
			first.resolve({ value: args, done: false });
			return;
		}
		ready.push(args);
		if (paused || ready.length <= highWaterMark) return;
		paused = true;
		(source as Pausable).pause?.();
	};
	undo.push(listen(source, name, take, false));
	if (name !== "error" && isEmitter(source)) undo.push(listen(source, "error", fail, false));
	for (const one of close) undo.push(listen(source, one, stop, false));
	if (signal) undo.push(listen(signal, "abort", () => fail(aborted(signal)), true));
	const done = () => Promise.resolve<Result>({ value: undefined, done: true });
	return {
		next: () => {
			const args = ready.shift();
			if (args) {
				if (paused && ready.length < lowWaterMark) {
					paused = false;
					(source as Pausable).resume?.();
				}
				return Promise.resolve<Result>({ value: args, done: false });
			}
			if (failure) {
				const { error } = failure;
				failure = undefined;
				return Promise.reject(error);
			}
			if (ended) return done();
			return new Promise<Result>((resolve, reject) => waiting.push({ resolve, reject }));
		},
		return: () => {
			stop();
			return done();
		},
		throw: (error) => {
			if (!(error instanceof Error))
				throw argumentError(
					"ERR_INVALID_ARG_TYPE",
					`The "EventEmitter.AsyncIterator" property must be an instance of Error. ${received(error)}`,
				);
			fail(error);
			return done();
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
}

/** events.addAbortListener: called once, also when the signal has aborted before. */
export function addAbortListener(signal: Signal, listener: Listener): object {
	if (signal === undefined) throw wrongType("signal", "an instance of AbortSignal", signal);
	validateSignal(signal, "signal");
	validateFunction(listener, "listener");
	if (signal.aborted) globalThis.queueMicrotask(() => listener());
	const undo = signal.aborted ? () => {} : listen(signal, "abort", listener, true);
	return { __proto__: null, [Symbol.dispose]: undo };
}
