/** What the name of an AWS endpoint says. */
export type EndpointName = {
	/** First label that names the service: `sqs`, `dynamodb`, `s3`, `events`. */
	readonly service: string;
	/** Absent where the endpoint is global. */
	readonly region: string | undefined;
	/** What stands before the service: a bucket, or an account. */
	readonly prefix: string | undefined;
};

/** Endpoints have a label `fips` or `dualstack`, and an ending, that say nothing of the service. */
const SUFFIX = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/**
 * @param host With or without a port.
 * @returns undefined when it is no endpoint of AWS.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export function readEndpointName(host: string): EndpointName | undefined {
	const name = host.toLowerCase().replace(/:\d+$/, "");
	if (!SUFFIX.test(name)) return undefined;
	const labels = name
		.replace(SUFFIX, "")
		.split(".")
		.filter((label) => label !== "dualstack");
	const region = labels.findIndex((label) => REGION.test(label));
	const at = region === -1 ? labels.length - 1 : region - 1;
	const service = labels[at];
	if (service === undefined || service === "") return undefined;
	const prefix = labels.slice(0, at).join(".");
	return {
		service: service.replace(/-fips$/, ""),
		region: region === -1 ? undefined : labels[region],
		prefix: prefix === "" ? undefined : prefix,
	};
}
