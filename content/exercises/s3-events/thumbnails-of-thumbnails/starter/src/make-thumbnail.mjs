import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { thumbnail } from "./thumbnail.mjs";

const s3 = new S3Client({});

export const handler = async (event) => {
	for (const record of event.Records) {
		const Bucket = record.s3.bucket.name;
		const { key } = record.s3.object;
		const photo = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
		const Body = thumbnail(await photo.Body.transformToByteArray());
		await s3.send(new PutObjectCommand({ Bucket, Key: `thumbs/${key.split("/").at(-1)}`, Body }));
	}
};
