import { quotaOf } from "#facts/index.ts";

/** An entry of PutEvents. `detail` is JSON text. */
export type Entry = { source: string; detailType: string; detail: string; resources: string[] };

/** Of one entry, its envelope not counted; of all entries of a request together (L328). */
export const MOST_ENTRY_BYTES = quotaOf("eventbridge.put.size");

/** The size of an entry as PutEvents counts it: 14 bytes for the time, and its texts in UTF-8 (L328). */
export function entryBytes({ source, detailType, detail, resources }: Entry): number {
	return 14 + [source, detailType, detail, ...resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/**
 * Why PutEvents refuses an entry.
 * @returns undefined for one that it takes.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export function entryProblem(entry: Entry): { code: string; message: string } | undefined {
	for (const [name, value] of [
		["Source", entry.source],
		["DetailType", entry.detailType],
	] as const)
		if (value === "")
			return { code: "InvalidArgument", message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` };
	if (!isObjectText(entry.detail)) return { code: "MalformedDetail", message: "Detail is malformed." };
	if (entryBytes(entry) > MOST_ENTRY_BYTES)
		return { code: "ValidationException", message: "Total size of the entries in the request is over the limit." };
	return undefined;
}

function isObjectText(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}
