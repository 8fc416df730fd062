import type { SourceId } from "./sources.ts";

/**
 * What every fact has. `source` says where it was read and when; `law` is its number in the laws of docs/fidelity.md, where it has one.
 * A fact that no source confirmed well enough is `unverified`, with the reason, and stands in docs/open-questions.md.
 */
export type Sourced = { readonly source: SourceId; readonly law?: string; readonly unverified?: string };

/**
 * What AWS charges: `usd` US dollars for `per` of `unit`. Of a price in tiers, `upTo` is where the tier ends, counted in units from the
 * beginning of the month; the last one has none.
 */
export type Price = Sourced & { readonly usd: number; readonly per: number; readonly unit: string; readonly upTo?: number };

/** What a month has free of charge; `months`: only so long after the account was opened. */
export type Allowance = Sourced & { readonly free: number; readonly unit: string; readonly months?: number };

/**
 * A limit, a default or a size. Times are in seconds (`s`), sizes in `bytes`, memory as Lambda writes it, in `MB`; everything else names
 * what is counted. `adjustable`: AWS raises it on request.
 */
export type Quota = Sourced & { readonly value: number; readonly unit: string; readonly adjustable?: true };

/** A managed runtime of Lambda. Dates are `yyyy-mm-dd`; null: not announced. */
export type Runtime = Sourced & {
	readonly name: string;
	readonly stage: "preview" | "supported" | "deprecated";
	readonly deprecation: string | null;
	/** From then on no function can be created, or updated, with it (L55). */
	readonly blockCreate: string | null;
	readonly blockUpdate: string | null;
};
