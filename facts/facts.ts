import type { Allowance, Price, Quota, Runtime } from "./fact.ts";
import { prices } from "./prices.ts";
import { quotas } from "./quotas.ts";
import { runtimes } from "./runtimes.ts";

type Prices = typeof prices;
type IdsOf<Kind> = { [Id in keyof Prices]: Prices[Id] extends Kind ? Id : never }[keyof Prices];

export type PriceId = IdsOf<Price>;
export type AllowanceId = IdsOf<Allowance>;
export type QuotaId = keyof typeof quotas;
export type RuntimeId = keyof typeof runtimes;
export type FactId = keyof Prices | QuotaId | RuntimeId;
export type Fact = Price | Allowance | Quota | Runtime;

const facts: ReadonlyMap<string, Fact> = new Map<string, Fact>(Object.entries({ ...prices, ...quotas, ...runtimes }));

/** Every id, in the order of the files: prices, quotas, runtimes. */
export const factIds: readonly FactId[] = [...facts.keys()].filter(isFactId);

/** Whether a text, for example one of content, names a fact. */
export function isFactId(id: string): id is FactId {
	return facts.has(id);
}

/** The whole entry, with its source. */
export function factOf(id: FactId): Fact {
	const fact = facts.get(id);
	if (!fact) throw new Error(`There is no fact ${id}.`);
	return fact;
}

/** @returns US dollars for one unit. */
export function unitPriceUsd(id: PriceId): number {
	const { usd, per } = prices[id];
	return usd / per;
}

/** @returns How much of its unit a month has for nothing. */
export function allowanceOf(id: AllowanceId): number {
	return prices[id].free;
}

/** @returns The value, in the unit that the entry names: seconds, bytes, MB, or what is counted. */
export function quotaOf(id: QuotaId): number {
	return quotas[id].value;
}

/** @returns A time in milliseconds. @throws When it is none. */
export function quotaMs(id: QuotaId): number {
	const { value, unit } = quotas[id];
	if (unit === "s") return value * 1_000;
	if (unit === "ms") return value;
	throw new Error(`${id} is not a time.`);
}
