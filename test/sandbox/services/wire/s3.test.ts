import { describe, expect, it } from "vitest";
import { eventsOf, runHandler } from "./run-handler.ts";

const bucket =
	"  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }\n  Kept: { Type: AWS::S3::Bucket, Properties: { BucketName: kept, VersioningConfiguration: { Status: Enabled } } }";

async function use(body: string, resources = bucket) {
	const source = `
		import * as s3 from "@aws-sdk/client-s3";
		const client = new s3.S3Client({});
		const Bucket = "files";
		const send = (name, input) => client.send(new s3[name + "Command"]({ Bucket, ...input }));
		const caught = (promise) => promise.then(() => "nothing", (error) => error);
		export const handler = async () => { ${body} };`;
	const { responses, errors, trace } = await runHandler(resources, source);
	expect(errors).toEqual([undefined]);
	return { response: responses[0], trace };
}

describe("objects of Amazon S3 behind the real client", () => {
	it("are put with metadata, read as a stream with its checksum, in ranges, and asked about", async () => {
		const { response } = await use(`
			const Key = "a b/ü+1.txt";
			const put = await send("PutObject", { Key, Body: "hello world", ContentType: "text/plain", Metadata: { owner: "me" }, Tagging: "k=v" });
			const got = await send("GetObject", { Key });
			const text = await got.Body.transformToString();
			const part = await send("GetObject", { Key, Range: "bytes=-5" });
			const head = await send("HeadObject", { Key });
			return [put.ETag, text, got.ContentType, got.Metadata, got.TagCount, await part.Body.transformToString(), part.ContentRange, head.ContentLength, put.ChecksumCRC32 !== undefined];`);
		expect(response).toEqual([
			'"5eb63bbbe01eeed093cb22bb8f5acdc3"',
			"hello world",
			"text/plain",
			{ owner: "me" },
			1,
			"world",
			"bytes 6-10/11",
			11,
			true,
		]);
	});

	it("are missing by name; HEAD says NotFound, a bucket that is not there NoSuchBucket, a range beyond the end InvalidRange", async () => {
		const { response } = await use(`
			await send("PutObject", { Key: "x", Body: "12" });
			const errors = await Promise.all([send("GetObject", { Key: "no" }), send("HeadObject", { Key: "no" }), send("GetObject", { Bucket: "nobody", Key: "no" }), send("GetObject", { Key: "x", Range: "bytes=5-" })].map(caught));
			return errors.map(({ name, $metadata }) => [name, $metadata.httpStatusCode]);`);
		expect(response).toEqual([
			["NoSuchKey", 404],
			["NotFound", 404],
			["NoSuchBucket", 404],
			["InvalidRange", 416],
		]);
	});

	it("are written once only, or over what was read, when the request says so", async () => {
		const { response } = await use(`
			const first = await send("PutObject", { Key: "lock", Body: "1", IfNoneMatch: "*" });
			const second = await caught(send("PutObject", { Key: "lock", Body: "2", IfNoneMatch: "*" }));
			const third = await send("PutObject", { Key: "lock", Body: "3", IfMatch: first.ETag });
			const fourth = await caught(send("PutObject", { Key: "lock", Body: "4", IfMatch: first.ETag }));
			const unchanged = await caught(send("GetObject", { Key: "lock", IfNoneMatch: third.ETag }));
			return [second.name, second.$metadata.httpStatusCode, fourth.name, unchanged.$metadata.httpStatusCode];`);
		expect(response).toEqual(["PreconditionFailed", 412, "PreconditionFailed", 304]);
	});

	it("are listed in the order of their bytes, page by page, rolled up by a delimiter", async () => {
		const { response } = await use(`
			for (const Key of ["b/2", "a", "b/1", "c/x/y", "Z"]) await send("PutObject", { Key, Body: Key });
			const rolled = await send("ListObjectsV2", { Delimiter: "/" });
			const pages = [];
			for await (const page of s3.paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Prefix: "b/" })) pages.push(page.Contents.map(({ Key, Size }) => [Key, Size]));
			const first = await send("ListObjectsV2", { MaxKeys: 2 });
			const next = await send("ListObjectsV2", { MaxKeys: 9, ContinuationToken: first.NextContinuationToken });
			return [rolled.Contents.map(({ Key }) => Key), rolled.CommonPrefixes.map(({ Prefix }) => Prefix), pages, first.IsTruncated, next.Contents.map(({ Key }) => Key)];`);
		expect(response).toEqual([
			["Z", "a"],
			["b/", "c/"],
			[
				[
					["b/1", 3],
					["b/2", 3],
				],
			],
			true,
			["b/1", "b/2", "c/x/y"],
		]);
	});

	it("are copied and deleted, several at once", async () => {
		const { response } = await use(`
			await send("PutObject", { Key: "one & two", Body: "1", Metadata: { m: "1" } });
			const copy = await send("CopyObject", { Key: "copy", CopySource: Bucket + "/" + encodeURIComponent("one & two") });
			const { Metadata } = await send("HeadObject", { Key: "copy" });
			const { Deleted } = await send("DeleteObjects", { Delete: { Objects: [{ Key: "one & two" }, { Key: "copy" }, { Key: "never" }] } });
			await send("DeleteObject", { Key: "never" });
			const { KeyCount } = await send("ListObjectsV2", {});
			return [copy.CopyObjectResult.ETag, Metadata, Deleted.map(({ Key }) => Key), KeyCount];`);
		expect(response).toEqual(['"c4ca4238a0b923820dcc509a6f75849b"', { m: "1" }, ["one & two", "copy", "never"], 0]);
	});

	it("keep their versions where the bucket has them; deleting hides them behind a marker", async () => {
		const { response } = await use(`
			const Bucket = "kept";
			const one = await send("PutObject", { Bucket, Key: "k", Body: "1" });
			await send("PutObject", { Bucket, Key: "k", Body: "2" });
			const { DeleteMarker } = await send("DeleteObject", { Bucket, Key: "k" });
			const gone = await caught(send("GetObject", { Bucket, Key: "k" }));
			const old = await send("GetObject", { Bucket, Key: "k", VersionId: one.VersionId });
			const { Versions, DeleteMarkers } = await send("ListObjectVersions", { Bucket });
			await send("DeleteObject", { Bucket, Key: "k", VersionId: DeleteMarkers[0].VersionId });
			const again = await send("GetObject", { Bucket, Key: "k" });
			return [DeleteMarker, gone.name, await old.Body.transformToString(), Versions.length, DeleteMarkers.length, await again.Body.transformToString()];`);
		expect(response).toEqual([true, "NoSuchKey", "1", 2, 1, "2"]);
	});

	it("of several parts are one object in the end; parts that are too small are refused", async () => {
		const { response, trace } = await use(`
			const { UploadId } = await send("CreateMultipartUpload", { Key: "big", ContentType: "text/x" });
			const parts = [];
			for (const [index, Body] of ["a".repeat(5242880), "end"].entries()) {
				const { ETag } = await send("UploadPart", { Key: "big", UploadId, PartNumber: index + 1, Body });
				parts.push({ ETag, PartNumber: index + 1 });
			}
			const done = await send("CompleteMultipartUpload", { Key: "big", UploadId, MultipartUpload: { Parts: parts } });
			const head = await send("HeadObject", { Key: "big" });
			const again = await caught(send("CompleteMultipartUpload", { Key: "big", UploadId, MultipartUpload: { Parts: parts } }));
			return [done.ETag.endsWith('-2"'), head.ContentLength, head.ContentType, again.name];`);
		expect(response).toEqual([true, 5_242_883, "text/x", "NoSuchUpload"]);
		expect(eventsOf(trace, "bucket.objectCreated").map(({ event }) => event)).toEqual(["ObjectCreated:CompleteMultipartUpload"]);
	});

	it("can be fetched by a presigned URL, by anyone who has it", async () => {
		const { response } = await use(`
			const { getSignedUrl } = await import("@aws-sdk/s3-request-presigner");
			await send("PutObject", { Key: "x y", Body: "shared" });
			const url = await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: "x y", ResponseContentDisposition: "attachment" }), { expiresIn: 60 });
			const answer = await fetch(url);
			await new Promise((resolve) => setTimeout(resolve, 61000));
			const late = await fetch(url);
			return [answer.status, await answer.text(), answer.headers.get("content-disposition"), late.status, /<Code>(.*)<.Code>/.exec(await late.text())[1]];`);
		expect(response).toEqual([200, "shared", "attachment", 403, "AccessDenied"]);
	});

	it("tell the functions that are notified, with what led to them, so that a loop ends (L149)", async () => {
		const resources = `  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }
  Copier: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs24.x, MemorySize: 1769, Policies: [{ S3CrudPolicy: { BucketName: files } }], Events: { New: { Type: S3, Properties: { Bucket: !Ref Files, Events: "s3:ObjectCreated:*" } } },
    InlineCode: 'const s3 = require("@aws-sdk/client-s3"); const client = new s3.S3Client({}); exports.handler = async ({ Records: [{ s3: { bucket, object } }] }) => { await client.send(new s3.PutObjectCommand({ Bucket: bucket.name, Key: object.key + "x", Body: "" })); };' } }`;
		const { trace } = await use(`await send("PutObject", { Key: "x", Body: "" });`, resources);
		const invoked = eventsOf(trace, "invocation.started").length - 1;
		expect(invoked).toBe(16);
		expect(eventsOf(trace, "async.dropped").map(({ condition }) => condition)).toEqual(["RecursiveInvocation"]);
	});
});
