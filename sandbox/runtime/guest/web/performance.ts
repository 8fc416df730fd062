// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.

import { assign, floor } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { state } from "../state.ts";
import { argumentError, received } from "../system-error.ts";
import { DOMException } from "./dom-exception.ts";
import { EventTarget } from "./event-target.ts";
import { structuredClone } from "./structured-clone.ts";
import { enumerable, isSequence } from "./web-idl.ts";

type Inspect = (value: unknown, options: object) => string;
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
const inside = Symbol("inside");

/** Milliseconds since the runtime process began, in virtual time; as fine as a nanosecond, as Node.js gives them. */
export function performanceNow(): number {
	const ms = state.nowMs - state.boot.startedAt;
	return floor(ms * 1e6) / 1e6;
}

function illegal(): never {
	throw assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
}

/** The global PerformanceEntry. */
export class PerformanceEntry {
	#name: string;
	#type: string;
	#start: number;
	#duration: number;
	constructor(key?: symbol, name = "", type = "", start = 0, duration = 0) {
		if (key !== inside) illegal();
		this.#name = name;
		this.#type = type;
		this.#start = start;
		this.#duration = duration;
	}
	get name(): string {
		return this.#name;
	}
	get entryType(): string {
		return this.#type;
	}
	get startTime(): number {
		return this.#start;
	}
	get duration(): number {
		return this.#duration;
	}
	toJSON(): object {
		return { name: this.#name, entryType: this.#type, startTime: this.#start, duration: this.#duration };
	}
	[inspectCustom](depth: number, options: { depth?: number | null }, inspect: Inspect): string {
		const { name } = this.constructor;
		if (depth < 0) return name;
		const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
		return `${name} ${inspect(this.toJSON(), inner)}`;
	}
}
enumerable(PerformanceEntry, ["name", "entryType", "startTime", "duration", "toJSON"]);

const detailOf = (detail: unknown): unknown => (detail === undefined || detail === null ? null : structuredClone(detail));

/** The global PerformanceMark. */
export class PerformanceMark extends PerformanceEntry {
	#detail: unknown;
	constructor(name: unknown, options: { startTime?: unknown; detail?: unknown } = {}) {
		if (arguments.length === 0) throw assign(new TypeError('The "name" argument must be specified'), { code: "ERR_MISSING_ARGS" });
		const { startTime } = options ?? {};
		if (startTime !== undefined && typeof startTime !== "number")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "options.startTime" property must be of type number. ${received(startTime)}`);
		if (startTime !== undefined && startTime < 0)
			throw assign(new TypeError(`${startTime} is an invalid timestamp`), { code: "ERR_PERFORMANCE_INVALID_TIMESTAMP" });
		super(inside, `${name}`, "mark", startTime ?? performanceNow(), 0);
		this.#detail = detailOf(options?.detail);
	}
	get detail(): unknown {
		return this.#detail;
	}
	override toJSON(): object {
		return { ...super.toJSON(), detail: this.#detail };
	}
}

/** The global PerformanceMeasure. */
export class PerformanceMeasure extends PerformanceEntry {
	#detail: unknown;
	constructor(key?: symbol, name = "", start = 0, duration = 0, detail: unknown = null) {
		super(key, name, "measure", start, duration);
		this.#detail = detail;
	}
	get detail(): unknown {
		return this.#detail;
	}
	override toJSON(): object {
		return { ...super.toJSON(), detail: this.#detail };
	}
}
enumerable(PerformanceMark, ["detail"]);
enumerable(PerformanceMeasure, ["detail"]);

/** Node.js keeps no more of a kind either; the rest is dropped. */
const MOST_ENTRIES = 1e6;
let entries: PerformanceEntry[] = [];
const observers: PerformanceObserver[] = [];

function record(entry: PerformanceEntry): void {
	if (entries.length < MOST_ENTRIES) entries[entries.length] = entry;
	for (let n = 0; n < observers.length; n++) PerformanceObserver.tell(observers[n] as PerformanceObserver, entry);
}

/** Sorted by their beginning; those of the same beginning stay as they were made. */
function selected(name?: unknown, type?: unknown): PerformanceEntry[] {
	return entries
		.filter((one) => (name === undefined || one.name === `${name}`) && (type === undefined || one.entryType === `${type}`))
		.sort((a, b) => a.startTime - b.startTime);
}

/** What a mark's name, or a number, stands for. */
function timeOf(mark: unknown): number {
	if (typeof mark === "number") {
		if (mark < 0) throw assign(new TypeError(`${mark} is an invalid timestamp`), { code: "ERR_PERFORMANCE_INVALID_TIMESTAMP" });
		return mark;
	}
	const found = entries.findLast((one) => one.entryType === "mark" && one.name === `${mark}`);
	if (!found) throw new DOMException(`The "${mark}" performance mark has not been set`, "SyntaxError");
	return found.startTime;
}

type MeasureOptions = { start?: unknown; end?: unknown; duration?: unknown; detail?: unknown };

function spanOf(startOrOptions: unknown, endMark: unknown): { start: number; end: number; detail: unknown } {
	const isOptions = typeof startOrOptions === "object" && startOrOptions !== null;
	const options: MeasureOptions = isOptions ? startOrOptions : { start: startOrOptions };
	if (isOptions && endMark !== undefined)
		throw assign(new TypeError("endMark must not be specified"), { code: "ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS" });
	const { start, duration, detail } = options;
	const end = endMark ?? options.end;
	const endTime =
		end !== undefined ? timeOf(end) : start !== undefined && duration !== undefined ? timeOf(start) + Number(duration) : performanceNow();
	const startTime = start !== undefined ? timeOf(start) : duration !== undefined ? endTime - Number(duration) : 0;
	return { start: startTime, end: endTime, detail: detailOf(detail) };
}

/** The class of the global performance. */
export class Performance extends EventTarget {
	constructor(key?: symbol) {
		if (key !== inside) illegal();
		super();
	}
	get nodeTiming(): object {
		const duration = performanceNow();
		const times = { nodeStart: 0, v8Start: 0, bootstrapComplete: 0, environment: 0, loopStart: 0, loopExit: -1, idleTime: 0 };
		return { name: "node", entryType: "node", startTime: 0, duration, ...times };
	}
	get timeOrigin(): number {
		return state.boot.epochMs + state.boot.startedAt;
	}
	now(): number {
		return performanceNow();
	}
	mark(name: unknown, options?: { startTime?: unknown; detail?: unknown }): PerformanceMark {
		if (arguments.length === 0) throw assign(new TypeError('The "name" argument must be specified'), { code: "ERR_MISSING_ARGS" });
		const mark = new PerformanceMark(name, options);
		record(mark);
		return mark;
	}
	measure(name: unknown, startOrOptions?: unknown, endMark?: unknown): PerformanceMeasure {
		const { start, end, detail } = spanOf(startOrOptions, endMark);
		const measure = new PerformanceMeasure(inside, `${name}`, start, end - start, detail);
		record(measure);
		return measure;
	}
	clearMarks(name?: unknown): void {
		entries = entries.filter((one) => one.entryType !== "mark" || (name !== undefined && one.name !== `${name}`));
	}
	clearMeasures(name?: unknown): void {
		entries = entries.filter((one) => one.entryType !== "measure" || (name !== undefined && one.name !== `${name}`));
	}
	/** Requests are not recorded as entries, so that there is nothing to clear. */
	clearResourceTimings(): void {}
	setResourceTimingBufferSize(): void {}
	getEntries(): PerformanceEntry[] {
		return selected();
	}
	getEntriesByName(name: unknown, type?: unknown): PerformanceEntry[] {
		return selected(name, type);
	}
	getEntriesByType(type: unknown): PerformanceEntry[] {
		return selected(undefined, type);
	}
	/** There are no entries of the kind "function" (see OBSERVED), so that nothing is measured. */
	timerify<F extends (...args: never[]) => unknown>(callback: F): F {
		if (typeof callback !== "function")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "fn" argument must be of type function. ${received(callback)}`);
		const timed = function (this: unknown, ...args: never[]): unknown {
			return new.target ? Reflect.construct(callback, args, new.target) : Reflect.apply(callback, this, args);
		};
		Object.defineProperty(timed, "name", { value: `timerified ${callback.name}`, configurable: true });
		return timed as unknown as F;
	}
	eventLoopUtilization(): object {
		return { idle: 0, active: 0, utilization: 0 };
	}
	toJSON(): object {
		return { nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin, eventLoopUtilization: this.eventLoopUtilization() };
	}
	override get [Symbol.toStringTag](): string {
		return "Performance";
	}
}
enumerable(
	Performance,
	Object.getOwnPropertyNames(Performance.prototype).filter((name) => name !== "constructor"),
);

