import type { BuiltFunction, SystemLogLevel } from "#sandbox/build/built-project.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import { physicalNameOf, qualifiedVersion } from "../environment/execution-context.ts";
import { type ReportFields, runtimeVersionOf } from "./platform-log.ts";

type InitEnd = { phase: "init" | "invoke"; status: "success" | "error" | "timeout"; durationMs: number; errorType?: string };

/** What the platform has to say in the log of an environment; it is written in the text or the JSON format. */
export type PlatformEvent =
	| { type: "initStart" }
	| ({ type: "initEnd" } & InitEnd)
	| { type: "restoreStart" }
	| { type: "restoreEnd"; durationMs: number; billedMs: number }
	| { type: "start"; requestId: string }
	/** The runtime asks for the next event, or is gone. */
	| {
			type: "runtimeDone";
			requestId: string;
			status: "success" | "error" | "timeout";
			errorType?: string;
			durationMs: number;
			bytes: number;
	  }
	| ({ type: "report" } & ReportFields);

/** What the events tell of the environment. */
export type Place = { fn: BuiltFunction; region: string; logStream: string; initialization: InitializationType };

type SystemEvent = { type: string; level: SystemLogLevel; record: object };

const LEVELS: readonly SystemLogLevel[] = ["DEBUG", "INFO", "WARN"];

/**
 * The system events of the JSON format (L120), as far as the function's SystemLogLevel lets them through (L116). Names, order and levels
 * of fields are those of recorded logs of 2024 to 2026 and of AWS's table of levels.
 * @param time ISO 8601.
 */
export function systemEvents(event: PlatformEvent, place: Place, time: string): string[] {
	const least = LEVELS.indexOf(place.fn.logging?.system ?? "INFO");
	return eventsOf(event, place, time)
		.filter(({ level }) => LEVELS.indexOf(level) >= least)
		.map(({ type, record }) => JSON.stringify({ time, type: `platform.${type}`, record }));
}

const ofStatus = (status: string, good: SystemLogLevel): SystemLogLevel => (status === "success" ? good : "WARN");
const typeOf = (errorType: string | undefined) => (errorType === undefined ? {} : { errorType: errorType.slice(0, 256).toWellFormed() });

function eventsOf(event: PlatformEvent, place: Place, time: string): SystemEvent[] {
	const { fn, region, initialization: initializationType } = place;
	switch (event.type) {
		case "initStart":
			return [{ type: "initStart", level: "INFO", record: { initializationType, phase: "init", ...instanceOf(place) } }];
		case "initEnd": {
			const { phase, status, durationMs, errorType } = event;
			const record = { initializationType, phase, status, ...typeOf(errorType) };
			const reported = ofStatus(status, initializationType === "on-demand" ? "DEBUG" : "INFO");
			return [
				{ type: "initRuntimeDone", level: ofStatus(status, "DEBUG"), record },
				{ type: "initReport", level: reported, record: { ...record, metrics: { durationMs } } },
			];
		}
		case "restoreStart":
			return [{ type: "restoreStart", level: "INFO", record: instanceOf(place) }];
		case "restoreEnd": {
			const { durationMs, billedMs } = event;
			return [
				{ type: "restoreRuntimeDone", level: "DEBUG", record: { status: "success" } },
				{ type: "restoreReport", level: "INFO", record: { status: "success", metrics: { durationMs, billedDurationMs: billedMs } } },
			];
		}
		case "start": {
			const record = { requestId: event.requestId, functionArn: functionArn(region, physicalNameOf(fn)), version: qualifiedVersion(fn) };
			return [{ type: "start", level: "INFO", record }];
		}
		case "runtimeDone": {
			const { requestId, status, errorType, durationMs, bytes } = event;
			const spans = status === "success" ? { spans: spansOf(durationMs, time) } : {};
			const record = { requestId, status, ...typeOf(errorType), ...spans, metrics: { durationMs, producedBytes: bytes } };
			return [{ type: "runtimeDone", level: ofStatus(status, "DEBUG"), record }];
		}
		case "report":
			return [{ type: "report", level: ofStatus(event.status ?? "success", "INFO"), record: reportOf(event) }];
	}
}

/** Response and end are one moment here (L16): the whole duration is the wait for the response. */
function spansOf(durationMs: number, time: string): object[] {
	const started = new Date(Date.parse(time) - durationMs).toISOString();
	return [
		{ name: "responseLatency", start: started, durationMs },
		{ name: "responseDuration", start: time, durationMs: 0 },
		{ name: "runtimeOverhead", start: time, durationMs: 0 },
	];
}

function reportOf({
	requestId,
	durationMs,
	billedMs,
	memoryMb,
	maxMemoryUsedMb,
	initMs,
	restore,
	status,
	errorType,
}: ReportFields): object {
	const metrics = {
		durationMs,
		billedDurationMs: billedMs,
		memorySizeMB: memoryMb,
		maxMemoryUsedMB: maxMemoryUsedMb,
		...(initMs === undefined ? {} : { initDurationMs: initMs }),
		...(restore ? { restoreDurationMs: restore.durationMs, billedRestoreDurationMs: restore.billedMs } : {}),
	};
	return { requestId, metrics, status: status ?? "success", ...(status === "error" ? typeOf(errorType) : {}) };
}

function instanceOf({ fn, region, logStream }: Place): object {
	const { version, arn } = runtimeVersionOf(fn.runtime, region);
	const name = physicalNameOf(fn);
	return {
		runtimeVersion: version,
		runtimeVersionArn: arn,
		functionName: name,
		functionVersion: qualifiedVersion(fn),
		// The log stream, with the name of the function before the version.
		instanceId: logStream.replace("[", `${name}[`),
		instanceMaxMemory: fn.memoryMb * 2 ** 20,
	};
}
