import { runSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionsHold } from "#sandbox/iam/conditions.ts";
import { denialMessage, evaluate, type Policies } from "#sandbox/iam/evaluate.ts";
import { fitsArn, fitsWildcard } from "#sandbox/iam/wildcard.ts";
import type { Json } from "#sandbox/json-value.ts";
import type { PolicyDocument } from "#sandbox/stack/iam.ts";

const role = "arn:aws:iam::123456789012:role/app";
const queue = "arn:aws:sqs:eu-central-1:123456789012:orders";
const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders";
const policy = (...statements: Json[]): PolicyDocument => ({ Version: "2012-10-17", Statement: statements });
const allow = (Action: Json, Resource: Json = "*", more: object = {}): Json => ({ Effect: "Allow", Action, Resource, ...more });
const deny = (Action: Json, Resource: Json = "*", more: object = {}): Json => ({ Effect: "Deny", Action, Resource, ...more });

function decide(policies: Partial<Policies>, action: string, resource: string, context: Record<string, string> = {}) {
	const request = {
		action,
		resource,
		context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]] as const)),
		principals: ["arn:aws:sts::123456789012:assumed-role/app/fn", role, "arn:aws:iam::123456789012:root"],
	};
	const decision = evaluate({ identity: [], resource: undefined, boundary: undefined, ...policies }, request);
	return decision.allowed ? `allowed by ${decision.by}` : denialMessage("arn:aws:sts::123456789012:assumed-role/app/fn", request, decision);
}

describe("what policies decide within an account (L358)", () => {
	it("nothing is allowed that no policy allows, and the message names principal, action and resource (L360)", () => {
		expect(decide({ identity: [policy(allow("sqs:ReceiveMessage"))] }, "sqs:SendMessage", queue)).toBe(
			`User: arn:aws:sts::123456789012:assumed-role/app/fn is not authorized to perform: sqs:SendMessage on resource: ${queue} because no identity-based policy allows the sqs:SendMessage action`,
		);
	});

	it.each([
		["an action by name", allow("sqs:SendMessage"), true],
		["an action in other letters", allow("SQS:sendmessage"), true],
		["actions by a pattern", allow(["sqs:Get*", "sqs:Send*"]), true],
		["all but others", { Effect: "Allow", NotAction: "sqs:Delete*", Resource: "*" }, true],
		["all but this one", { Effect: "Allow", NotAction: "sqs:*", Resource: "*" }, false],
		["a resource by name", allow("sqs:*", queue), true],
		["a resource by a pattern", allow("sqs:*", "arn:aws:sqs:*:*:ord?rs"), true],
		["another resource", allow("sqs:*", `${queue}2`), false],
		["every resource but this", { Effect: "Allow", Action: "sqs:*", NotResource: queue }, false],
		["a condition that holds", allow("sqs:*", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }), true],
		["a condition that does not", allow("sqs:*", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } }), false],
	] as [string, Json, boolean][])("a statement allows %s", (_, statement, allowed) => {
		const said = decide({ identity: [policy(statement)] }, "sqs:SendMessage", queue, { "aws:RequestedRegion": "eu-central-1" });
		expect(said === "allowed by identity").toBe(allowed);
	});

	it("a star in a part of an ARN does not reach into the next, as the table without its indexes shows", () => {
		expect(decide({ identity: [policy(allow("dynamodb:Query", table))] }, "dynamodb:Query", `${table}/index/byState`)).toContain(
			"not authorized",
		);
		expect(fitsArn("arn:aws:*:orders", queue)).toBe(false);
		expect(fitsArn("arn:aws:sqs:*:*:*", queue)).toBe(true);
	});

	it("an explicit deny wins over everything, wherever it stands", () => {
		const all = policy(allow("*"));
		expect(decide({ identity: [all, policy(deny("sqs:*"))] }, "sqs:SendMessage", queue)).toContain(
			"with an explicit deny in an identity-based policy",
		);
		const ofQueue = policy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: queue });
		expect(decide({ identity: [all], resource: [ofQueue] }, "sqs:SendMessage", queue)).toContain(
			"with an explicit deny in a resource-based policy",
		);
		expect(decide({ identity: [all], boundary: policy(deny("sqs:*")) }, "sqs:SendMessage", queue)).toContain(
			"with an explicit deny in a permissions boundary",
		);
	});

	it("a resource's policy that names the role is enough by itself; one that names somebody else is not", () => {
		const ofQueue = (AWS: string) => policy({ Effect: "Allow", Principal: { AWS }, Action: "sqs:SendMessage", Resource: queue });
		expect(decide({ resource: [ofQueue(role)] }, "sqs:SendMessage", queue)).toBe("allowed by resource");
		expect(decide({ resource: [ofQueue("arn:aws:iam::123456789012:role/other")] }, "sqs:SendMessage", queue)).toContain(
			"no identity-based policy",
		);
	});

	it("a boundary limits what the role's own policies allow", () => {
		const policies = { identity: [policy(allow("*"))], boundary: policy(allow("sqs:Receive*")) };
		expect(decide(policies, "sqs:ReceiveMessage", queue)).toBe("allowed by identity");
		expect(decide(policies, "sqs:SendMessage", queue)).toContain("because no permissions boundary allows the sqs:SendMessage action");
	});
});

