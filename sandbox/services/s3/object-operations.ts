import { XMLParser } from "fast-xml-parser";
import type { CloudRun } from "../cloud.ts";
import { type Answer, done, failed, type Operation } from "../wire/operation.ts";
import { type ByteRange, readRange, unmetByRead, unmetByWrite } from "./object-reading.ts";
import type { StoredObject } from "./object-store.ts";
import { noSuchBucket, noSuchKey, notFound, unmet } from "./s3-errors.ts";
import { keptHeaders, mayList, objectArn, originOf, s3Operation } from "./s3-operation.ts";
import { decodeKey, type S3Output, type S3Request } from "./s3-protocol.ts";
import type { S3Service } from "./s3-service.ts";

/** Keys of one DeleteObjects. */
const MOST_KEYS = 1000;
/** Of one PutObject. */
const MOST_BYTES = 5_368_709_120;

type Header = readonly [name: string, value: string];

/** Operations on single objects, and DeleteObjects. */
export function objectOperations(run: CloudRun, s3: S3Service): Record<string, Operation> {
	const modifiedMs = ({ modifiedAt }: StoredObject) => run.epochMs + modifiedAt;
	const headersOf = (object: StoredObject, input: S3Request, range?: ByteRange): Header[] => [
		["etag", `"${object.etag}"`],
		["last-modified", new Date(modifiedMs(object)).toUTCString()],
		["accept-ranges", "bytes"],
		...(object.headers["content-type"] === undefined ? [["content-type", "binary/octet-stream"] as const] : []),
		...Object.entries(object.headers).filter(
			([name]) => !name.startsWith("x-amz-checksum-") || (input.headers.get("x-amz-checksum-mode") === "ENABLED" && !range),
		),
		...(object.versionId === undefined ? [] : [["x-amz-version-id", object.versionId] as const]),
		...(object.tagging === "" ? [] : [["x-amz-tagging-count", String(new URLSearchParams(object.tagging).size)] as const]),
		...responseOverrides(input.query),
	];
	/** @param missing What is answered when there is none: HEAD has no body to say so. */
	const read = (
		input: S3Request,
		missing: (mayList: boolean) => Answer<S3Output>,
		listable: boolean,
		withBody: boolean,
	): Answer<S3Output> => {
		const store = s3.bucket(input.bucket)?.store;
		const versionId = input.query.get("versionId") ?? undefined;
		const object = store?.version(input.key, versionId);
		if (!object && versionId !== undefined && listable)
			return failed("NoSuchVersion", "The specified version does not exist.", {
				status: 404,
				members: { Key: input.key, VersionId: versionId },
			});
		if (!object || object.deleteMarker) return missing(listable);
		const problem = unmetByRead(input.headers, object, modifiedMs(object));
		if (problem) return unmet(problem);
		const range = readRange(input.headers.get("range"), object.bytes);
		if (range === "unsatisfiable")
			return failed("InvalidRange", "The requested range is not satisfiable", { status: 416, members: { ActualObjectSize: object.bytes } });
		const body = range ? object.body.subarray(range.first, range.last + 1) : object.body;
		return done({
			status: range ? 206 : 200,
			headers: [
				...headersOf(object, input, range),
				...(range ? [["content-range", `bytes ${range.first}-${range.last}/${object.bytes}`] as const] : []),
				...(withBody ? [] : [["content-length", String(range ? range.last - range.first + 1 : object.bytes)] as const]),
			],
			body: withBody ? body : Buffer.alloc(0),
		});
	};
	const readAction = (input: S3Request) => ({ action: input.query.has("versionId") ? "GetObjectVersion" : "GetObject" });
	return {
		GetObject: s3Operation(s3, {
			needs: readAction,
			run: (input, _, call) => read(input, (listable) => noSuchKey(input, listable), mayList(input, call), true),
		}),
		HeadObject: s3Operation(s3, { needs: readAction, run: (input, _, call) => read(input, notFound, mayList(input, call), false) }),
		PutObject: s3Operation(s3, {
			needs: () => ({ action: "PutObject" }),
			run: (input, bucket, call) => {
				const problem = unmetByWrite(input.headers, bucket.store.get(input.key));
				if (problem === "NoSuchKey") return noSuchKey(input, mayList(input, call));
				if (problem) return unmet(problem);
				if (Buffer.byteLength(input.key) > 1024) return failed("KeyTooLongError", "Your key is too long");
				if (input.body.length > MOST_BYTES) return failed("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
				const tagging = input.headers.get("x-amz-tagging") ?? "";
				const put = s3.put(input.bucket, { key: input.key, body: input.body, headers: keptHeaders(input), tagging }, originOf(call));
				return put.ok ? done(written(bucket.store.get(input.key), put.id)) : noSuchBucket(input);
			},
		}),
		CopyObject: {
			...s3Operation(s3, {
				needs: () => ({ action: "PutObject" }),
				run: (input, bucket, call) => {
					const from = copySource(input);
					const source = s3.bucket(from.bucket)?.store.version(from.key, from.versionId);
					if (!source || source.deleteMarker) return noSuchKey({ ...input, key: from.key }, true);
					const replaces = input.headers.get("x-amz-metadata-directive") === "REPLACE";
					if (from.bucket === input.bucket && from.key === input.key && !replaces && !bucket.stack.versioning)
						return failed(
							"InvalidRequest",
							"This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
						);
					const headers = replaces ? keptHeaders(input) : source.headers;
					const { body, bytes, tagging } = source;
					const put = s3.put(input.bucket, { key: input.key, body, bytes, how: "Copy", headers, tagging }, originOf(call));
					const copy = bucket.store.get(input.key);
					if (!put.ok || !copy) return noSuchBucket(input);
					const value = { ETag: `"${copy.etag}"`, LastModified: new Date(modifiedMs(copy)).toISOString() };
					return done({ ...written(copy, put.id), xml: { root: "CopyObjectResult", value } });
				},
			}),
			needs: (input: S3Request) => [
				{ action: "s3:GetObject", resource: objectArn(copySource(input)) },
				{ action: "s3:PutObject", resource: objectArn(input) },
			],
		},
		DeleteObject: s3Operation(s3, {
			needs: ({ query }) => ({ action: query.has("versionId") ? "DeleteObjectVersion" : "DeleteObject" }),
			run: (input, bucket, call) => {
				const removed = s3.remove(input.bucket, input.key, originOf(call), input.query.get("versionId") ?? undefined);
				const marker = bucket.stack.versioning && !input.query.has("versionId");
				return done({
					status: 204,
					headers: [
						...(removed.ok && removed.id !== undefined ? [["x-amz-version-id", removed.id] as const] : []),
						...(marker ? [["x-amz-delete-marker", "true"] as const] : []),
					],
				});
			},
		}),
		// What it needs is asked for each key: what is denied comes back one by one.
		DeleteObjects: {
			...s3Operation(s3, {
				needs: () => ({ action: "DeleteObject" }),
				run: (input, _, call) => {
					const asked = readDelete(input.body);
					if (!asked || asked.keys.length > MOST_KEYS)
						return failed("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
					const results = asked.keys.map(({ key, versionId }) => {
						const resource = objectArn({ bucket: input.bucket, key });
						if (!call.allows({ action: "s3:DeleteObject", resource }))
							return { Error: { Key: key, Code: "AccessDenied", Message: "Access Denied" } };
						const removed = s3.remove(input.bucket, key, originOf(call), versionId);
						return { Deleted: { Key: key, ...(removed.ok && versionId !== undefined ? { VersionId: versionId } : {}) } };
					});
					const value = {
						...(asked.quiet ? {} : { Deleted: results.flatMap(({ Deleted }) => Deleted ?? []) }),
						Error: results.flatMap((result) => ("Error" in result ? [result.Error] : [])),
					};
					return done({ xml: { root: "DeleteResult", value } });
				},
			}),
			needs: () => [],
		},
		GetObjectTagging: s3Operation(s3, {
			needs: () => ({ action: "GetObjectTagging" }),
			run: (input, bucket, call) => {
				const object = bucket.store.get(input.key);
				if (!object) return noSuchKey(input, mayList(input, call));
				const Tag = [...new URLSearchParams(object.tagging)].map(([Key, Value]) => ({ Key, Value }));
				return done({ xml: { root: "Tagging", value: { TagSet: { Tag } } } });
			},
		}),
	};
}

function written(object: StoredObject | undefined, versionId: string | undefined): S3Output {
	const checksums = Object.entries(object?.headers ?? {}).filter(([name]) => name.startsWith("x-amz-checksum-"));
	return {
		headers: [
			["etag", `"${object?.etag ?? ""}"`],
			...checksums,
			...(versionId === undefined ? [] : [["x-amz-version-id", versionId] as const]),
		],
	};
}

export function copySource({ headers }: S3Request): { bucket: string; key: string; versionId: string | undefined } {
	const [path = "", query = ""] = (headers.get("x-amz-copy-source") ?? "").replace(/^\//, "").split("?");
	const decoded = decodeKey(path);
	const slash = decoded.indexOf("/");
	return {
		bucket: decoded.slice(0, slash),
		key: decoded.slice(slash + 1),
		versionId: new URLSearchParams(query).get("versionId") ?? undefined,
	};
}

/** Headers that the query of a GET has in place of the object's own, as presigned URLs for downloads do. */
function responseOverrides(query: URLSearchParams): Header[] {
	return ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"].flatMap((name) => {
		const value = query.get(`response-${name}`);
		return value === null ? [] : [[name, value] as const];
	});
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true, isArray: (name) => name === "Object" });

function readDelete(body: Buffer): { keys: { key: string; versionId: string | undefined }[]; quiet: boolean } | undefined {
	try {
		const parsed = parser.parse(body.toString("utf8")) as {
			Delete?: { Object?: { Key?: unknown; VersionId?: unknown }[]; Quiet?: unknown };
		};
		const objects = parsed.Delete?.Object;
		if (!objects || objects.some(({ Key }) => typeof Key !== "string")) return undefined;
		const keys = objects.map(({ Key, VersionId }) => ({
			key: String(Key),
			versionId: typeof VersionId === "string" ? VersionId : undefined,
		}));
		return { keys, quiet: parsed.Delete?.Quiet === "true" };
	} catch {
		return undefined; // Not well-formed, which the caller says.
	}
}
