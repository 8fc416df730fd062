/** node:http and node:https: Node.js's own modules, above the sockets of net.ts. */

import { missing } from "../not-simulated.ts";

/** Node.js reads these from undici by getters, also when a namespace of the module is made. */
const ofWebSockets = ["WebSocket", "CloseEvent", "MessageEvent"];

export function http(): object {
	const module = require("node-source:http");
	for (const name of ofWebSockets) {
		const value = missing(`${name} of node:http`);
		Object.defineProperty(module, name, { value, writable: true, configurable: true, enumerable: true });
	}
	return module;
}

export function https(): object {
	return require("node-source:https");
}
