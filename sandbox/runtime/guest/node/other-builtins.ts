import { Buffer } from "buffer";
import { jsonParse } from "../primordials.ts";
import { util } from "../util.ts";
import { dgram } from "./dgram.ts";
import { dns, dnsPromises } from "./dns.ts";
import { readline } from "./readline.ts";

/** JSON text, put in by the build of this library: numbers and texts that modules of Node.js export. */
declare const NODE_CONSTANTS: string;

const constantsOf = (name: string) => (jsonParse(NODE_CONSTANTS) as Record<string, object>)[name] as object;

async function collected(stream: AsyncIterable<unknown>): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	for await (const piece of stream) pieces.push(typeof piece === "string" ? Buffer.from(piece) : new Uint8Array(piece as ArrayBuffer));
	return Buffer.concat(pieces);
}

const text = async (stream: AsyncIterable<unknown>) => (await collected(stream)).toString("utf8");

/** node:stream/consumers. */
const consumers = {
	text,
	json: async (stream: AsyncIterable<unknown>) => jsonParse(await text(stream)),
	buffer: collected,
	bytes: async (stream: AsyncIterable<unknown>) => new Uint8Array(await collected(stream)),
	blob: async (stream: AsyncIterable<unknown>) => {
		const { Blob } = require("../web/blob.ts") as typeof import("../web/blob.ts");
		return new Blob([await collected(stream)]);
	},
	arrayBuffer: async (stream: AsyncIterable<unknown>) => new Uint8Array(await collected(stream)).buffer,
};

/** What a program sees that is neither a worker nor one of a cluster. */
const mainThread = {
	isMainThread: true,
	isInternalThread: false,
	threadId: 0,
	threadName: "",
	parentPort: null,
	workerData: null,
	resourceLimits: {},
};
const primary = {
	isMaster: true,
	isPrimary: true,
	isWorker: false,
	workers: {},
	settings: {},
	SCHED_NONE: 1,
	SCHED_RR: 2,
	schedulingPolicy: 2,
};

const modules: Record<string, () => object> = {
	__proto__: null as never,
	_http_agent: () => require("node-source:_http_agent"),
	_http_client: () => require("node-source:_http_client"),
	_http_common: () => require("node-source:_http_common"),
	_http_incoming: () => require("node-source:_http_incoming"),
	_http_outgoing: () => require("node-source:_http_outgoing"),
	_http_server: () => require("node-source:_http_server"),
	cluster: () => primary,
	constants: () => constantsOf("constants"),
	dgram: () => dgram,
	dns: () => dns,
	"dns/promises": () => dnsPromises,
	http2: () => {
		const { connect, sensitiveHeaders } = require("./http2.ts") as typeof import("./http2.ts");
		return { connect, sensitiveHeaders, constants: constantsOf("http2") };
	},
	readline: () => ({ ...readline, promises: readline }),
	"readline/promises": () => readline,
	"stream/consumers": () => consumers,
	sys: () => util,
	tty: () => ({ isatty: () => false }),
	worker_threads: () => mainThread,
};

/**
 * A built-in module of which little or nothing is simulated, so that packages can be loaded that import it. Its other members are put in
 * by whoever asks, and say by name that they are missing when they are used.
 */
export function otherBuiltin(name: string): object {
	return modules[name]?.() ?? {};
}
