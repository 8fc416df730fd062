import type { Json } from "#sandbox/json-value.ts";

/** An event as rules and targets see it (L283). */
export type Envelope = {
	version: string;
	id: string;
	"detail-type": string;
	source: string;
	account: string;
	time: string;
	region: string;
	resources: Json[];
	detail: Json;
	"replay-name"?: string;
};
