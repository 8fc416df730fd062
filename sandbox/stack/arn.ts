/** The account of every simulated resource. */
export const ACCOUNT = "123456789012";

/** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`, split. */
export type ArnParts = { service: string; region: string; account: string; resource: string };

export function arnOf(service: string, region: string, resource: string): string {
	return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
}

/** @returns undefined for a text that is no ARN. */
export function parseArn(arn: string): ArnParts | undefined {
	const [prefix, , service, region, account, ...resource] = arn.split(":");
	if (prefix !== "arn" || service === undefined || region === undefined || account === undefined || resource.length === 0) return undefined;
	return { service, region, account, resource: resource.join(":") };
}

/** ARN of a function, with a version or alias behind it when one is given. @param name Its physical name. */
export function functionArn(region: string, name: string, qualifier?: string): string {
	return arnOf("lambda", region, `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
}

/** @returns Physical name and qualifier of a function that an ARN names; undefined for any other ARN. */
export function functionOfArn(arn: string): { name: string; qualifier: string | undefined } | undefined {
	const parts = parseArn(arn);
	const [kind, name, qualifier] = parts?.service === "lambda" ? parts.resource.split(":") : [];
	return kind === "function" && name !== undefined ? { name, qualifier } : undefined;
}
