import type { NodeRuntime } from "#sandbox/build/built-project.ts";
import { qualifiedVersion } from "../environment/execution-context.ts";
import type { Place, PlatformEvent } from "./platform-event.ts";

/** Lines that the platform writes in the text format, field by field as on AWS (L8, L41, L118). Times in milliseconds. */

/**
 * An event as a line of text.
 * @returns undefined when the text format has no line for it: a successful INIT for a request has none (L6).
 */
export function textLine(event: PlatformEvent, { fn, region, initialization }: Place): string | undefined {
	switch (event.type) {
		case "initStart":
			return `INIT_START ${runtimeVersion(fn.runtime, region)}`;
		case "initEnd": {
			const { phase, status, durationMs, errorType } = event;
			if (status === "success" && (phase === "invoke" || initialization === "on-demand")) return undefined;
			const error = status === "error" && errorType ? `\tError Type: ${typeInLine(errorType)}` : "";
			return `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\tStatus: ${status}${error}`;
		}
		case "restoreStart":
			return `RESTORE_START ${runtimeVersion(fn.runtime, region)}`;
		case "restoreEnd":
			return `RESTORE_REPORT Restore Duration: ${event.durationMs.toFixed(2)} ms`;
		case "start":
			return `START RequestId: ${event.requestId} Version: ${qualifiedVersion(fn)}`;
		case "runtimeDone":
			return `END RequestId: ${event.requestId}`;
		case "report":
			return reportLine(event);
	}
}

function runtimeVersion(runtime: NodeRuntime, region: string): string {
	const { version, arn } = runtimeVersionOf(runtime, region);
	return `Runtime Version: ${version}\tRuntime Version ARN: ${arn}`;
}

export function runtimeVersionOf(runtime: NodeRuntime, region: string): { version: string; arn: string } {
	const version = runtime.replace("nodejs", "").replace(".x", "");
	// Version and hash are fixed: which build AWS deploys is not part of a scenario.
	const hash = "5f2c1b7d9a3e4c6f8b0d2e4a6c8f0b1d3e5a7c9f1b3d5e7a9c0b2d4f6a8c0e1f";
	return { version: `nodejs:${version}.v60`, arn: `arn:aws:lambda:${region}::runtime:${hash}` };
}

/** The type is what the function says: it must not look like further fields or lines of the platform. */
function typeInLine(errorType: string): string {
	return errorType
		.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
		.slice(0, 256)
		.toWellFormed();
}

export type ReportFields = {
	requestId: string;
	durationMs: number;
	billedMs: number;
	memoryMb: number;
	maxMemoryUsedMb: number;
	initMs?: number;
	/** Of an environment restored from a snapshot (L119). */
	restore?: { durationMs: number; billedMs: number };
	status?: "error" | "timeout";
	errorType?: string;
};

function reportLine(fields: ReportFields): string {
	let line = `REPORT RequestId: ${fields.requestId}\tDuration: ${fields.durationMs.toFixed(2)} ms\tBilled Duration: ${fields.billedMs} ms\t`;
	line += `Memory Size: ${fields.memoryMb} MB\tMax Memory Used: ${fields.maxMemoryUsedMb} MB\t`;
	if (fields.initMs !== undefined) line += `Init Duration: ${fields.initMs.toFixed(2)} ms\t`;
	if (fields.restore)
		line += `Restore Duration: ${fields.restore.durationMs.toFixed(2)} ms\tBilled Restore Duration: ${fields.restore.billedMs} ms\t`;
	if (fields.status) line += `Status: ${fields.status}${fields.errorType ? `\tError Type: ${typeInLine(fields.errorType)}` : ""}`;
	return line;
}

/** A console line as the runtime client writes it (L113). */
export function consoleLine(time: string, requestId: string, level: string, message: string): string {
	return `${time}\t${requestId}\t${level}\t${message}`;
}

/** `Billed Duration = ceil(Duration + Init Duration)` (L10), or with Billed Restore Duration in its place; the small offset keeps 133.00 from becoming 134 in binary fractions. */
export function billedMs(durationMs: number, startMs: number): number {
	return Math.ceil(Math.round((durationMs + startMs) * 100) / 100);
}
