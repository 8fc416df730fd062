/**
 * Whether a media type is among an API's binaryMediaTypes. Of a list such as an Accept header the first entry counts, as on AWS.
 * @param types For example `image/png`, `image/*`, `*` + `/*`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export function isBinaryType(types: readonly string[], contentType: string): boolean {
	const type = contentType.split(",")[0]?.split(";")[0]?.trim().toLowerCase() ?? "";
	return types.some((one) => {
		const wanted = one.toLowerCase();
		if (wanted === "*/*") return true;
		return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
	});
}