/** The global PerformanceObserverEntryList. */
export class PerformanceObserverEntryList {
	#entries: PerformanceEntry[];
	constructor(key?: symbol, list: PerformanceEntry[] = []) {
		if (key !== inside) illegal();
		this.#entries = list.sort((a, b) => a.startTime - b.startTime);
	}
	getEntries(): PerformanceEntry[] {
		return [...this.#entries];
	}
	getEntriesByType(type: unknown): PerformanceEntry[] {
		return this.#entries.filter((one) => one.entryType === `${type}`);
	}
	getEntriesByName(name: unknown, type?: unknown): PerformanceEntry[] {
		return this.#entries.filter((one) => one.name === `${name}` && (type === undefined || one.entryType === `${type}`));
	}
}

type ObserverCallback = (list: PerformanceObserverEntryList, observer: PerformanceObserver) => void;
/** Kinds of which entries are made. */
const OBSERVED = ["mark", "measure"];

/** The global PerformanceObserver, for marks and measures. */
export class PerformanceObserver {
	#callback: ObserverCallback;
	#types: string[] = [];
	#waiting: PerformanceEntry[] = [];
	#planned = false;

	constructor(callback: ObserverCallback) {
		if (typeof callback !== "function")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
		this.#callback = callback;
	}
	static get supportedEntryTypes(): string[] {
		return [...OBSERVED];
	}
	/** For the library: an entry was made. */
	static tell(observer: PerformanceObserver, entry: PerformanceEntry): void {
		if (!observer.#types.includes(entry.entryType)) return;
		observer.#waiting.push(entry);
		if (observer.#planned) return;
		observer.#planned = true;
		timers.setImmediate(() => {
			observer.#planned = false;
			const list = observer.takeRecords();
			if (list.length > 0) Reflect.apply(observer.#callback, observer, [new PerformanceObserverEntryList(inside, list), observer]);
		});
	}
	observe(options: { entryTypes?: unknown; type?: unknown; buffered?: boolean } = {}): void {
		const { entryTypes, type, buffered } = options;
		if (entryTypes === undefined && type === undefined)
			throw assign(new TypeError('The "options.entryTypes" and "options.type" arguments must be specified'), { code: "ERR_MISSING_ARGS" });
		const given = typeof entryTypes === "object" && entryTypes !== null && isSequence(entryTypes) ? [...entryTypes] : [type];
		const types = given.map((one) => `${one}`).filter((one) => OBSERVED.includes(one));
		this.#types = entryTypes === undefined ? [...new Set([...this.#types, ...types])] : types;
		if (!observers.includes(this)) observers.push(this);
		if (buffered && type !== undefined) for (const entry of selected(undefined, type)) PerformanceObserver.tell(this, entry);
	}
	disconnect(): void {
		const at = observers.indexOf(this);
		if (at >= 0) observers.splice(at, 1);
		this.#types = [];
		this.#waiting = [];
	}
	takeRecords(): PerformanceEntry[] {
		return this.#waiting.splice(0);
	}
}

export const performance = new Performance(inside);

/** node:perf_hooks. */
export const performanceHooks = {
	Performance,
	PerformanceEntry,
	PerformanceMark,
	PerformanceMeasure,
	PerformanceObserver,
	PerformanceObserverEntryList,
	performance,
};
