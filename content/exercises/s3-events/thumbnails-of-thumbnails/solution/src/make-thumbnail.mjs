import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { thumbnail } from "./thumbnail.mjs";

const s3 = new S3Client({});

/** The photo as it is now, or undefined when it was deleted since. */
async function photoAt(Bucket, Key) {
	try {
		const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
		return await Body.transformToByteArray();
	} catch (error) {
		if (error.name !== "NoSuchKey") throw error;
		console.warn(`${Key} is gone.`);
		return undefined;
	}
}

export const handler = async (event) => {
	for (const record of event.Records) {
		const Bucket = record.s3.bucket.name;
		// As in a form: a plus sign is a space, and a real plus is %2B. So the signs go first, then the rest is decoded.
		const key = decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
		const photo = await photoAt(Bucket, key);
		if (!photo) continue;
		const Body = thumbnail(photo);
		await s3.send(new PutObjectCommand({ Bucket, Key: `thumbs/${key.split("/").at(-1)}`, Body }));
	}
};
