import { readEndpointName } from "../wire/endpoint-name.ts";
import type { WireRequest, WireResponse } from "../wire/http.ts";
import { done, failed } from "../wire/operation.ts";
import type { Protocol } from "../wire/protocol.ts";
import { writeXml } from "../wire/xml.ts";
import { decodeChunked } from "./aws-chunked.ts";

/** A request to S3, taken apart. */
export type S3Request = {
	/** Empty for ListBuckets. */
	readonly bucket: string;
	/** Decoded; empty for requests to the bucket itself. */
	readonly key: string;
	readonly query: URLSearchParams;
	readonly headers: ReadonlyMap<string, string>;
	/** The content, whatever encoding it was sent in. */
	readonly body: Buffer;
};

/** What an operation of S3 answers. `xml`: a document, by the name of its root. */
export type S3Output = {
	readonly status?: number;
	readonly headers?: readonly (readonly [name: string, value: string])[];
	readonly body?: Buffer;
	readonly xml?: { readonly root: string; readonly value: object | string };
};

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Which operation a method means, by a parameter of the query that it has; the first that fits. */
const operations: { readonly [place: string]: readonly (readonly [parameter: string | undefined, operation: string])[] } = {
	"GET /": [[undefined, "ListBuckets"]],
	"GET bucket": [
		["versions", "ListObjectVersions"],
		["location", "GetBucketLocation"],
		["versioning", "GetBucketVersioning"],
		["uploads", "ListMultipartUploads"],
		["list-type", "ListObjectsV2"],
		[undefined, "ListObjects"],
	],
	"HEAD bucket": [[undefined, "HeadBucket"]],
	"POST bucket": [["delete", "DeleteObjects"]],
	"PUT bucket": [[undefined, "CreateBucket"]],
	"DELETE bucket": [[undefined, "DeleteBucket"]],
	"GET key": [
		["tagging", "GetObjectTagging"],
		["attributes", "GetObjectAttributes"],
		["acl", "GetObjectAcl"],
		["uploadId", "ListParts"],
		[undefined, "GetObject"],
	],
	"HEAD key": [[undefined, "HeadObject"]],
	"PUT key": [
		["tagging", "PutObjectTagging"],
		["acl", "PutObjectAcl"],
		["uploadId", "UploadPart"],
		[undefined, "PutObject"],
	],
	"POST key": [
		["uploads", "CreateMultipartUpload"],
		["uploadId", "CompleteMultipartUpload"],
		["restore", "RestoreObject"],
		["select", "SelectObjectContent"],
	],
	"DELETE key": [
		["uploadId", "AbortMultipartUpload"],
		["tagging", "DeleteObjectTagging"],
		[undefined, "DeleteObject"],
	],
};

/** The REST protocol of S3, by virtual-hosted names and by paths. @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAPI.html */
export const s3Protocol: Protocol = {
	read(request) {
		const body = decodeChunked(request.body, request.headers);
		if (typeof body === "string") return failed("IncompleteBody", body);
		const input: S3Request = { ...placeOf(request), query: new URLSearchParams(request.query), headers: request.headers, body };
		const place = input.bucket === "" ? "/" : input.key === "" ? "bucket" : "key";
		const found = operations[`${request.method} ${place}`]?.find(([parameter]) => parameter === undefined || input.query.has(parameter));
		if (!found) return failed("MethodNotAllowed", "The specified method is not allowed against this resource.", { status: 405 });
		const [, operation] = found;
		if (operation === "PutObject" && input.headers.has("x-amz-copy-source")) return done({ operation: "CopyObject", input });
		if (operation === "UploadPart" && input.headers.has("x-amz-copy-source")) return done({ operation: "UploadPartCopy", input });
		return done({ operation, input });
	},
	succeed(_, output, requestId) {
		const { status = 200, headers = [], body, xml } = output as S3Output;
		const document = xml && Buffer.from(writeXml(xml.root, xml.value, { xmlns: NAMESPACE }));
		return response(
			status,
			[...(xml ? [["content-type", "application/xml"] as const] : []), ...headers],
			body ?? document ?? Buffer.alloc(0),
			requestId,
		);
	},
	fail({ name, message, status = 400, members = {}, headers = [] }, requestId) {
		// To HEAD there is no body; whoever asked knows from the status.
		const text = writeXml("Error", { Code: name, Message: message, ...members, RequestId: requestId, HostId: requestId });
		const body = status === 304 || members.Head === true ? Buffer.alloc(0) : Buffer.from(text);
		return response(status, [["content-type", "application/xml"], ...headers], body, requestId);
	},
};

function response(status: number, headers: readonly (readonly [string, string])[], body: Buffer, requestId: string): WireResponse {
	const known = headers.some(([name]) => name === "content-length");
	return {
		status,
		headers: [
			["x-amz-request-id", requestId],
			["x-amz-id-2", requestId],
			...headers.map(([name, value]): [string, string] => [name, value]),
			...(known ? [] : [["content-length", String(body.length)] as [string, string]]),
		],
		body,
	};
}

function placeOf({ host, path }: WireRequest): { bucket: string; key: string } {
	const prefix = readEndpointName(host)?.prefix;
	const segments = path.replace(/^\//, "").split("/");
	const bucket = prefix ?? decodeKey(segments.shift() ?? "");
	return { bucket, key: decodeKey(segments.join("/")) };
}

/** A key as a path or a header has it, percent-encoded. */
export function decodeKey(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // Not percent-encoded UTF-8: taken as it is.
	}
}
