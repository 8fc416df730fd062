import { getRandomValues, randomUUID } from "./random.ts";

/**
 * The global `crypto`. What `subtle` is made of is evaluated when it is first asked for, since whatever the library has evaluated is
 * copied into every environment.
 */
export const webCrypto = {
	randomUUID,
	getRandomValues,
	get subtle(): object {
		return (require("./subtle.ts") as typeof import("./subtle.ts")).subtle;
	},
};
