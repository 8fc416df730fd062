/** The only door of this room: what AWS charges and allows, as of one day, with sources. A leaf: it imports nothing of the project. */
export type { Allowance, Price, Quota, Runtime, Sourced } from "./fact.ts";
export {
	type AllowanceId,
	allowanceOf,
	type Fact,
	type FactId,
	factIds,
	factOf,
	isFactId,
	type PriceId,
	type QuotaId,
	quotaMs,
	quotaOf,
	type RuntimeId,
	unitPriceUsd,
} from "./facts.ts";
export { type FactFormat, formatFact } from "./format-fact.ts";
export { pricesAsOf, pricesRegion } from "./prices.ts";
export { type Source, type SourceId, sources } from "./sources.ts";
