import type { Allowance, Price, Quota, Runtime } from "./fact.ts";
import { type FactId, factOf } from "./facts.ts";

/**
 * `noun: false` leaves out what is counted: “$0.20 per million”, “1,000”. `exact: true` writes sizes in bytes and times in seconds, as they
 * are; else the largest unit that divides them is taken.
 */
export type FactFormat = { noun?: boolean; exact?: boolean };

/**
 * A fact in words and figures for a reader: “15 minutes”, “$0.20 per million requests”, “1,769 MB”, “6 MB”, “30 April 2028”. As in AWS's
 * own pages, KB, MB and GB of sizes are powers of 1,024.
 */
export function formatFact(id: FactId, format: FactFormat = {}): string {
	const fact = factOf(id);
	if ("usd" in fact) return priceText(fact, format);
	if ("free" in fact) return allowanceText(fact, format);
	if ("stage" in fact) return runtimeText(fact);
	return quotaText(fact, format);
}

const scales: readonly (readonly [number, string])[] = [
	[1_000_000_000, "billion"],
	[1_000_000, "million"],
];

function priceText({ usd, per, unit }: Price, { noun = true }: FactFormat): string {
	if (usd === 0) return "free of charge";
	const amount = `$${decimals(usd)}`;
	if (per === 1) return `${amount} per ${singular(unit)}`;
	const count = per === 1_000_000 ? "million" : grouped(per);
	return noun ? `${amount} per ${count} ${unit}` : `${amount} per ${count}`;
}

function allowanceText({ free, unit, months }: Allowance, { noun = true }: FactFormat): string {
	const scale = scales.find(([size]) => free >= size && (free / size) % 1 === 0);
	const count = scale ? `${grouped(free / scale[0])} ${scale[1]}` : grouped(free);
	if (!noun) return count;
	return `${count} ${monthly(unit)} per month${months === undefined ? "" : `, for ${months} months`}`;
}

function quotaText({ value, unit }: Quota, { noun = true, exact = false }: FactFormat): string {
	if (unit === "s") return exact ? counted(value, "second") : timeText(value);
	if (unit === "bytes") return exact ? counted(value, "byte") : sizeText(value);
	if (unit === "ms" || unit === "MB" || unit.startsWith("MB ") || unit === "Mbit/s") return `${grouped(value)} ${unit}`;
	if (unit.startsWith("%")) return noun ? `${value} ${unit}` : `${value} %`;
	return noun ? `${grouped(value)} ${value === 1 ? singular(unit) : unit}` : grouped(value);
}

function runtimeText({ name, stage, deprecation }: Runtime): string {
	if (deprecation === null) return `${name} (${stage})`;
	return dateText(deprecation);
}

const times: readonly (readonly [number, string])[] = [
	[31_536_000, "year"],
	[86_400, "day"],
	[3_600, "hour"],
	[60, "minute"],
	[1, "second"],
];

/** The largest unit that divides it; a day stays what the field calls it, 24 hours. */
function timeText(seconds: number): string {
	if (seconds === 86_400) return "24 hours";
	const [size, name] = times.find(([length]) => seconds % length === 0) ?? [1, "second"];
	return counted(seconds / size, name);
}

function sizeText(bytes: number): string {
	const units: readonly (readonly [number, string])[] = [
		[1_073_741_824, "GB"],
		[1_048_576, "MB"],
		[1_024, "KB"],
	];
	const found = units.find(([size]) => bytes % size === 0);
	return found ? `${grouped(bytes / found[0])} ${found[1]}` : counted(bytes, "byte");
}

/** “30 April 2028”. */
function dateText(date: string): string {
	return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

function counted(count: number, noun: string): string {
	return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Of “GB-seconds”, “requests per second”, “hours of a 0.5 GB cache”: the noun that is counted loses its plural. */
function singular(unit: string): string {
	return unit.replace(/^(?:.*?hours|[^ ]+)/, (noun) => noun.replace(/s$/, ""));
}

/** Ten metrics that are free all month are 10 metric-months: “10 metrics”. */
function monthly(unit: string): string {
	return unit.replace(/^(.+)-months$/, (_, noun: string) => (noun === "GB" ? noun : `${noun}s`));
}

function grouped(value: number): string {
	return value.toLocaleString("en-US", { maximumFractionDigits: 10 });
}

/** At least two decimals, and as many as the price has. */
function decimals(value: number): string {
	return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 12 });
}
