import { assign } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { codes } from "./errors.ts";
import { addressOf, notFound } from "./names.ts";

type Found = { address: string; family: 4 | 6 };
type Options = { all?: boolean; family?: number | string } | number;
type Callback = (error: Error | null, ...found: unknown[]) => void;

function found(host: unknown): Found[] {
	if (typeof host !== "string") throw new codes.ERR_INVALID_ARG_TYPE("hostname", "string", host);
	const one = addressOf(host);
	return one ? [one] : [];
}

function failure(host: string, syscall: string): Error {
	if (syscall === "getaddrinfo") return notFound(host);
	const details = { errno: undefined, code: "ENOTFOUND", syscall, hostname: host };
	return assign(new Error(`${syscall} ENOTFOUND ${host}`), details);
}

/** Calls back in a later turn, as every answer of a name server does. */
function later(callback: Callback, ...args: Parameters<Callback>): void {
	timers.setImmediate(callback, ...args);
}

function lookup(host: string, given: Options | Callback, more?: Callback): object {
	const callback = (typeof given === "function" ? given : more) as Callback;
	if (typeof callback !== "function") throw new codes.ERR_INVALID_ARG_TYPE("callback", "function", callback);
	const all = typeof given === "object" && given !== null && given.all === true;
	const list = found(host);
	const [first] = list;
	if (!first) later(callback, failure(host, "getaddrinfo"));
	else if (all) later(callback, null, list);
	else later(callback, null, first.address, first.family);
	return { callback, family: 0, hostname: host, oncomplete: callback };
}

/** Addresses of one family. */
function resolver(family: 4 | 6, syscall: string) {
	return (host: string, given: unknown, more?: Callback): object => {
		const callback = (typeof given === "function" ? given : more) as Callback;
		const list = found(host).filter((one) => one.family === family);
		if (list.length === 0) later(callback, failure(host, syscall));
		else
			later(
				callback,
				null,
				list.map(({ address }) => address),
			);
		return {};
	};
}

const resolve4 = resolver(4, "queryA");
const resolve6 = resolver(6, "queryAaaa");

/** The same with a promise. */
function promised(call: (...args: never[]) => unknown) {
	return (...args: unknown[]) =>
		new Promise((resolve, reject) => {
			const done: Callback = (error, ...values) => (error ? reject(error) : resolve(values[0]));
			(call as (...args: unknown[]) => unknown)(...args, done);
		});
}

const errorCodes = {
	NODATA: "ENODATA",
	FORMERR: "EFORMERR",
	SERVFAIL: "ESERVFAIL",
	NOTFOUND: "ENOTFOUND",
	NOTIMP: "ENOTIMP",
	REFUSED: "EREFUSED",
	BADQUERY: "EBADQUERY",
	BADNAME: "EBADNAME",
	BADFAMILY: "EBADFAMILY",
	BADRESP: "EBADRESP",
	CONNREFUSED: "ECONNREFUSED",
	TIMEOUT: "ETIMEOUT",
	EOF: "EOF",
	FILE: "EFILE",
	NOMEM: "ENOMEM",
	DESTRUCTION: "EDESTRUCTION",
	BADSTR: "EBADSTR",
	BADFLAGS: "EBADFLAGS",
	NONAME: "ENONAME",
	BADHINTS: "EBADHINTS",
	NOTINITIALIZED: "ENOTINITIALIZED",
	LOADIPHLPAPI: "ELOADIPHLPAPI",
	ADDRGETNETWORKPARAMS: "EADDRGETNETWORKPARAMS",
	CANCELLED: "ECANCELLED",
};

let order = "verbatim";
const settings = {
	getServers: () => ["169.254.78.1"],
	getDefaultResultOrder: () => order,
	setDefaultResultOrder: (value: string) => {
		order = value;
	},
};

/** node:dns/promises. */
export const dnsPromises = {
	lookup: (host: string, options?: Options) =>
		new Promise((resolve, reject) => {
			lookup(host, options ?? {}, (error, address, family) => {
				if (error) reject(error);
				else resolve(Array.isArray(address) ? address : { address, family });
			});
		}),
	resolve: promised(resolve4),
	resolve4: promised(resolve4),
	resolve6: promised(resolve6),
	...settings,
	...errorCodes,
};

/** node:dns: every host of the simulated network has the same address; other names have none. */
export const dns = {
	lookup,
	resolve: resolve4,
	resolve4,
	resolve6,
	promises: dnsPromises,
	ADDRCONFIG: 32,
	ALL: 16,
	V4MAPPED: 8,
	...settings,
	...errorCodes,
};
