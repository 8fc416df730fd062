/** An operation that Warmstart does not offer or bounds; the text is the subject of the sentence that the guest is told. */
export class BeyondSimulator extends Error {}

type Answer = Record<string, unknown>;

/**
 * Runs an operation of node:crypto.
 * @returns JSON text: what `work` gives, or `error` as node:crypto throws it, or `beyond` with what is not simulated. Total.
 */
export function answered(work: () => Answer): string {
	try {
		return JSON.stringify(work());
	} catch (thrown) {
		if (thrown instanceof BeyondSimulator) return JSON.stringify({ beyond: thrown.message });
		const { name, code, message, library, reason } = thrown as Record<string, unknown>;
		return JSON.stringify({ error: { name, code, message, library, reason } });
	}
}

export const fromBase64 = (text: string): Buffer => Buffer.from(text, "base64");
export const toBase64 = (bytes: NodeJS.ArrayBufferView | ArrayBuffer): string =>
	(bytes instanceof ArrayBuffer
		? Buffer.from(bytes)
		: Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
	).toString("base64");
