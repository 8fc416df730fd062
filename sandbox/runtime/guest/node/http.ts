/** node:http and node:https: Node.js's own modules, above the sockets of net.ts. */

export function http(): object {
	return require("node-source:http");
}

export function https(): object {
	return require("node-source:https");
}
