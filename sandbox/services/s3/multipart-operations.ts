import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import type { CloudRun } from "../cloud.ts";
import { done, failed, type Operation } from "../wire/operation.ts";
import { listedParts, type MultipartUploads } from "./multipart-uploads.ts";
import { copySource } from "./object-operations.ts";
import { readRange, unmetByWrite } from "./object-reading.ts";
import { noSuchBucket, noSuchKey, noSuchUpload, unmet } from "./s3-errors.ts";
import { keptHeaders, mayList, originOf, s3Operation } from "./s3-operation.ts";
import type { S3Request } from "./s3-protocol.ts";
import type { S3Service } from "./s3-service.ts";

const MOST_PARTS = 10_000;
/** What an object of several parts may have here: it is kept in memory. */
const MOST_BYTES = 128 * 2 ** 20;

/** Multipart uploads. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export function multipartOperations(
	{ simulation, epochMs }: CloudRun,
	s3: S3Service,
	uploads: MultipartUploads,
): Record<string, Operation> {
	const uploadOf = (input: S3Request) => uploads.find(input.query.get("uploadId") ?? "", input);
	const addPart = (input: S3Request, body: Buffer) => {
		const number = Number(input.query.get("partNumber"));
		const upload = uploadOf(input);
		if (!upload) return noSuchUpload(input);
		if (!(number >= 1 && number <= MOST_PARTS))
			return failed("InvalidArgument", `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
		const etag = createHash("md5").update(body).digest("hex");
		upload.parts.set(number, { number, body, etag, modifiedAt: simulation.now });
		return done(etag);
	};
	const writing = { needs: () => ({ action: "PutObject" }) };
	return {
		CreateMultipartUpload: s3Operation(s3, {
			...writing,
			run: (input) => {
				const { bucket, key } = input;
				const upload = uploads.begin({
					bucket,
					key,
					headers: keptHeaders(input),
					tagging: input.headers.get("x-amz-tagging") ?? "",
					startedAt: simulation.now,
				});
				return done({ xml: { root: "InitiateMultipartUploadResult", value: { Bucket: bucket, Key: key, UploadId: upload.id } } });
			},
		}),
		UploadPart: s3Operation(s3, {
			...writing,
			run: (input) => {
				const part = addPart(input, input.body);
				if (!part.ok) return part;
				const checksums = [...input.headers].filter(([name]) => /^x-amz-checksum-(?!algorithm|mode)/.test(name));
				return done({ headers: [["etag", `"${part.output}"`], ...checksums] });
			},
		}),
		UploadPartCopy: s3Operation(s3, {
			...writing,
			run: (input, _, call) => {
				const from = copySource(input);
				const source = s3.bucket(from.bucket)?.store.version(from.key, from.versionId);
				if (!source || source.deleteMarker) return noSuchKey({ ...input, key: from.key }, mayList(input, call));
				const range = readRange(input.headers.get("x-amz-copy-source-range"), source.body.length);
				if (range === "unsatisfiable") return failed("InvalidRange", "The requested range is not satisfiable", { status: 416 });
				const part = addPart(input, range ? source.body.subarray(range.first, range.last + 1) : source.body);
				if (!part.ok) return part;
				const value = { ETag: `"${part.output}"`, LastModified: new Date(epochMs + simulation.now).toISOString() };
				return done({ xml: { root: "CopyPartResult", value } });
			},
		}),
		CompleteMultipartUpload: s3Operation(s3, {
			...writing,
			run: (input, bucket, call) => {
				const upload = uploadOf(input);
				if (!upload) return noSuchUpload(input);
				const problem = unmetByWrite(input.headers, bucket.store.get(input.key));
				if (problem) return problem === "NoSuchKey" ? noSuchKey(input, mayList(input, call)) : unmet(problem);
				const parts = listedParts(upload, readParts(input.body));
				if (!Array.isArray(parts)) return failed(parts.name, parts.message);
				if (parts.reduce((bytes, part) => bytes + part.length, 0) > MOST_BYTES)
					return failed("EntityTooLarge", `Objects of more than ${MOST_BYTES} bytes are not simulated.`);
				const { key, headers, tagging } = upload;
				const how = "CompleteMultipartUpload" as const;
				const put = s3.put(input.bucket, { key, body: Buffer.concat(parts), how, parts, headers, tagging }, originOf(call));
				if (!put.ok) return noSuchBucket(input);
				uploads.end(upload);
				const ETag = `"${bucket.store.get(key)?.etag ?? ""}"`;
				return done({
					headers: put.id === undefined ? [] : [["x-amz-version-id", put.id]],
					xml: { root: "CompleteMultipartUploadResult", value: { Bucket: input.bucket, Key: key, ETag } },
				});
			},
		}),
		AbortMultipartUpload: s3Operation(s3, {
			needs: () => ({ action: "AbortMultipartUpload" }),
			run: (input) => {
				const upload = uploadOf(input);
				if (!upload) return noSuchUpload(input);
				uploads.end(upload);
				return done({ status: 204 });
			},
		}),
		ListParts: s3Operation(s3, {
			needs: () => ({ action: "ListMultipartUploadParts" }),
			run: (input) => {
				const upload = uploadOf(input);
				if (!upload) return noSuchUpload(input);
				const Part = [...upload.parts.values()]
					.sort((a, b) => a.number - b.number)
					.map(({ number, etag, body, modifiedAt }) => ({
						PartNumber: number,
						ETag: `"${etag}"`,
						Size: body.length,
						LastModified: new Date(epochMs + modifiedAt).toISOString(),
					}));
				const value = { Bucket: input.bucket, Key: input.key, UploadId: upload.id, IsTruncated: false, Part };
				return done({ xml: { root: "ListPartsResult", value } });
			},
		}),
		ListMultipartUploads: s3Operation(s3, {
			needs: () => ({ action: "ListBucketMultipartUploads" }),
			run: (input) => {
				const Upload = uploads
					.of(input.bucket)
					.map(({ id, key, startedAt }) => ({ Key: key, UploadId: id, Initiated: new Date(epochMs + startedAt).toISOString() }));
				return done({ xml: { root: "ListMultipartUploadsResult", value: { Bucket: input.bucket, IsTruncated: false, Upload } } });
			},
		}),
	};
}

const parser = new XMLParser({ parseTagValue: false, htmlEntities: true, isArray: (name) => name === "Part" });

function readParts(body: Buffer): { number: number; etag: string }[] {
	try {
		const parsed = parser.parse(body.toString("utf8")) as {
			CompleteMultipartUpload?: { Part?: { PartNumber?: unknown; ETag?: unknown }[] };
		};
		return (parsed.CompleteMultipartUpload?.Part ?? []).map(({ PartNumber, ETag }) => ({ number: Number(PartNumber), etag: String(ETag) }));
	} catch {
		return []; // Not well-formed: no part is listed, which is refused.
	}
}
