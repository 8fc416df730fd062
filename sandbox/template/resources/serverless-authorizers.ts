import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import { generatedId } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";

/** Auth.Authorizers of AWS::Serverless::Api and AWS::Serverless::HttpApi (L293 to L296). */
export function readAuthorizers(api: string, auth: Properties, kind: "rest" | "http"): StackAuthorizer[] {
	return auth.partsByName("Authorizers", `Authorizers of ${api}`).flatMap(([name, part]) => {
		const authorizer = kind === "rest" ? restAuthorizer(part) : httpAuthorizer(part);
		part.notSimulated({
			FunctionInvokeRole: "The gateway calls under the function's resource policy.",
			DisableFunctionDefaultPermissions: "The gateway may call the authorizer.",
			EnableFunctionDefaultPermissions: "The gateway may call the authorizer.",
		});
		part.ignore("AuthorizationScopes");
		part.done();
		return authorizer ? [{ id: generatedId("authorizer", `${api}${name}`, 6), name, ...authorizer }] : [];
	});
}

type Unnamed = StackAuthorizer extends infer A ? (A extends StackAuthorizer ? Omit<A, "id" | "name"> : never) : never;

function restAuthorizer(part: Properties): Unnamed | undefined {
	const identity = part.part("Identity");
	const header = identity?.text("Header") ?? "Authorization";
	const ttl = identity?.whole("ReauthorizeEvery", { min: 0, max: 3600, fallback: 300, unit: "seconds" }) ?? 300;
	const tokenPattern = identity?.text("ValidationExpression");
	const sources = (["Headers", "QueryStrings", "StageVariables", "Context"] as const).flatMap((key) =>
		(identity?.texts(key) ?? []).map((name) => `${PREFIXES[key]}${name}`),
	);
	identity?.done();
	const pools = part.texts("UserPoolArn");
	if (pools.length > 0) return { kind: "cognito", userPoolArns: pools, identitySources: [`method.request.header.${header}`] };
	const functionArn = part.needed("FunctionArn", "Give the ARN of the authorizer's function, or a UserPoolArn.");
	const type = part.oneOf("FunctionPayloadType", ["TOKEN", "REQUEST"], "TOKEN");
	if (functionArn === undefined) return undefined;
	return {
		kind: "lambda",
		type,
		functionArn,
		identitySources: type === "TOKEN" ? [`method.request.header.${header}`] : sources,
		payloadVersion: "1.0",
		simpleResponses: false,
		resultTtlSeconds: ttl,
		...(tokenPattern === undefined ? {} : { tokenPattern }),
	};
}

const PREFIXES = {
	Headers: "method.request.header.",
	QueryStrings: "method.request.querystring.",
	StageVariables: "stageVariables.",
	Context: "context.",
};

function httpAuthorizer(part: Properties): Unnamed | undefined {
	const jwt = part.part("JwtConfiguration");
	if (jwt) {
		const issuer = jwt.text("issuer") ?? jwt.text("Issuer");
		const audience = [...jwt.texts("audience"), ...jwt.texts("Audience")];
		jwt.done();
		if (issuer === undefined) jwt.problem("issuer", `JwtConfiguration of ${part.owner} has no issuer.`, "Add issuer and audience.");
		return {
			kind: "jwt",
			issuer: issuer ?? "",
			audience,
			identitySources: [part.text("IdentitySource") ?? "$request.header.Authorization"],
		};
	}
	const functionArn = part.needed("FunctionArn", "Give the ARN of the authorizer's function, or a JwtConfiguration.");
	const identity = part.part("Identity");
	const sources = (["Headers", "QueryStrings", "StageVariables", "Context"] as const).flatMap((key) =>
		(identity?.texts(key) ?? []).map((name) => `${HTTP_PREFIXES[key]}${name}`),
	);
	const resultTtlSeconds = identity?.whole("ReauthorizeEvery", { min: 0, max: 3600, fallback: 0, unit: "seconds" }) ?? 0;
	identity?.done();
	const payloadVersion = part.oneOf("AuthorizerPayloadFormatVersion", ["1.0", "2.0"], "2.0");
	const simpleResponses = part.flag("EnableSimpleResponses", false);
	if (functionArn === undefined) return undefined;
	return { kind: "lambda", type: "REQUEST", functionArn, identitySources: sources, payloadVersion, simpleResponses, resultTtlSeconds };
}

const HTTP_PREFIXES = {
	Headers: "$request.header.",
	QueryStrings: "$request.querystring.",
	StageVariables: "$stageVariables.",
	Context: "$context.",
};
