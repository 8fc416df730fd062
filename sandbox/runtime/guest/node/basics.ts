import { Buffer } from "buffer";
import { format, inspect } from "node-inspect-extracted";
import { matchesGlob } from "../glob-pattern.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { signals } from "../os-constants.ts";
import { apply } from "../primordials.ts";
import currentProcess from "../process/current-process.ts";
import { types } from "../util-types.ts";
import * as errors from "./errors.ts";

/**
 * What those of Node.js's own modules find around them that compute only (BASIC_MODULES in sandbox/build/node-sources.ts): paths,
 * assertions, arguments of programs, MIME types.
 */

export { primordials } from "./primordials.ts";
export const process = currentProcess;

type Call = (...args: unknown[]) => unknown;

function assert(value: unknown, message?: string): void {
	if (!value) throw Object.assign(new Error(message ?? "The expression evaluated to a falsy value"), { code: "ERR_INTERNAL_ASSERTION" });
}

const isError = (value: unknown) => types.isNativeError(value) || value instanceof Error;

/** Letters of paths by their codes. */
const characters = {
	CHAR_UPPERCASE_A: 65,
	CHAR_LOWERCASE_A: 97,
	CHAR_UPPERCASE_Z: 90,
	CHAR_LOWERCASE_Z: 122,
	CHAR_DOT: 46,
	CHAR_FORWARD_SLASH: 47,
	CHAR_BACKWARD_SLASH: 92,
	CHAR_COLON: 58,
	CHAR_QUESTION_MARK: 63,
};

const util = {
	isError,
	isWindows: false,
	isMacOS: false,
	kEmptyObject: Object.freeze({ __proto__: null }),
	getLazy: (make: Call) => {
		let made: { value: unknown } | undefined;
		return () => {
			made ??= { value: make() };
			return made.value;
		};
	},
	setOwnProperty: (object: object, name: string, value: unknown) =>
		Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true }),
	normalizeEncoding: (encoding: unknown) => (Buffer.isEncoding(`${encoding}`) ? `${encoding}`.toLowerCase() : undefined),
};

const modules: Record<string, unknown> = {
	__proto__: null,
	buffer: { Buffer },
	"internal/assert": assert,
	"internal/constants": characters,
	"internal/errors": errors,
	// Node.js quotes the expression from the file; here the code is another text than the learner's.
	"internal/errors/error_source": { getErrorSourceExpression: () => "(the text of the expression is not simulated by Warmstart)" },
	"internal/fs/glob": { matchGlobPattern: matchesGlob },
	"internal/options": { getOptionValue: () => undefined },
	"internal/url": { isURL: (value: unknown) => value instanceof globalThis.URL },
	"internal/util": util,
	// Standard output of a function is no terminal.
	"internal/util/colors": { blue: "", green: "", white: "", red: "", gray: "", clear: "", hasColors: false, refresh: () => {} },
	"internal/util/inspect": { inspect, format },
	"internal/util/types": types,
};

/** A module that one of Node.js's own asks for, other than one of those that are taken from it. */
export function internalModule(name: string): unknown {
	if (name in modules) return modules[name];
	throw new NotSimulatedError(`node:${name}`);
}

const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;

/** Names of properties other than indices, as V8 lists them. */
function getOwnNonIndexProperties(object: object, filter: number): PropertyKey[] {
	return Reflect.ownKeys(object).filter((key) => {
		if (typeof key === "symbol") return !(filter & SKIP_SYMBOLS) && isEnumerable(object, key);
		return String(Number(key) >>> 0) !== key && isEnumerable(object, key);
	});
}

const { propertyIsEnumerable: enumerable } = Object.prototype;
const isEnumerable = (object: object, key: PropertyKey) => apply(enumerable, object, [key]);

const bindings: Record<string, object> = {
	__proto__: null as never,
	constants: { os: { signals } },
	buffer: { compare: (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) },
	util: { constants: { ONLY_ENUMERABLE, SKIP_SYMBOLS }, getOwnNonIndexProperties },
};

export function internalBinding(name: string): object {
	const binding = bindings[name];
	if (!binding) throw new NotSimulatedError(`The binding ${name} of Node.js`);
	return binding;
}
