import type { Buffer } from "buffer";
import { assign } from "../primordials.ts";

/** The head of an HTTP/1.1 message: its first line and its headers. */

export const methods: readonly string[] =
	"ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE".split(
		" ",
	);

export const NEW_LINE = 10;

/** What is wrong with a message, as llhttp says it. */
export type ParseError = Error & { code: string; reason: string; bytesParsed: number };

export function parseError(code: string, reason: string): ParseError {
	return assign(new Error("Parse Error"), { bytesParsed: 0, code, reason });
}

export type Start = { minor: number; method?: string; url?: string; status?: number; message?: string };

export function requestLine(line: string): Start | ParseError {
	const [, method = "", url = "", minor] = /^([A-Z-]+) (\S+) HTTP\/1\.([01])$/.exec(line) ?? [];
	if (!methods.includes(method)) return parseError("HPE_INVALID_METHOD", "Invalid method encountered");
	return { minor: Number(minor), method, url };
}

export function statusLine(line: string): Start | ParseError {
	const [, minor, status, message = ""] = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/.exec(line) ?? [];
	if (status === undefined) return parseError("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/");
	return { minor: Number(minor), status: Number(status), message };
}

/** Where the empty line after a head ends; trailers may be nothing but that line. */
export function endOfHead(data: Buffer, mayBeEmpty: boolean): number | undefined {
	let lineStart = 0;
	for (;;) {
		const end = data.indexOf(NEW_LINE, lineStart);
		if (end < 0) return undefined;
		const isEmpty = end === lineStart || (end === lineStart + 1 && data[lineStart] === 13);
		if (isEmpty && (mayBeEmpty || lineStart > 0)) return end + 1;
		lineStart = end + 1;
	}
}

export function linesOf(head: Buffer): string[] {
	return head
		.toString("latin1")
		.split(/\r?\n/)
		.filter((line) => line !== "");
}

/** Names and values in turn, as `rawHeaders` has them. */
export function headersOf(lines: readonly string[]): string[] | ParseError {
	const headers: string[] = [];
	for (const line of lines) {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(colon, 0));
		if (!/^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/.test(name)) return parseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
		headers.push(name, line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, ""));
	}
	return headers;
}

export function headerOf(headers: readonly string[], name: string): string | undefined {
	for (let n = 0; n < headers.length; n += 2) if ((headers[n] as string).toLowerCase() === name) return headers[n + 1];
	return undefined;
}