describe("conditions", () => {
	const context = new Map([
		["aws:sourceip", ["203.0.113.7"]],
		["aws:epochtime", ["1700000000"]],
		["dynamodb:leadingkeys", ["u1", "u2"]],
		["aws:username", ["ann"]],
		["aws:securetransport", ["true"]],
	]);
	it.each([
		[{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, true],
		[{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, false],
		[{ DateLessThan: { "aws:EpochTime": "2024-01-01T00:00:00Z" } }, true],
		[{ NumericGreaterThanEquals: { "aws:EpochTime": 1_700_000_001 } }, false],
		[{ Bool: { "aws:SecureTransport": true } }, true],
		[{ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["u1", "u2", "u3"] } }, true],
		[{ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["u1"] } }, false],
		[{ "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["u1"] } }, true],
		[{ StringEquals: { "aws:missing": "x" } }, false],
		[{ StringNotEquals: { "aws:missing": "x" } }, true],
		[{ StringEqualsIfExists: { "aws:missing": "x" } }, true],
		[{ Null: { "aws:missing": "true" } }, true],
		[{ StringLike: { "aws:username": "a${*}" } }, false],
		[{ StringEquals: { "aws:username": "${aws:username}" } }, true],
		[{ NoSuchOperator: { "aws:username": "ann" } }, false],
	] as [Json, boolean][])("%j holds: %s", (condition, holds) => expect(conditionsHold(condition, context)).toBe(holds));
});

describe("patterns", () => {
	it("take time that grows with the text alone, however many stars they have", () => {
		expect(fitsWildcard(`${"*a".repeat(2000)}b`, "a".repeat(4000))).toBe(false);
	});
});

describe("side by side with an evaluator that many use", () => {
	const actions = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"];
	const statement = fc.record({
		Effect: fc.constantFrom("Allow", "Allow", "Deny"),
		Action: fc.constantFrom("*", "sqs:*", "sqs:Send*", "sqs:SendMessage", "sqs:ReceiveMessage", "SQS:deletemessage"),
		Resource: fc.constantFrom("*", queue, "arn:aws:sqs:*:*:ord*", "arn:aws:sqs:eu-central-1:123456789012:other"),
		Condition: fc.constantFrom(
			undefined,
			undefined,
			{ StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
			{ StringLike: { "aws:RequestedRegion": "us-*" } },
			{ StringNotEquals: { "aws:PrincipalTag/team": "x" } },
		),
	});
	const cleaned = (value: object) => JSON.parse(JSON.stringify(value)) as Json;

	it("decides the same for any policies of identity, resource and boundary", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(statement, { minLength: 1, maxLength: 3 }),
				fc.option(fc.array(statement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
				fc.option(fc.array(statement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
				fc.constantFrom(...actions),
				async (identity, boundary, resource, action) => {
					const documents = {
						identity: policy(...identity.map(cleaned)),
						boundary: boundary && policy(...boundary.map(cleaned)),
						resource: resource && policy(...resource.map((one) => ({ ...(cleaned(one) as object), Principal: { AWS: role } }) as Json)),
					};
					const contextVariables = { "aws:RequestedRegion": "eu-central-1" };
					const result = await runSimulation(
						{
							request: { principal: role, action, resource: { resource: queue, accountId: "123456789012" }, contextVariables },
							identityPolicies: [{ name: "identity", policy: documents.identity }],
							serviceControlPolicies: [],
							resourceControlPolicies: [],
							resourcePolicy: documents.resource,
							permissionBoundaryPolicies: documents.boundary && [{ name: "boundary", policy: documents.boundary }],
						} as Parameters<typeof runSimulation>[0],
						{},
					);
					if (result.resultType === "error") throw new Error(JSON.stringify(result));
					const { identity: own, boundary: limit, resource: ofQueue } = documents;
					const said = decide({ identity: [own], boundary: limit, resource: ofQueue && [ofQueue] }, action, queue, contextVariables);
					expect([result.overallResult === "Allowed", documents]).toEqual([said.startsWith("allowed"), documents]);
				},
			),
			{ numRuns: 150, seed: 7 },
		);
	});
});
