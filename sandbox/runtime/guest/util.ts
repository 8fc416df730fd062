import { format, formatWithOptions, inspect, stripVTControlCharacters } from "node-inspect-extracted";
import { parseEnv } from "./parse-env.ts";
import { timers, timersPromises } from "./process/timers.ts";
import { state } from "./state.ts";
import { systemErrorFunctions } from "./system-error-names.ts";
import { types } from "./util-types.ts";
import { validateFunction, validateObject, wrongType } from "./validate.ts";
import { TextDecoder, TextEncoder } from "./web/text-encoding.ts";

type AnyFunction = (...args: unknown[]) => unknown;
type Callback = (error: unknown, value?: unknown) => void;
const custom = Symbol.for("nodejs.util.promisify.custom");
Object.defineProperty(timers.setTimeout, custom, { value: timersPromises.setTimeout });
Object.defineProperty(timers.setImmediate, custom, { value: timersPromises.setImmediate });

const invalid = (name: string, expected: string, value: unknown) => wrongType(name, `of type ${expected}`, value);

function promisify(original: AnyFunction & { [custom]?: AnyFunction }): AnyFunction {
	if (typeof original !== "function") throw invalid("original", "function", original);
	const given = original[custom];
	if (given) {
		validateFunction(given, "util.promisify.custom");
		return Object.defineProperty(given, custom, { value: given, enumerable: false, writable: false, configurable: true });
	}
	const made = function (this: unknown, ...args: unknown[]) {
		return new Promise((resolve, reject) => {
			original.call(this, ...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
		});
	};
	Object.setPrototypeOf(made, Object.getPrototypeOf(original));
	return Object.defineProperties(made, Object.getOwnPropertyDescriptors(original));
}

/** The callback is called outside of the promise, so that what it throws is an uncaught error and no rejection. */
function callbackify(original: AnyFunction): AnyFunction {
	if (typeof original !== "function") throw invalid("original", "function", original);
	return function (this: unknown, ...args: unknown[]) {
		const callback = args.pop() as Callback;
		if (typeof callback !== "function") throw invalid("last argument", "function", callback);
		const { process } = globalThis;
		(Reflect.apply(original, this, args) as Promise<unknown>).then(
			(value) => process.nextTick(callback, null, value),
			(reason) => {
				const message = "Promise was rejected with falsy value";
				const error = reason || Object.assign(new Error(message), { code: "ERR_FALSY_VALUE_REJECTION", reason });
				process.nextTick(callback, error);
			},
		);
	};
}

function inherits(child: AnyFunction, parent: AnyFunction): void {
	if (typeof child !== "function") throw invalid("ctor", "function", child);
	if (typeof parent !== "function") throw invalid("superCtor", "function", parent);
	Object.defineProperty(child, "super_", { value: parent, writable: true, configurable: true });
	Object.setPrototypeOf(child.prototype, parent.prototype);
}

const warned = new Set<string>();

/** Warns once, when the function is first called; one code warns once. */
function deprecate(original: AnyFunction, message: string, code?: string): AnyFunction {
	let first = true;
	function deprecated(this: unknown, ...args: unknown[]) {
		if (first && !(code && warned.has(code))) {
			if (code) warned.add(code);
			const warning = Object.assign(new Error(message), { name: "DeprecationWarning", code });
			globalThis.process.emitWarning(warning);
		}
		first = false;
		return new.target ? Reflect.construct(original, args, new.target) : Reflect.apply(original, this, args);
	}
	Object.setPrototypeOf(deprecated, original);
	if (original.prototype) deprecated.prototype = original.prototype;
	return deprecated;
}

/** Writes to standard error when the variable NODE_DEBUG names the section. */
function debuglog(section: string): AnyFunction & { enabled?: boolean } {
	const sections = `${globalThis.process.env.NODE_DEBUG ?? ""}`.toUpperCase().split(",");
	const enabled = sections.includes(`${section}`.toUpperCase());
	const log = (...args: unknown[]) => {
		if (enabled) globalThis.process.stderr.write(`${`${section}`.toUpperCase()} 8: ${format(...args)}\n`);
	};
	return Object.defineProperty(log, "enabled", { value: enabled });
}

/** Standard output of a function is no terminal, so since Node.js 22.13 the text stays plain unless `validateStream` is false. */
function styleText(styles: string | string[], text: string, options: { validateStream?: boolean } = {}): string {
	const colors = (inspect as unknown as { colors: Record<string, [number, number]> }).colors;
	let opening = "";
	let closing = "";
	for (const style of Array.isArray(styles) ? styles : [styles]) {
		const pair = Object.hasOwn(colors, style) ? colors[style] : undefined;
		if (style !== "none" && !pair) {
			throw Object.assign(
				new TypeError(
					`The argument 'format' must be one of: ${Object.keys(colors)
						.map((one) => `'${one}'`)
						.join(", ")}. Received '${style}'`,
				),
				{ code: "ERR_INVALID_ARG_VALUE" },
			);
		}
		if (!pair) continue;
		opening += `\u001b[${pair[0]}m`;
		closing = `\u001b[${pair[1]}m${closing}`;
	}
	const always = Number.parseInt(state.boot.nodeVersion, 10) < 22;
	return always || options.validateStream === false ? opening + text + closing : text;
}

async function aborted(signal: AbortSignal, resource: object): Promise<void> {
	if (signal === undefined) throw wrongType("signal", "an instance of AbortSignal", signal);
	validateObject(resource, "resource");
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

// Node's own modules, evaluated when they are first asked for.
const comparisons = () => require("node-source:internal/util/comparisons") as { isDeepStrictEqual(a: unknown, b: unknown): boolean };
const mime = () => require("node-source:internal/mime") as { MIMEType: object; MIMEParams: object };

/** node:util. */
export const util = {
	format,
	formatWithOptions,
	inspect,
	stripVTControlCharacters,
	promisify: Object.assign(promisify, { custom }),
	callbackify,
	inherits,
	deprecate,
	debuglog,
	debug: debuglog,
	styleText,
	aborted,
	isDeepStrictEqual: (a: unknown, b: unknown) => comparisons().isDeepStrictEqual(a, b),
	parseArgs: (config?: object) =>
		(require("node-source:internal/util/parse_args/parse_args") as { parseArgs: AnyFunction }).parseArgs(config),
	get MIMEType() {
		return mime().MIMEType;
	},
	get MIMEParams() {
		return mime().MIMEParams;
	},
	isArray: Array.isArray,
	_extend: (target: object, source: unknown) => (typeof source === "object" && source !== null ? Object.assign(target, source) : target),
	parseEnv,
	...systemErrorFunctions,
	toUSVString: (text: unknown) => `${text}`.toWellFormed(),
	TextEncoder,
	TextDecoder,
	types,
};
