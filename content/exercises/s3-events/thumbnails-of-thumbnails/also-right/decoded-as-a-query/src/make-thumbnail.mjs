import { posix } from "node:path";
import { unescape as percentDecoded } from "node:querystring";
import { S3 } from "@aws-sdk/client-s3";
import { thumbnail } from "./thumbnail.mjs";

const client = new S3();

async function makeThumbnail({ s3: { bucket, object } }) {
	const Key = percentDecoded(object.key.replace(/\+/g, "%20"));
	const found = await client.getObject({ Bucket: bucket.name, Key }).catch((error) => {
		if (error.name === "NoSuchKey") return null;
		throw error;
	});
	if (found === null) return;
	const Body = thumbnail(await found.Body.transformToByteArray());
	await client.putObject({ Bucket: bucket.name, Key: posix.join("thumbs", posix.basename(Key)), Body, ContentType: "image/jpeg" });
}

export async function handler({ Records }) {
	await Promise.all(Records.map(makeThumbnail));
}
