import { type BarLabel, fitBarLabel, textWidth } from "#app/timeline/bar-label.ts";
import { lengthLabel } from "#app/timeline/clock-label.ts";
import { environmentKind } from "#app/timeline/start-words.ts";
import { foldMargin, type TimeScale } from "#app/timeline/time-scale.ts";
import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/index.ts";

export type BarEnd = "none" | "failed" | "timedOut";

export type Bar = {
	/** Id of the event it stands for; the first one when several are merged. */
	id: string;
	kind: "download" | "restore" | "init" | "suppressedInit" | "invoke";
	x: number;
	width: number;
	end: BarEnd;
	label: BarLabel;
	/** Pixels from its left edge that an init repeated inside of it takes; the label begins after them. */
	inset: number;
	/** How many events one bar stands for, when they are too close to be told apart. */
	count: number;
};

export type Lane = {
	environment: number;
	label: string;
	sub: string | null;
	total: string;
	bad: string | null;
	/** Where the environment exists without running. */
	rails: { x: number; width: number }[];
	bars: Bar[];
	/** Where it was shut down; null when it lived to the end of the run. */
	bracketX: number | null;
};

/** Room under the name of a lane. */
const subPx = 118;
/** Bars are never thinner. */
const thinnestPx = 2;

export function laneOf(report: Report, environment: ReportedEnvironment, scale: TimeScale, labelled: boolean): Lane {
	const invocations = environment.invocations.flatMap((n) => report.invocations[n - 1] ?? []);
	const failed = invocations.filter((invocation) => endOf(invocation.status) !== "none").length;
	const bars = [
		...invocations.flatMap((invocation) => invocationBar(invocation, environment, report.endedAt, scale, labelled)),
		...startBars(environment, report.endedAt, scale, labelled),
		...initBars(environment, report.endedAt, scale, labelled),
	];
	const initFailures = environment.inits.filter((init) => init.status === "error" || init.status === "timeout").length;
	return {
		environment: environment.n,
		label: `environment ${environment.n}`,
		sub: laneSub(environment, report.functions.length > 1),
		total: counted(invocations.length, "invocation"),
		bad: failed > 0 ? `${failed} failed` : initFailures > 0 ? "init failed" : null,
		rails: railsOf(environment, report.endedAt, scale),
		bars: mergeThinBars(bars),
		bracketX: bracketX(environment, scale),
	};
}

/** Function and kind of an environment, as far as they have room under its name. */
function laneSub(environment: ReportedEnvironment, manyFunctions: boolean): string | null {
	const parts = [...(manyFunctions ? [environment.function] : []), environmentKind(environment) ?? ""].filter((part) => part !== "");
	const all = parts.join(", ");
	return textWidth(all) <= subPx ? all || null : (parts[0] ?? null);
}

function bracketX({ endedAt, endReason }: ReportedEnvironment, scale: TimeScale): number | null {
	return endedAt !== null && endReason !== "scenarioEnd" && scale.shows(endedAt) ? scale.x(endedAt) : null;
}

