import { z } from "zod";
import type { Answer, Call, Operation, Permission } from "../wire/operation.ts";
import { noSuchBucket } from "./s3-errors.ts";
import type { S3Output, S3Request } from "./s3-protocol.ts";
import type { Bucket, S3Service } from "./s3-service.ts";

/** Made by the protocol, which has read it. */
const request = z.custom<S3Request>();

/** Headers of a request that stay with the object. */
const KEPT =
	/^(?:content-type|content-language|content-disposition|cache-control|expires|x-amz-storage-class|x-amz-meta-.+|x-amz-checksum-.+|x-amz-website-redirect-location|x-amz-server-side-encryption.*)$/;

/** An operation on a bucket of the template, or on an object in it. */
export function s3Operation(
	s3: S3Service,
	{
		needs,
		run,
	}: {
		/** Action without `s3:`, on the object when the request names one and `onBucket` is not set. */
		needs: (input: S3Request) => { action: string; onBucket?: boolean };
		run: (input: S3Request, bucket: Bucket, call: Call) => Answer<S3Output>;
	},
): Operation {
	return {
		input: request,
		needs: (input: S3Request): Permission[] => {
			const { action, onBucket = false } = needs(input);
			return [{ action: `s3:${action}`, resource: input.key === "" || onBucket ? bucketArn(input) : objectArn(input) }];
		},
		run: (input: S3Request, call: Call) => {
			const bucket = s3.bucket(input.bucket);
			return bucket ? run(input, bucket, call) : noSuchBucket(input);
		},
	};
}

export function bucketArn({ bucket }: Pick<S3Request, "bucket">): string {
	return `arn:aws:s3:::${bucket}`;
}

export function objectArn({ bucket, key }: Pick<S3Request, "bucket" | "key">): string {
	return `arn:aws:s3:::${bucket}/${key}`;
}

/** Whether the caller may list the bucket, and so may know what is not there. */
export function mayList(input: S3Request, call: Call): boolean {
	return call.allows({ action: "s3:ListBucket", resource: bucketArn(input) });
}

/** What a request tells about the object that it writes. */
export function keptHeaders({ headers }: S3Request): Record<string, string> {
	const kept = [...headers].filter(([name]) => KEPT.test(name) && name !== "x-amz-checksum-mode" && name !== "x-amz-checksum-algorithm");
	const encoding = (headers.get("content-encoding") ?? "")
		.split(",")
		.map((one) => one.trim())
		.filter((one) => one !== "" && one !== "aws-chunked");
	return { ...Object.fromEntries(kept), ...(encoding.length > 0 ? { "content-encoding": encoding.join(",") } : {}) };
}

/** What changes carry that come of a call. */
export function originOf({ caller }: Call): { lineage?: NonNullable<Call["caller"]["lineage"]> } {
	return caller.lineage ? { lineage: caller.lineage } : {};
}
