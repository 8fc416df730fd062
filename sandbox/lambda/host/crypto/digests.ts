import { createHash, createHmac } from "node:crypto";
import type { GuestMessage } from "../../process/guest-messages.ts";
import { answered, BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";

const MOST_OUTPUT_BYTES = 2 ** 20;

/**
 * Hashes and HMACs of node:crypto.
 * @returns JSON text: `digest` in base64, or the `error` as node:crypto throws it.
 */
export function digestOf({ algorithm, data, key, outputLength }: GuestMessage<"hash">): string {
	return answered(() => {
		if ((outputLength ?? 0) > MOST_OUTPUT_BYTES) throw new BeyondSimulator("A digest of more than 1 MB");
		const hash =
			key === undefined
				? createHash(algorithm, outputLength === undefined ? undefined : { outputLength })
				: createHmac(algorithm, fromBase64(key));
		return { digest: toBase64(hash.update(fromBase64(data)).digest()) };
	});
}
