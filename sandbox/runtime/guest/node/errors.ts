import { inspect } from "node-inspect-extracted";
import { received } from "../system-error.ts";

/** What stands for `internal/errors` of Node.js beside its own modules: the errors that these use, with the same codes and messages. */

type Kind = ErrorConstructor | TypeErrorConstructor | RangeErrorConstructor;
type Message = string | ((...args: never[]) => string);

const kinds = ["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];

function listed(words: readonly string[]): string {
	if (words.length < 3) return words.join(" or ");
	return `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}

const propertyOrArgument = (name: string) => (name.includes(".") ? "property" : "argument");

function wrongType(name: string, expected: string | string[], actual: unknown): string {
	const types: string[] = [];
	const instances: string[] = [];
	const others: string[] = [];
	for (const one of Array.isArray(expected) ? expected : [expected]) {
		if (kinds.includes(one)) types.push(one.toLowerCase());
		else if (/^[A-Z][a-zA-Z0-9]*$/.test(one)) instances.push(one);
		else others.push(one);
	}
	if (instances.length > 0 && types.includes("object")) {
		types.splice(types.indexOf("object"), 1);
		instances.push("Object");
	}
	const parts: string[] = [];
	if (types.length > 0) parts.push(`${types.length > 1 ? "one of type" : "of type"} ${listed(types)}`);
	if (instances.length > 0) parts.push(`an instance of ${listed(instances)}`);
	if (others.length > 1) parts.push(`one of ${listed(others)}`);
	else if (others[0] !== undefined) parts.push(`${others[0].toLowerCase() === others[0] ? "" : "an "}${others[0]}`);
	const subject = name.endsWith(" argument") ? name : `"${name}" ${propertyOrArgument(name)}`;
	return `The ${subject} must be ${parts.join(" or ")}. ${received(actual)}`;
}

function wrongValue(name: string, value: unknown, reason = "is invalid"): string {
	const shown = inspect(value);
	return `The ${propertyOrArgument(name)} '${name}' ${reason}. Received ${shown.length > 128 ? `${shown.slice(0, 128)}...` : shown}`;
}

function outOfRange(name: string, range: string, input: unknown, replaces = false): string {
	const large = Number.isInteger(input) && Math.abs(input as number) > 2 ** 32;
	const shown = large ? `${input}`.replace(/\B(?=(?:\d{3})+$)/g, "_") : inspect(input);
	return `${replaces ? name : `The value of "${name}" is out of range.`} It must be ${range}. Received ${shown}`;
}

function typeOf(value: unknown): string {
	return received(value).replace(/^Received /, "");
}

const messages = {
	ERR_AMBIGUOUS_ARGUMENT: [TypeError, 'The "%s" argument is ambiguous. %s'],
	ERR_CONSTRUCT_CALL_REQUIRED: [TypeError, "Class constructor %s cannot be invoked without `new`"],
	ERR_ILLEGAL_CONSTRUCTOR: [TypeError, "Illegal constructor"],
	ERR_INVALID_MIME_SYNTAX: [
		TypeError,
		(production: string, text: string, at: number) =>
			`The MIME syntax for a ${production} in "${text}" is invalid${at === -1 ? "" : ` at ${at}`}`,
	],
	ERR_INVALID_RETURN_VALUE: [
		TypeError,
		(input: string, name: string, value: unknown) =>
			`Expected ${input} to be returned from the "${name}" function but got ${typeOf(value)}.`,
	],
	ERR_MISSING_ARGS: [
		TypeError,
		(...names: string[]) =>
			`The ${names.map((name) => `"${name}"`).join(names.length > 2 ? ", " : " and ")} argument${names.length > 1 ? "s" : ""} must be specified`,
	],
	ERR_PARSE_ARGS_INVALID_OPTION_VALUE: [TypeError, "%s"],
	ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: [TypeError, "Unexpected argument '%s'. This command does not take positional arguments"],
	ERR_PARSE_ARGS_UNKNOWN_OPTION: [
		TypeError,
		(option: string, allowPositionals: boolean) => {
			const dashes = `'-- "${option}"`;
			const hint = `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in ${dashes}`;
			return `Unknown option '${option}'${allowPositionals ? hint : ""}`;
		},
	],
	ERR_HTTP_BODY_NOT_ALLOWED: [Error, "Adding content for this request method or response status is not allowed."],
	ERR_HTTP_CONTENT_LENGTH_MISMATCH: [
		Error,
		"Response body's content-length of %s byte(s) does not match the content-length of %s byte(s) set in header",
	],
	ERR_HTTP_HEADERS_SENT: [Error, "Cannot %s headers after they are sent to the client"],
	ERR_HTTP_INVALID_HEADER_VALUE: [TypeError, 'Invalid value "%s" for header "%s"'],
	ERR_HTTP_INVALID_STATUS_CODE: [RangeError, "Invalid status code: %s"],
	ERR_HTTP_REQUEST_TIMEOUT: [Error, "Request timeout"],
	ERR_HTTP_SOCKET_ASSIGNED: [Error, "ServerResponse has an already assigned socket"],
	ERR_HTTP_SOCKET_ENCODING: [Error, "Changing the socket encoding is not allowed per RFC7230 Section 3."],
	ERR_HTTP_TRAILER_INVALID: [Error, "Trailers are invalid with this transfer encoding"],
	ERR_INVALID_ARG_TYPE: [TypeError, wrongType],
	ERR_INVALID_ARG_VALUE: [TypeError, wrongValue],
	ERR_INVALID_CHAR: [
		TypeError,
		(name: string, field?: string) => `Invalid character in ${name}${field === undefined ? "" : ` ["${field}"]`}`,
	],
	ERR_INVALID_HTTP_TOKEN: [TypeError, '%s must be a valid HTTP token ["%s"]'],
	ERR_INVALID_PROTOCOL: [TypeError, 'Protocol "%s" not supported. Expected "%s"'],
	ERR_INVALID_THIS: [TypeError, 'Value of "this" must be of type %s'],
	ERR_METHOD_NOT_IMPLEMENTED: [Error, "The %s method is not implemented"],
	ERR_OUT_OF_RANGE: [RangeError, outOfRange],
	ERR_PROXY_INVALID_CONFIG: [Error, "%s"],
	ERR_PROXY_TUNNEL: [Error, "%s"],
	ERR_SERVER_ALREADY_LISTEN: [Error, "Listen method has been called more than once without closing."],
	ERR_SERVER_NOT_RUNNING: [Error, "Server is not running."],
	ERR_SOCKET_BAD_PORT: [
		RangeError,
		(name: string, port: unknown, allowsZero = true) => `${name} should be ${allowsZero ? ">=" : ">"} 0 and < 65536. ${received(port)}.`,
	],
	ERR_STREAM_ALREADY_FINISHED: [Error, "Cannot call %s after a stream was finished"],
	ERR_STREAM_CANNOT_PIPE: [Error, "Cannot pipe, not readable"],
	ERR_STREAM_DESTROYED: [Error, "Cannot call %s after a stream was destroyed"],
	ERR_STREAM_NULL_VALUES: [TypeError, "May not write null values to stream"],
	ERR_STREAM_WRITE_AFTER_END: [Error, "write after end"],
	ERR_UNESCAPED_CHARACTERS: [TypeError, "%s contains unescaped characters"],
	ERR_UNKNOWN_ENCODING: [TypeError, "Unknown encoding: %s"],
	ERR_UNKNOWN_SIGNAL: [TypeError, "Unknown signal: %s"],
} satisfies Record<string, readonly [Kind, Message]>;

