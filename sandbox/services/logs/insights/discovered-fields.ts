import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Row } from "./evaluate.ts";
import { Moment, type Value } from "./functions.ts";

/** An event of a log group. `timestamp` in calendar milliseconds. */
export type InsightsLogEvent = { logGroup: string; logStream: string; timestamp: number; message: string };

/** Fields that Insights takes from the JSON of one log event. */
const MOST_FIELDS = 200;
const MEGABYTE = 1_000_000;

/** Numbers of a REPORT line by their label, with what one of the unit is. */
const REPORTED: readonly [field: string, pattern: RegExp, unit: number][] = [
	["@duration", /\tDuration: ([\d.]+) ms/, 1],
	["@billedDuration", /\tBilled Duration: ([\d.]+) ms/, 1],
	["@initDuration", /\tInit Duration: ([\d.]+) ms/, 1],
	["@memorySize", /\tMemory Size: ([\d.]+) MB/, MEGABYTE],
	["@maxMemoryUsed", /\tMax Memory Used: ([\d.]+) MB/, MEGABYTE],
];

/**
 * The fields that Logs Insights discovers in an event of a function's log group: its own, those of Lambda's START, END and REPORT lines,
 * and those of the first piece of JSON in it, nested ones joined by dots.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function discoveredFields({ logGroup, logStream, timestamp, message }: InsightsLogEvent): Row {
	const row: Row = new Map<string, Value>([
		["@timestamp", new Moment(timestamp)],
		["@ingestionTime", new Moment(timestamp)],
		["@message", message],
		["@logStream", logStream],
		["@log", `${ACCOUNT}:${logGroup}`],
	]);
	const platform = /^(START|END|REPORT) RequestId: ([0-9a-f-]{36})/.exec(message);
	if (platform) {
		row.set("@type", platform[1]);
		row.set("@requestId", platform[2]);
		for (const [field, pattern, unit] of platform[1] === "REPORT" ? REPORTED : []) {
			const number = pattern.exec(message)?.[1];
			if (number !== undefined) row.set(field, Number(number) * unit);
		}
		return row;
	}
	const requestId = /^\S+\t([0-9a-f]{8}-[0-9a-f-]{27})\t/.exec(message)?.[1];
	if (requestId !== undefined) row.set("@requestId", requestId);
	const json = firstJson(message);
	if (json) flatten(json, "", row);
	return row;
}

function firstJson(message: string): object | undefined {
	const start = message.indexOf("{");
	const end = message.lastIndexOf("}");
	if (start < 0 || end < start) return undefined;
	try {
		return JSON.parse(message.slice(start, end + 1)) as object;
	} catch {
		return undefined;
	}
}

function flatten(value: object, prefix: string, row: Row): void {
	for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
		if (row.size >= MOST_FIELDS) return;
		const name = prefix === "" ? key : `${prefix}.${key}`;
		if (typeof inner === "object" && inner !== null) flatten(inner, name, row);
		else if (typeof inner === "boolean") row.set(name, Number(inner));
		else if ((typeof inner === "number" || typeof inner === "string") && !row.has(name)) row.set(name, inner);
	}
}
