import { DOMException } from "../events.ts";
import { missing } from "../not-simulated.ts";
import { Hash } from "./hash.ts";

const webDigests = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/** crypto.subtle: digests; the rest says by name that it is missing. */
export const subtle = {
	async digest(algorithm: string | { name: string }, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
		const name = `${typeof algorithm === "string" ? algorithm : algorithm?.name}`.toUpperCase();
		if (!webDigests.includes(name)) throw new DOMException("Unrecognized algorithm name", "NotSupportedError");
		if (typeof data === "string")
			throw Object.assign(new TypeError('The "data" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.'), {
				code: "ERR_INVALID_ARG_TYPE",
			});
		const view = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
		return new Uint8Array(new Hash(name).update(view).digest() as Buffer).buffer;
	},
};
for (const name of [
	"decrypt",
	"deriveBits",
	"deriveKey",
	"encrypt",
	"exportKey",
	"generateKey",
	"importKey",
	"sign",
	"unwrapKey",
	"verify",
	"wrapKey",
])
	Object.defineProperty(subtle, name, {
		value: missing(`crypto.subtle.${name}`, "createHash and createHmac of node:crypto are"),
		writable: true,
		configurable: true,
	});
