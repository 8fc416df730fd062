/**
 * The content of a request whose body is sent in signed chunks, as the SDK does with streams: `SIZE;chunk-signature=…` lines, the chunks, and
 * trailers. Signatures are not verified.
 * @returns A text when chunks are missing; the body as it is when it is not sent so.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function decodeChunked(body: Buffer, headers: ReadonlyMap<string, string>): Buffer | string {
	const chunked = headers.get("content-encoding")?.includes("aws-chunked") || headers.get("x-amz-content-sha256")?.startsWith("STREAMING-");
	if (!chunked) return body;
	const chunks: Buffer[] = [];
	let at = 0;
	for (;;) {
		const end = body.indexOf("\r\n", at);
		const size = end === -1 ? Number.NaN : Number.parseInt(body.toString("latin1", at, end), 16);
		if (!(size >= 0)) return "You did not provide the number of bytes specified by the Content-Length HTTP header.";
		if (size === 0) return Buffer.concat(chunks);
		chunks.push(body.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}
