import type { CloudRun } from "../cloud.ts";
import type { Operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { bucketOperations } from "./bucket-operations.ts";
import { multipartOperations } from "./multipart-operations.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import { objectOperations } from "./object-operations.ts";
import { s3Protocol } from "./s3-protocol.ts";
import type { S3Service } from "./s3-service.ts";

/**
 * The operations of Amazon S3 that handlers call.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function s3Api(run: CloudRun, s3: S3Service): ServiceApi {
	const uploads = new MultipartUploads(run.scenario.seed);
	const operations: Record<string, Operation> = {
		...objectOperations(run, s3),
		...bucketOperations(run, s3),
		...multipartOperations(run, s3, uploads),
	};
	return { title: "Amazon S3", hosts: ["s3"], protocol: s3Protocol, operations };
}
