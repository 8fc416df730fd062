import type { WireRequest } from "./http.ts";

/** What a signature of version 4 says about itself, in a header or, of a presigned URL, in the query. It is not verified. */
export type Signature = {
	readonly accessKeyId: string;
	readonly region: string;
	readonly service: string;
	/** Calendar time in milliseconds until which a presigned URL is good. */
	readonly expiresAt?: number;
};

/**
 * @returns undefined for a request without a signature.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature({ headers, query }: WireRequest): Signature | undefined {
	const fields = new URLSearchParams(query);
	const credential =
		/^AWS4(?:-HMAC-SHA256|-ECDSA-P256-SHA256) Credential=([^,\s]+)/.exec(headers.get("authorization") ?? "")?.[1] ??
		fields.get("X-Amz-Credential");
	const [accessKeyId, date, region, service] = credential?.split("/") ?? [];
	if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined) return undefined;
	const seconds = Number(fields.get("X-Amz-Expires") ?? Number.NaN);
	const signedAt = Date.parse((fields.get("X-Amz-Date") ?? "").replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5"));
	const expiresAt = signedAt + seconds * 1000;
	return { accessKeyId, region, service, ...(Number.isNaN(expiresAt) ? {} : { expiresAt }) };
}
