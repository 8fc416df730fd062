import { tell } from "./bridge.ts";
import { jsonRecord } from "./client/json-log.ts";
import { format, inspection } from "./inspect.ts";
import { indexOf } from "./primordials.ts";
import { state } from "./state.ts";

const LEVELS = "TRACE DEBUG INFO WARN ERROR FATAL";
type Level = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

function line(level: Level) {
	const { logging, nodeMajor } = state.boot;
	if (logging) {
		if (indexOf(LEVELS, level) < indexOf(LEVELS, logging.level)) return () => {};
		return (message?: unknown, ...values: unknown[]) => tell("log", { level, message: jsonRecord(nodeMajor < 24, message, values) });
	}
	// The client names its first parameter, so that a call without arguments logs "undefined".
	return (message?: unknown, ...values: unknown[]) => tell("log", { level, message: format(message, ...values) });
}

/** Writes to stdout or stderr without time and request id (L114). */
export function writeRaw(text: string): void {
	tell("stdout", { text });
}

/** The console of the Lambda runtime: one call is one log event in the text format (L113, L114). */
export function makeConsole(): Record<string, unknown> {
	const counts: Record<string, number> = Object.create(null);
	const started: Record<string, number> = Object.create(null);
	const info = line("INFO");
	const warn = line("WARN");
	const elapsed = (label: string) => {
		const ms = state.nowMs - (started[label] ?? state.nowMs);
		return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${+ms.toFixed(3)}ms`;
	};
	const methods: Record<string, (...values: unknown[]) => void> = {
		log: line("INFO"),
		info,
		debug: line("DEBUG"),
		trace: line("TRACE"),
		warn,
		error: line("ERROR"),
		fatal: line("FATAL"),
		dir: (value, options) => writeRaw(`${inspection().inspect(value, { customInspect: false, ...(options as object) })}\n`),
		dirxml: info,
		table: (value, columns) => info((require("./console-table.ts") as typeof import("./console-table.ts")).tableOf(value, columns)),
		assert: (condition, ...values) => {
			if (condition) return;
			if (typeof values[0] === "string") values[0] = `Assertion failed: ${values[0]}`;
			else values = ["Assertion failed", ...values];
			warn(...values);
		},
		count: (label = "default") => {
			const key = `${label}`;
			counts[key] = (counts[key] ?? 0) + 1;
			info(`${key}: ${counts[key]}`);
		},
		countReset: (label = "default") => {
			delete counts[`${label}`];
		},
		time: (label = "default") => {
			started[`${label}`] = state.nowMs;
		},
		timeLog: (label = "default", ...values) => info(`${label}: ${elapsed(`${label}`)}`, ...values),
		timeEnd: (label = "default") => {
			info(`${label}: ${elapsed(`${label}`)}`);
			delete started[`${label}`];
		},
		// The runtime client replaces console.log, so that Node's indentation of groups does not show on Lambda either.
		group: (...values) => {
			if (values.length > 0) info(...values);
		},
		groupCollapsed: (...values) => {
			if (values.length > 0) info(...values);
		},
		groupEnd: () => {},
	};
	return methods;
}
