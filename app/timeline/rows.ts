import { counted } from "#app/timeline/lanes.ts";
import { stepPaths } from "#app/timeline/step-line.ts";
import type { TimeScale } from "#app/timeline/time-scale.ts";
import type { Report, ReportedCall } from "#sandbox/index.ts";

/** Diamonds of requests that were refused; close ones are one diamond with a count. */
export type ThrottledRow = { marks: { id: string; x: number; count: number }[]; total: string };

const diamondPx = 14;

export function throttledRow(report: Report, scale: TimeScale): ThrottledRow | null {
	const throttled = report.invocations.filter((invocation) => invocation.status === "throttled");
	if (throttled.length === 0) return null;
	const marks: ThrottledRow["marks"] = [];
	for (const invocation of throttled) {
		if (!scale.shows(invocation.requestedAt)) continue;
		const x = scale.x(invocation.requestedAt);
		const last = marks.at(-1);
		if (last && x - last.x < diamondPx) last.count++;
		else marks.push({ id: `invocation-${invocation.n}`, x, count: 1 });
	}
	return { marks, total: counted(throttled.length, "throttle") };
}

/** One dot for each call to the network; `repeated` when the same effect was had before in this run. */
export type Dot = { id: string; x: number; y: number; kind: "call" | "failed" | "repeated" };
export type CallsRow = { dots: Dot[]; counts: { x: number; text: string }[]; total: string; bad: string | null; repeated: number };

const dotPitchPx = 8;
/** More dots than this above one another become a number. */
const dotsInColumn = 4;

export function callsRow(report: Report, scale: TimeScale): CallsRow | null {
	if (report.calls.length === 0) return null;
	const repeated = repeatedCalls(report.calls);
	const columns = new Map<number, ReportedCall[]>();
	for (const call of report.calls) {
		if (!scale.shows(call.at)) continue;
		const column = Math.round(scale.x(call.at) / dotPitchPx);
		columns.set(column, [...(columns.get(column) ?? []), call]);
	}
	const dots: Dot[] = [];
	const counts: CallsRow["counts"] = [];
	for (const [column, calls] of columns) {
		calls.slice(0, dotsInColumn).forEach((call, index) => {
			const x = calls.length === 1 ? scale.x(call.at) : column * dotPitchPx;
			dots.push({ id: `call-${call.n}`, x, y: index * dotPitchPx, kind: dotKind(call, repeated) });
		});
		if (calls.length > dotsInColumn) counts.push({ x: column * dotPitchPx, text: String(calls.length) });
	}
	const failed = report.calls.filter(hasFailed).length;
	return {
		dots,
		counts: spaced(counts),
		total: counted(report.calls.length, "call"),
		bad: repeated.size > 0 ? `${repeated.size} repeated` : failed > 0 ? `${failed} failed` : null,
		repeated: repeated.size,
	};
}

/** Keeps a number only where it does not touch the one before. */
function spaced(counts: CallsRow["counts"]): CallsRow["counts"] {
	let free = Number.NEGATIVE_INFINITY;
	return counts
		.sort((a, b) => a.x - b.x)
		.filter(({ x, text }) => {
			const half = text.length * 3.5;
			if (x - half < free) return false;
			free = x + half + 4;
			return true;
		});
}

function dotKind(call: ReportedCall, repeated: ReadonlySet<number>): Dot["kind"] {
	if (repeated.has(call.n)) return "repeated";
	return hasFailed(call) ? "failed" : "call";
}

export function hasFailed(call: ReportedCall): boolean {
	return call.failure !== null || (call.status !== null && call.status >= 400);
}

/**
 * Numbers of the calls that did again what an earlier one had done: the same body sent to the same place by a method that changes
 * something, and answered well both times. Calls without a body say too little to be told apart.
 */
export function repeatedCalls(calls: readonly ReportedCall[]): Set<number> {
	const seen = new Set<string>();
	const repeated = new Set<number>();
	for (const call of calls) {
		const changes = call.method !== "GET" && call.method !== "HEAD" && call.body !== null && call.phase === "invoke";
		if (!changes || hasFailed(call)) continue;
		const effect = JSON.stringify([call.method, call.host, call.path, call.query, call.body]);
		if (seen.has(effect)) repeated.add(call.n);
		seen.add(effect);
	}
	return repeated;
}

export type ConcurrencyRow = {
	/** SVG path of the step line, without its baseline. */
	line: string;
	area: string;
	peak: number;
	total: string;
	/** Reserved concurrency, when it is one function's. */
	limit: { y: number; text: string } | null;
	/** What was asked for and refused, above the limit. */
	refused: { x: number; y: number; height: number }[];
};

/**
 * @param height Of the drawing; the highest of peak, limit and demand reaches its top.
 */
export function concurrencyRow(report: Report, scale: TimeScale, height: number): ConcurrencyRow {
	const reserved = report.functions.length === 1 ? report.functions[0]?.reservedConcurrency : undefined;
	const refusals = refusalsOf(report, scale);
	const peak = report.totals.peakConcurrency;
	const demand = peak + Math.max(0, ...refusals.map((refusal) => refusal.count));
	const top = Math.max(1, reserved ?? 0, demand);
	const y = (running: number) => Math.round(height - (Math.min(running, top) / top) * (height - 6)) + 0.5;
	const steps = report.concurrency.map(({ at, running }) => ({ at, count: running }));
	return {
		...stepPaths(steps, scale, y),
		peak,
		total: `peak ${peak}`,
		limit: reserved === undefined ? null : { y: y(reserved), text: `reserved ${reserved}` },
		refused: refusals.map(({ x, count }) => ({ x, y: y(peak + count), height: y(peak) - y(peak + count) })),
	};
}

const refusalPx = 8;

function refusalsOf(report: Report, scale: TimeScale): { x: number; count: number }[] {
	const columns = new Map<number, number>();
	for (const invocation of report.invocations) {
		if (invocation.status !== "throttled" || !scale.shows(invocation.requestedAt)) continue;
		const column = Math.floor(scale.x(invocation.requestedAt) / refusalPx) * refusalPx;
		columns.set(column, (columns.get(column) ?? 0) + 1);
	}
	return [...columns].map(([x, count]) => ({ x, count }));
}
