import type { Buffer } from "buffer";
import { assign } from "../primordials.ts";

/** The head of an HTTP/1.1 message: its first line and its headers. As strict as llhttp, and with its words. */

export const methods: readonly string[] =
	"ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split(
		" ",
	);

export const NEW_LINE = 10;
export const CARRIAGE_RETURN = 13;

/** What is wrong with a message. */
export type ParseError = Error & { code: string; reason: string; bytesParsed: number };

export function parseError(code: string, reason: string): ParseError {
	return assign(new Error("Parse Error"), { bytesParsed: 0, code, reason });
}

export type Start = { minor: number; method?: string; url?: string; status?: number; message?: string };
export type Head = { start: Start; headers: string[] };

const NOT_HTTP = ["HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"] as const;
const PROTOCOL = "HTTP/";

function versionOf(text: string): number | ParseError {
	return /^1\.[01]$/.test(text) ? Number(text[2]) : parseError("HPE_INVALID_VERSION", "Invalid HTTP version");
}

function requestLine(line: string): Start | ParseError {
	const [, method = "", url, protocol, version = ""] = /^([A-Z-]*)(?: +(\S+))?(?: +(HTTP\/)(.*))?/.exec(line) ?? [];
	if (!methods.includes(method)) return parseError("HPE_INVALID_METHOD", "Invalid method encountered");
	if (url === undefined || !/^(?:[/*]|[a-z]+:\/\/)/i.test(url)) {
		const isSchema = url !== undefined && /^[a-z]/i.test(url);
		return parseError("HPE_INVALID_URL", isSchema ? "Unexpected char in url schema" : "Unexpected start char in url");
	}
	if (protocol === undefined) return parseError("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/");
	const minor = versionOf(version);
	return minor instanceof Error ? minor : { minor, method, url };
}

function statusLine(line: string): Start | ParseError {
	if (!line.startsWith(PROTOCOL)) return parseError(...NOT_HTTP);
	const [, version = "", , status, , message = ""] = /^HTTP\/([^ ]*)( (\d{3})(?= |$)( (.*))?)?/.exec(line) ?? [];
	const minor = versionOf(version);
	if (minor instanceof Error) return minor;
	if (status === undefined) return parseError("HPE_INVALID_STATUS", "Invalid status code");
	return { minor, status: Number(status), message };
}

/** The line without its end. */
function lineOf(text: string, isFirst: boolean, isRequest: boolean): string | ParseError {
	if (text.endsWith("\r")) return text.slice(0, -1);
	if (!isFirst) return parseError("HPE_CR_EXPECTED", "Missing expected CR after header value");
	return isRequest
		? parseError("HPE_INVALID_VERSION", "Expected CRLF after version")
		: parseError("HPE_CR_EXPECTED", "Missing expected CR after response line");
}

/**
 * Reads what there is of a head: a line that is wrong counts before the rest has come.
 * @param isComplete Whether the empty line at the end is there.
 */
export function readHead(data: Buffer, isRequest: boolean, isComplete: boolean): Head | ParseError | undefined {
	const lines = data.toString("latin1").split("\n");
	const unfinished = lines.pop() as string;
	const [first, ...rest] = lines;
	if (first === undefined) {
		const differs = !isRequest && !PROTOCOL.startsWith(unfinished.slice(0, PROTOCOL.length)) && !unfinished.startsWith(PROTOCOL);
		return differs ? parseError(...NOT_HTTP) : undefined;
	}
	const line = lineOf(first, true, isRequest);
	// What the line says is read before its end.
	const start = isRequest ? requestLine(first.replace(/\r$/, "")) : statusLine(first.replace(/\r$/, ""));
	if (start instanceof Error) return start;
	if (line instanceof Error) return line;
	const headers = readHeaders(rest);
	if (headers instanceof Error) return headers;
	return isComplete ? { start, headers } : undefined;
}

/** Names and values in turn, as `rawHeaders` has them. */
export function readHeaders(lines: readonly string[]): string[] | ParseError {
	const headers: string[] = [];
	for (const text of lines) {
		if (text === "\r" || text === "") break;
		if (headers.length > 0 && /^[ \t]/.test(text))
			return parseError("HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value");
		const colon = text.indexOf(":");
		const name = text.slice(0, Math.max(colon, 0));
		if (!/^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/.test(name)) return parseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
		const line = lineOf(text, false, false);
		if (line instanceof Error) return line;
		const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused.
		if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) return parseError("HPE_INVALID_HEADER_TOKEN", "Invalid header value char");
		headers.push(name, value);
	}
	return headers;
}

/** Where the empty line after a head ends; trailers may be nothing but that line. */
export function endOfHead(data: Buffer, mayBeEmpty: boolean): number | undefined {
	let lineStart = 0;
	for (;;) {
		const end = data.indexOf(NEW_LINE, lineStart);
		if (end < 0) return undefined;
		const isEmpty = end === lineStart || (end === lineStart + 1 && data[lineStart] === CARRIAGE_RETURN);
		if (isEmpty && (mayBeEmpty || lineStart > 0)) return end + 1;
		lineStart = end + 1;
	}
}

export type Framing = { chunked: boolean; length: number | undefined };

/** How long the body is, by the headers; what contradicts itself is wrong. */
export function framingOf(headers: readonly string[], isRequest: boolean): Framing | ParseError {
	let length: number | undefined;
	let coding: string | undefined;
	for (let n = 0; n < headers.length; n += 2) {
		const name = (headers[n] as string).toLowerCase();
		const value = headers[n + 1] as string;
		if (name === "content-length") {
			if (coding !== undefined) return parseError("HPE_INVALID_CONTENT_LENGTH", "Content-Length can't be present with Transfer-Encoding");
			if (length !== undefined) return parseError("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length");
			if (!/^\d{1,15}$/.test(value)) return parseError("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length");
			length = Number(value);
		}
		if (name === "transfer-encoding") {
			if (length !== undefined)
				return parseError("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length");
			coding = coding === undefined ? value : `${coding}, ${value}`;
		}
	}
	const chunked = coding !== undefined && /(?:^|,)[ \t]*chunked[ \t]*$/i.test(coding);
	if (isRequest && coding !== undefined && !chunked) {
		const reason = /chunked/i.test(coding) ? "Invalid `Transfer-Encoding` header value" : "Request has invalid `Transfer-Encoding`";
		return parseError("HPE_INVALID_TRANSFER_ENCODING", reason);
	}
	return { chunked, length };
}

export function headerOf(headers: readonly string[], name: string): string | undefined {
	for (let n = 0; n < headers.length; n += 2) if ((headers[n] as string).toLowerCase() === name) return headers[n + 1];
	return undefined;
}
