import { assign } from "../primordials.ts";
import { state } from "../state.ts";
import { enumerable } from "./web-idl.ts";

const inside = Symbol("inside");

/** The class of the global navigator (Node.js 21), with what a function sees of its machine. */
export class Navigator {
	constructor(key?: symbol) {
		if (key !== inside) throw assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
	}
	static make(): Navigator {
		return new Navigator(inside);
	}
	get hardwareConcurrency(): number {
		return 2;
	}
	get language(): string {
		return "en-US";
	}
	get languages(): readonly string[] {
		return Object.freeze(["en-US"]);
	}
	get userAgent(): string {
		return `Node.js/${state.boot.nodeMajor}`;
	}
	get platform(): string {
		return "linux";
	}
}
enumerable(Navigator, ["hardwareConcurrency", "language", "languages", "userAgent", "platform"]);
