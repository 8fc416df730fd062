import { getRandomValues, randomUUID } from "./random.ts";

const inside = Symbol("inside");

/** Its functions are called on `crypto` and on nothing else, as in Node.js. */
function check(self: unknown): void {
	if (self instanceof Crypto) return;
	throw Object.assign(new TypeError('Value of "this" must be of type Crypto'), { code: "ERR_INVALID_THIS" });
}

/**
 * The class of the global `crypto`. What `subtle` is made of is evaluated when it is first asked for, since whatever the library has
 * evaluated is copied into every environment.
 */
export class Crypto {
	constructor(key?: symbol) {
		if (key !== inside) throw Object.assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
	}
	get subtle(): object {
		check(this);
		return (require("./subtle.ts") as typeof import("./subtle.ts")).subtle;
	}
	getRandomValues<T extends ArrayBufferView>(...args: [T]): T {
		check(this);
		if ((args.length as number) === 0) {
			const message = "Failed to execute 'getRandomValues' on 'Crypto': 1 argument required, but only 0 present.";
			throw Object.assign(new TypeError(message), { code: "ERR_MISSING_ARGS" });
		}
		return getRandomValues(args[0]);
	}
	randomUUID(options?: { disableEntropyCache?: boolean }): string {
		check(this);
		return randomUUID(options);
	}
	get [Symbol.toStringTag](): string {
		return "Crypto";
	}
}
for (const name of ["subtle", "getRandomValues", "randomUUID"]) {
	const found = Object.getOwnPropertyDescriptor(Crypto.prototype, name) as PropertyDescriptor;
	Object.defineProperty(Crypto.prototype, name, { ...found, enumerable: true });
}

/** The global. */
export const crypto = new Crypto(inside);
