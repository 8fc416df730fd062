import type { StoredObject } from "./object-store.ts";
import type { S3Request } from "./s3-protocol.ts";

/** Why a conditional request gets no content, by HTTP status. */
export type Unmet = { status: 304 | 412; name: "NotModified" | "PreconditionFailed"; message: string };

const NOT_MODIFIED: Unmet = { status: 304, name: "NotModified", message: "Not Modified" };
const FAILED: Unmet = { status: 412, name: "PreconditionFailed", message: "At least one of the pre-conditions you specified did not hold" };

/**
 * Whether the conditions of a read hold: If-Match before If-Unmodified-Since, If-None-Match before If-Modified-Since (RFC 9110).
 * @param modified Calendar time of the last change, in milliseconds.
 * @returns undefined when they do.
 */
export function unmetByRead(headers: S3Request["headers"], { etag }: StoredObject, modified: number): Unmet | undefined {
	const seconds = Math.floor(modified / 1000) * 1000;
	const since = (name: string) => {
		const value = headers.get(name);
		return value === undefined ? undefined : Date.parse(value);
	};
	const match = headers.get("if-match");
	const noneMatch = headers.get("if-none-match");
	const unmodifiedSince = since("if-unmodified-since");
	const modifiedSince = since("if-modified-since");
	if (match !== undefined ? !names(match, etag) : unmodifiedSince !== undefined && seconds > unmodifiedSince) return FAILED;
	if (noneMatch !== undefined ? names(noneMatch, etag) : modifiedSince !== undefined && seconds <= modifiedSince) return NOT_MODIFIED;
	return undefined;
}

/**
 * Whether the conditions of a write hold: `If-None-Match: *` wants that there is no object, If-Match a certain one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function unmetByWrite(headers: S3Request["headers"], present: StoredObject | undefined): Unmet | "NoSuchKey" | undefined {
	const match = headers.get("if-match");
	if (headers.get("if-none-match") === "*" && present) return FAILED;
	if (match !== undefined && !present) return "NoSuchKey";
	return match !== undefined && present && !names(match, present.etag) ? FAILED : undefined;
}

function names(header: string, etag: string): boolean {
	return header.split(",").some((one) => [etag, `"${etag}"`, "*"].includes(one.trim()));
}

export type ByteRange = { readonly first: number; readonly last: number };

/**
 * The bytes that a Range header asks for.
 * @returns undefined without one, or with one that says nothing; "unsatisfiable" when none of its bytes are there.
 */
export function readRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
	const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
	if (from === "" && to === "") return undefined;
	if (from === "") {
		const count = Math.min(Number(to), size);
		return count === 0 ? "unsatisfiable" : { first: size - count, last: size - 1 };
	}
	const first = Number(from);
	const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
	return first >= size || last < first ? "unsatisfiable" : { first, last };
}