type Coded = new (...args: unknown[]) => Error & { code: string };
type NodeError = Coded & { HideStackFramesError: Coded };

function coded(code: string, Base: Kind, message: Message): NodeError {
	class NodeError extends (Base as ErrorConstructor) {
		code = code;
		constructor(...args: unknown[]) {
			let next = 0;
			super(typeof message === "string" ? message.replace(/%s/g, () => `${args[next++]}`) : message(...(args as never[])));
			// V8 writes the head of the stack when the error is made; Node.js shows the code in it.
			const { stack } = this;
			const value = typeof stack === "string" ? stack.replace(this.name, `${this.name} [${code}]`) : stack;
			Object.defineProperty(this, "stack", { value, writable: true, configurable: true });
		}
		override toString(): string {
			return `${this.name} [${code}]: ${this.message}`;
		}
	}
	Object.defineProperty(NodeError.prototype, "constructor", { value: Base, writable: true, configurable: true });
	return Object.assign(NodeError as unknown as Coded, { HideStackFramesError: NodeError as unknown as Coded });
}

type Code = keyof typeof messages;

export const codes: Record<Code, NodeError> = Object.create(null);
for (const [code, [Base, message]] of Object.entries(messages)) codes[code as Code] = coded(code, Base, message);

/** The connection ended before its time. */
export class ConnResetException extends Error {
	code = "ECONNRESET";
}
Object.defineProperty(ConnResetException.prototype, "constructor", { value: Error, writable: true, configurable: true });

/** In Node.js it takes frames of Node.js out of the stack. */
export function hideStackFrames<F extends object>(call: F): F & { withoutStackTrace: F } {
	return Object.assign(call, { withoutStackTrace: call });
}

/** Nothing of a learner's keeps the library from setting it. */
export const isErrorStackTraceLimitWritable = () => true;
