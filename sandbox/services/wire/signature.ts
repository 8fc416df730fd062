import type { WireRequest } from "./http.ts";

/** What a signature of version 4 says about itself, in a header or, of a presigned URL, in the query. It is not verified. */
export type Signature = { readonly accessKeyId: string; readonly region: string; readonly service: string };

/**
 * @returns undefined for a request without a signature.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature({ headers, query }: WireRequest): Signature | undefined {
	const credential =
		/^AWS4(?:-HMAC-SHA256|-ECDSA-P256-SHA256) Credential=([^,\s]+)/.exec(headers.get("authorization") ?? "")?.[1] ??
		new URLSearchParams(query).get("X-Amz-Credential");
	const [accessKeyId, date, region, service] = credential?.split("/") ?? [];
	if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined) return undefined;
	return { accessKeyId, region, service };
}
