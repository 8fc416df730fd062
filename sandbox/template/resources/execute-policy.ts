import type { Json } from "#sandbox/json-value.ts";
import { ACCOUNT, arnOf } from "#sandbox/stack/arn.ts";
import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";
import { apiId } from "../references.ts";

/**
 * A resource policy with resources in short form, `execute-api:/Prod/GET/orders`, written out as ARNs.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function executePolicy(policy: Json | undefined, api: string, { region }: Reading): Json | undefined {
	const full = (value: Json): Json => {
		if (Array.isArray(value)) return value.map(full);
		if (typeof value !== "string") return value;
		return value.startsWith("execute-api:/") ? arnOf("execute-api", region, `${apiId(api)}/${value.slice("execute-api:/".length)}`) : value;
	};
	const statement = (one: Json): Json => {
		if (typeof one !== "object" || one === null || Array.isArray(one)) return one;
		return Object.fromEntries(Object.entries(one).map(([key, value]) => [key, /^(?:Not)?Resource$/.test(key) ? full(value) : value]));
	};
	if (typeof policy !== "object" || policy === null || Array.isArray(policy)) return policy;
	const { Statement } = policy;
	return { ...policy, Statement: Array.isArray(Statement) ? Statement.map(statement) : statement(Statement ?? null) };
}

/** A method of the API, as a policy of SAM limits its statements to. */
export type PolicyScope = { stage: string; method: string; path: string };

/**
 * Auth.ResourcePolicy of SAM, of an API or of one event.
 * @param scopes Methods that it is for.
 * @returns Statements of the API's resource policy.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
 */
export function readSamPolicy(part: Properties, scopes: readonly PolicyScope[]): Json[] {
	const Resource = scopes.map(
		({ stage, method, path }) => `execute-api:/${stage}/${method === "ANY" ? "*" : method}${path.replace(/\{[^{}]*\}/g, "*")}`,
	);
	const common = { Action: "execute-api:Invoke", Resource, Principal: "*" };
	const custom = part.json("CustomStatements");
	const statements: Json[] = (Array.isArray(custom) ? custom : custom === undefined ? [] : [custom]).map((one) =>
		typeof one === "object" && one !== null && !Array.isArray(one)
			? {
					Action: "execute-api:Invoke",
					Principal: "*",
					...one,
					...(one.Resource === undefined ? { Resource } : { Resource: prefixed(one.Resource) }),
				}
			: one,
	);
	const deny = (operator: string, key: string, values: string[]) =>
		statements.push({ ...common, Effect: "Deny", Condition: { [operator]: { [key]: values } } });
	const allow = () => {
		if (!statements.some((one) => JSON.stringify(one) === JSON.stringify({ ...common, Effect: "Allow" })))
			statements.push({ ...common, Effect: "Allow" });
	};
	for (const [property, operator, key] of LISTS) {
		const values = part.texts(property);
		if (values.length === 0) continue;
		allow();
		deny(operator, key, values);
	}
	for (const [property, effect] of [
		["AwsAccountWhitelist", "Allow"],
		["AwsAccountBlacklist", "Deny"],
	] as const) {
		const accounts = part.texts(property);
		if (accounts.length === 0) continue;
		statements.push({
			...common,
			Effect: effect,
			Principal: { AWS: accounts.map((account) => `arn:aws:iam::${account === "self" ? ACCOUNT : account}:root`) },
		});
	}
	part.done();
	return statements;
}

const LISTS = [
	["IpRangeWhitelist", "NotIpAddress", "aws:SourceIp"],
	["IpRangeBlacklist", "IpAddress", "aws:SourceIp"],
	["SourceVpcWhitelist", "StringNotEquals", "aws:SourceVpc"],
	["SourceVpcBlacklist", "StringEquals", "aws:SourceVpc"],
	["IntrinsicVpcWhitelist", "StringNotEquals", "aws:SourceVpc"],
	["IntrinsicVpcBlacklist", "StringEquals", "aws:SourceVpc"],
	["IntrinsicVpceWhitelist", "StringNotEquals", "aws:SourceVpce"],
	["IntrinsicVpceBlacklist", "StringEquals", "aws:SourceVpce"],
] as const;

/** SAM lets custom statements name their resources without `execute-api:/`. */
function prefixed(resource: Json): Json {
	if (Array.isArray(resource)) return resource.map(prefixed);
	if (typeof resource !== "string" || resource === "*" || resource.startsWith("arn:") || resource.startsWith("execute-api:"))
		return resource;
	return `execute-api:/${resource.replace(/^\//, "")}`;
}