/** "1 invocation", "1,204 invocations". */
export function counted(count: number, noun: string): string {
	return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function endOf(status: ReportedInvocation["status"]): BarEnd {
	if (status === "timedOut") return "timedOut";
	return status === "failed" || status === "crashed" ? "failed" : "none";
}

function invocationBar(
	invocation: ReportedInvocation,
	environment: ReportedEnvironment,
	endedAt: number,
	scale: TimeScale,
	labelled: boolean,
): Bar[] {
	if (invocation.startedAt === null || !scale.shows(invocation.startedAt, invocation.endedAt ?? endedAt)) return [];
	const place = barPlace(scale, invocation.startedAt, invocation.endedAt ?? endedAt);
	const inset = repeatedInitPx(invocation, environment, scale);
	const name = invocation.status === "timedOut" ? "timed out" : (invocation.label ?? "");
	const duration = invocation.durationMs === null ? "" : lengthLabel(invocation.durationMs);
	return [
		{
			id: `invocation-${invocation.n}`,
			kind: "invoke",
			...place,
			end: endOf(invocation.status),
			label: labelled ? fitBarLabel(place.width - inset, name, duration) : { name: null, duration: null },
			inset,
			count: 1,
		},
	];
}

/** What comes before INIT, or in its place: the package is fetched, or a snapshot restored. */
function startBars(environment: ReportedEnvironment, endedAt: number, scale: TimeScale, labelled: boolean): Bar[] {
	const { n, startedAt, downloadMs, restore } = environment;
	const bar = (kind: "download" | "restore", from: number, to: number, text: string): Bar[] => {
		if (!scale.shows(from, to)) return [];
		const place = barPlace(scale, from, to);
		const fits = labelled && textWidth(text) + 14 <= place.width;
		return [{ id: `${kind}-${n}`, kind, ...place, end: "none", label: { name: fits ? text : null, duration: null }, inset: 0, count: 1 }];
	};
	return [
		...(downloadMs ? bar("download", startedAt, startedAt + downloadMs, "fetch") : []),
		...(restore ? bar("restore", restore.startedAt, restore.endedAt ?? endedAt, "restore") : []),
	];
}

function initBars(environment: ReportedEnvironment, endedAt: number, scale: TimeScale, labelled: boolean): Bar[] {
	return environment.inits.flatMap((init, index) => {
		if (!scale.shows(init.startedAt, init.endedAt ?? endedAt)) return [];
		const place = barPlace(scale, init.startedAt, init.endedAt ?? endedAt);
		return {
			id: `init-${environment.n}-${index + 1}`,
			kind: init.suppressed ? "suppressedInit" : "init",
			...place,
			end: init.status === "error" ? "failed" : init.status === "timeout" ? "timedOut" : "none",
			label: { name: labelled ? initLabel(place.width, init.durationMs) : null, duration: null },
			inset: 0,
			count: 1,
		} satisfies Bar;
	});
}

function repeatedInitPx({ startedAt, endedAt }: ReportedInvocation, environment: ReportedEnvironment, scale: TimeScale): number {
	if (startedAt === null) return 0;
	const init = environment.inits.find(
		(init) => init.suppressed && init.startedAt >= startedAt && (endedAt === null || init.startedAt < endedAt),
	);
	return init?.endedAt ? Math.max(0, scale.x(init.endedAt) - scale.x(startedAt)) : 0;
}

/** The label of an init stands on a chip of its own, since hatching and letters do not go together. */
function initLabel(widthPx: number, durationMs: number | null): string | null {
	const texts = durationMs === null ? ["init"] : [`init ${lengthLabel(durationMs)}`, "init"];
	return texts.find((text) => textWidth(text) + 14 <= widthPx) ?? null;
}

function barPlace(scale: TimeScale, from: number, to: number): { x: number; width: number } {
	const x = Math.round(scale.x(from)) + 0.5;
	return { x, width: Math.max(thinnestPx, Math.round(scale.x(to)) + 0.5 - x) };
}

function railsOf(environment: ReportedEnvironment, endedAt: number, scale: TimeScale): { x: number; width: number }[] {
	const end = environment.endedAt ?? endedAt;
	return scale.stretches.flatMap((stretch, index) => {
		const [from, to] = [Math.max(stretch.from, environment.startedAt), Math.min(stretch.to, end)];
		if (to < from) return [];
		// An environment that lives on over a fold is drawn up to the torn edge.
		const left = scale.x(from) - (index > 0 && environment.startedAt < stretch.from ? foldMargin : 0);
		const right = scale.x(to) + (index < scale.stretches.length - 1 && end > stretch.to ? foldMargin : 0);
		return right > left ? [{ x: left, width: right - left }] : [];
	});
}

/** Bars so thin and so close that they would be one smear become one bar that knows how many it stands for. */
function mergeThinBars(bars: Bar[]): Bar[] {
	const merged: Bar[] = [];
	for (const bar of bars) {
		const last = merged.at(-1);
		if (last && last.kind === bar.kind && bar.width <= 3 && bar.x - (last.x + last.width) < 0.75 && (last.count > 1 || last.width <= 3)) {
			last.width = Math.max(last.width, bar.x + bar.width - last.x);
			last.count += bar.count;
			if (bar.end !== "none") last.end = bar.end;
		} else merged.push({ ...bar });
	}
	return merged;
}
