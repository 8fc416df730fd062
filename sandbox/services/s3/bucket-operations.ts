import type { CloudRun } from "../cloud.ts";
import { done, failed, type Operation } from "../wire/operation.ts";
import type { StoredObject } from "./object-store.ts";
import { notFound } from "./s3-errors.ts";
import { s3Operation } from "./s3-operation.ts";
import type { S3Request } from "./s3-protocol.ts";
import type { S3Service } from "./s3-service.ts";

/** Keys of one page. */
const MOST_KEYS = 1000;

type Listed = { readonly key: string; readonly object: StoredObject } | { readonly prefix: string };

/** Operations on buckets: lists, and what is asked about the bucket itself. */
export function bucketOperations(run: CloudRun, s3: S3Service): Record<string, Operation> {
	const list = (input: S3Request, after: string) => {
		const { query } = input;
		const asked = Number(query.get("max-keys") ?? MOST_KEYS);
		const most = Number.isInteger(asked) && asked >= 0 ? Math.min(asked, MOST_KEYS) : MOST_KEYS;
		const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
		const all = listed(s3, input.bucket, prefix, delimiter).filter(
			(one) => Buffer.compare(Buffer.from(placeOf(one)), Buffer.from(after)) > 0,
		);
		const page = all.slice(0, most);
		const last = page.at(-1);
		return { page, isTruncated: page.length < all.length && most > 0, last: last && placeOf(last), most, prefix, delimiter };
	};
	const encoded = ({ query }: S3Request, text: string) =>
		query.get("encoding-type") === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
	const shared = (input: S3Request, { page, isTruncated, most, prefix, delimiter }: ReturnType<typeof list>) => ({
		Name: input.bucket,
		Prefix: encoded(input, prefix),
		...(delimiter === "" ? {} : { Delimiter: encoded(input, delimiter) }),
		MaxKeys: most,
		...(input.query.has("encoding-type") ? { EncodingType: "url" } : {}),
		IsTruncated: isTruncated,
		Contents: page.flatMap((one) =>
			"key" in one
				? [
						{
							Key: encoded(input, one.key),
							LastModified: new Date(run.epochMs + one.object.modifiedAt).toISOString(),
							ETag: `"${one.object.etag}"`,
							Size: one.object.bytes,
							StorageClass: one.object.headers["x-amz-storage-class"] ?? "STANDARD",
						},
					]
				: [],
		),
		CommonPrefixes: page.flatMap((one) => ("prefix" in one ? [{ Prefix: encoded(input, one.prefix) }] : [])),
	});
	const listing = { needs: () => ({ action: "ListBucket", onBucket: true }) };
	return {
		ListObjectsV2: s3Operation(s3, {
			...listing,
			run: (input) => {
				const { query } = input;
				const token = query.get("continuation-token");
				const after = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64").toString("utf8");
				const found = list(input, after);
				const next =
					found.isTruncated && found.last !== undefined ? { NextContinuationToken: Buffer.from(found.last).toString("base64") } : {};
				const value = {
					...shared(input, found),
					KeyCount: found.page.length,
					...(token === null ? {} : { ContinuationToken: token }),
					...next,
				};
				return done({ xml: { root: "ListBucketResult", value } });
			},
		}),
		ListObjects: s3Operation(s3, {
			...listing,
			run: (input) => {
				const found = list(input, input.query.get("marker") ?? "");
				const next =
					found.isTruncated && found.delimiter !== "" && found.last !== undefined ? { NextMarker: encoded(input, found.last) } : {};
				return done({
					xml: { root: "ListBucketResult", value: { ...shared(input, found), Marker: input.query.get("marker") ?? "", ...next } },
				});
			},
		}),
		ListObjectVersions: s3Operation(s3, {
			needs: () => ({ action: "ListBucketVersions", onBucket: true }),
			run: (input, bucket) => {
				const all = bucket.store.versions(input.query.get("prefix") ?? "").slice(0, MOST_KEYS);
				const described = all.map(({ key, version, isLatest }) => ({
					marker: version.deleteMarker === true,
					value: {
						Key: encoded(input, key),
						VersionId: version.versionId ?? "null",
						IsLatest: isLatest,
						LastModified: new Date(run.epochMs + version.modifiedAt).toISOString(),
						...(version.deleteMarker ? {} : { ETag: `"${version.etag}"`, Size: version.bytes, StorageClass: "STANDARD" }),
					},
				}));
				const value = {
					Name: input.bucket,
					IsTruncated: false,
					...(input.query.has("encoding-type") ? { EncodingType: "url" } : {}),
					Version: described.filter(({ marker }) => !marker).map((one) => one.value),
					DeleteMarker: described.filter(({ marker }) => marker).map((one) => one.value),
				};
				return done({ xml: { root: "ListVersionsResult", value } });
			},
		}),
		HeadBucket: {
			...s3Operation(s3, { ...listing, run: () => done({ headers: [["x-amz-bucket-region", run.scenario.region]] }) }),
			run: ({ bucket }: S3Request) =>
				s3.bucket(bucket) ? done({ headers: [["x-amz-bucket-region", run.scenario.region]] }) : notFound(true),
		},
		GetBucketLocation: s3Operation(s3, {
			needs: () => ({ action: "GetBucketLocation" }),
			run: () => done({ xml: { root: "LocationConstraint", value: run.scenario.region } }),
		}),
		GetBucketVersioning: s3Operation(s3, {
			needs: () => ({ action: "GetBucketVersioning" }),
			run: (_, { stack }) => done({ xml: { root: "VersioningConfiguration", value: stack.versioning ? { Status: "Enabled" } : {} } }),
		}),
		ListBuckets: {
			...s3Operation(s3, { needs: () => ({ action: "ListAllMyBuckets" }), run: () => failed("NoSuchBucket", "") }),
			needs: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
			run: () => {
				const Bucket = s3.buckets.map(({ stack }) => ({ Name: stack.name, CreationDate: new Date(run.epochMs).toISOString() }));
				return done({ xml: { root: "ListAllMyBucketsResult", value: { Buckets: { Bucket } } } });
			},
		},
	};
}

/** Keys below a prefix, those with the delimiter behind it rolled up into one entry. */
function listed(s3: S3Service, bucketName: string, prefix: string, delimiter: string): Listed[] {
	const store = s3.bucket(bucketName)?.store;
	const found = new Map<string, Listed>();
	for (const key of store?.keys(prefix) ?? []) {
		const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
		const object = store?.get(key);
		if (end === -1 && object) found.set(key, { key, object });
		else {
			const common = key.slice(0, end + delimiter.length);
			found.set(common, { prefix: common });
		}
	}
	return [...found.values()];
}

function placeOf(one: Listed): string {
	return "key" in one ? one.key : one.prefix;
}
