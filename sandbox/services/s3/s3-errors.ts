import { failed } from "../wire/operation.ts";
import type { Unmet } from "./object-reading.ts";
import type { S3Request } from "./s3-protocol.ts";

export function noSuchBucket({ bucket }: S3Request) {
	return failed("NoSuchBucket", "The specified bucket does not exist", { status: 404, members: { BucketName: bucket } });
}

/** Who may not list a bucket does not learn that a key is missing: S3 says that access is denied. */
export function noSuchKey({ key }: S3Request, mayList: boolean) {
	if (!mayList) return failed("AccessDenied", "Access Denied", { status: 403 });
	return failed("NoSuchKey", "The specified key does not exist.", { status: 404, members: { Key: key } });
}

/** HEAD has no body, so that the SDK knows no more than the status. */
export function notFound(mayList: boolean) {
	return failed(mayList ? "NotFound" : "Forbidden", mayList ? "Not Found" : "Forbidden", {
		status: mayList ? 404 : 403,
		members: { Head: true },
	});
}

export function noSuchUpload({ query }: S3Request) {
	return failed(
		"NoSuchUpload",
		"The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
		{
			status: 404,
			members: { UploadId: query.get("uploadId") ?? "" },
		},
	);
}

export function unmet({ status, name, message }: Unmet) {
	return failed(name, message, { status });
}
