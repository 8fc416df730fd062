import { z } from "zod";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { type Answer, done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import type { Secret, SecretVersion } from "./secret.ts";
import type { SecretsService } from "./secrets-service.ts";

const secretId = { SecretId: z.string().min(1) };
const content = { SecretString: z.string().max(65_536).optional(), SecretBinary: z.string().optional() };
const token = { ClientRequestToken: z.string().min(32).max(64).optional() };
type Content = z.output<z.ZodObject<typeof content>>;

/**
 * The operations of AWS Secrets Manager that handlers and rotation functions call (L365).
 * @param epochMs Calendar time at virtual time 0.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export function secretsApi(
	secrets: SecretsService,
	{ epochMs, password }: { epochMs: number; password: (length: number) => string },
): ServiceApi {
	const needs = (action: string) => (input: { SecretId: string }) => [
		{ action: `secretsmanager:${action}`, resource: secrets.arnOf(input.SecretId) },
	];
	const seconds = (at: number) => (epochMs + at) / 1000;
	/** Runs with the secret, or tells that there is none. */
	const withSecret = <O>(id: string, run: (secret: Secret) => Answer<O>): Answer<O> => {
		const secret = secrets.find(id);
		return secret.ok ? run(secret.output) : secret;
	};
	const describedValue = (secret: Secret, version: SecretVersion) => ({
		ARN: secret.config.arn,
		Name: secret.config.name,
		VersionId: version.id,
		...version.content,
		VersionStages: [...version.stages],
		CreatedDate: seconds(version.createdAt),
	});
	const write = (secret: Secret, given: Content, id: string, stages: readonly string[]) => {
		const version = contentOf(given);
		if (!version) return failed("InvalidParameterException", "You must provide either SecretString or SecretBinary.");
		const put = secrets.put(secret, version, { id, stages });
		return put.ok
			? done({ ARN: secret.config.arn, Name: secret.config.name, VersionId: put.output.id, VersionStages: [...put.output.stages] })
			: put;
	};
	return {
		title: "AWS Secrets Manager",
		hosts: ["secretsmanager"],
		protocol: jsonProtocol("1.1", { target: "secretsmanager" }),
		operations: {
			GetSecretValue: operation({
				input: z.object({ ...secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() }),
				needs: needs("GetSecretValue"),
				run: ({ SecretId, VersionId, VersionStage = "AWSCURRENT" }) =>
					withSecret(SecretId, (secret) => {
						const version = VersionId === undefined ? secret.atStage(VersionStage) : secret.versions.get(VersionId);
						const which = VersionId === undefined ? `staging label: ${VersionStage}` : `VersionId: ${VersionId}`;
						if (!version) return failed("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${which}`);
						return done(describedValue(secret, version));
					}),
			}),
			BatchGetSecretValue: operation({
				input: z.object({ SecretIdList: z.array(z.string()).min(1).max(20) }),
				needs: ({ SecretIdList }) => [
					{ action: "secretsmanager:BatchGetSecretValue", resource: "*" },
					...SecretIdList.map((id) => ({ action: "secretsmanager:GetSecretValue", resource: secrets.arnOf(id) })),
				],
				run: ({ SecretIdList }) => {
					const found = SecretIdList.map((id) => ({ id, secret: secrets.find(id) }));
					return done({
						SecretValues: found.flatMap(({ secret }) => {
							const version = secret.ok ? secret.output.atStage("AWSCURRENT") : undefined;
							return secret.ok && version ? [describedValue(secret.output, version)] : [];
						}),
						Errors: found.flatMap(({ id, secret }) =>
							secret.ok ? [] : [{ SecretId: id, ErrorCode: secret.error.name, Message: secret.error.message }],
						),
					});
				},
			}),
			DescribeSecret: operation({
				input: z.object(secretId),
				needs: needs("DescribeSecret"),
				run: ({ SecretId }) =>
					withSecret(SecretId, ({ config, versions }) =>
						done({
							ARN: config.arn,
							Name: config.name,
							RotationEnabled: config.rotationFunctionArn !== undefined,
							RotationLambdaARN: config.rotationFunctionArn,
							VersionIdsToStages: Object.fromEntries(
								[...versions.values()].filter(({ stages }) => stages.size > 0).map(({ id, stages }) => [id, [...stages]]),
							),
						}),
					),
			}),
			CreateSecret: operation({
				input: z.object({ Name: z.string().min(1).max(512), ...content, ...token }),
				needs: ({ Name }) => [{ action: "secretsmanager:CreateSecret", resource: secrets.arnOf(Name) }],
				run: (input) => {
					if (secrets.find(input.Name).ok)
						return failed("ResourceExistsException", `The operation failed because the secret ${input.Name} already exists.`);
					const secret = secrets.create(input.Name);
					if (!contentOf(input)) return done({ ARN: secret.config.arn, Name: input.Name });
					return write(secret, input, input.ClientRequestToken ?? secrets.newVersionId(), ["AWSCURRENT"]);
				},
			}),
			PutSecretValue: operation({
				input: z.object({ ...secretId, ...content, ...token, VersionStages: z.array(z.string()).min(1).max(20).default(["AWSCURRENT"]) }),
				needs: needs("PutSecretValue"),
				run: (input) =>
					withSecret(input.SecretId, (secret) =>
						write(secret, input, input.ClientRequestToken ?? secrets.newVersionId(), input.VersionStages),
					),
			}),
			UpdateSecret: operation({
				input: z.object({ ...secretId, ...content, ...token }),
				needs: needs("UpdateSecret"),
				run: (input) =>
					withSecret(input.SecretId, (secret) =>
						contentOf(input)
							? write(secret, input, input.ClientRequestToken ?? secrets.newVersionId(), ["AWSCURRENT"])
							: done({ ARN: secret.config.arn, Name: secret.config.name }),
					),
			}),
			UpdateSecretVersionStage: operation({
				input: z.object({
					...secretId,
					VersionStage: z.string(),
					MoveToVersionId: z.string().optional(),
					RemoveFromVersionId: z.string().optional(),
				}),
				needs: needs("UpdateSecretVersionStage"),
				run: ({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }) =>
					withSecret(SecretId, (secret) => {
						const present = secret.atStage(VersionStage);
						if (present && MoveToVersionId !== undefined && MoveToVersionId !== present.id && RemoveFromVersionId !== present.id)
							return failed(
								"InvalidParameterException",
								`The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${present.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
							);
						const target = MoveToVersionId === undefined ? undefined : secret.versions.get(MoveToVersionId);
						if (MoveToVersionId !== undefined && !target)
							return failed("ResourceNotFoundException", `Secrets Manager can't find the specified secret version: ${MoveToVersionId}.`);
						if (target) secret.moveStage(VersionStage, target);
						else present?.stages.delete(VersionStage);
						return done({ ARN: secret.config.arn, Name: secret.config.name });
					}),
			}),
			RotateSecret: operation({
				input: z.object({ ...secretId, ...token }),
				needs: needs("RotateSecret"),
				run: ({ SecretId, ClientRequestToken }) =>
					withSecret(SecretId, (secret) => {
						const id = ClientRequestToken ?? secrets.newVersionId();
						const rotation = secrets.rotate(secret, id);
						return rotation.ok ? done({ ARN: secret.config.arn, Name: secret.config.name, VersionId: id }) : rotation;
					}),
			}),
			ListSecrets: operation({
				input: z.object({}),
				needs: () => [{ action: "secretsmanager:ListSecrets", resource: "*" }],
				run: () => done({ SecretList: secrets.secrets.map(({ config }) => ({ ARN: config.arn, Name: config.name })) }),
			}),
			GetRandomPassword: operation({
				input: z.object({ PasswordLength: z.number().int().min(1).max(4096).default(32) }),
				needs: () => [{ action: "secretsmanager:GetRandomPassword", resource: "*" }],
				run: ({ PasswordLength }) => done({ RandomPassword: password(PasswordLength) }),
			}),
		},
	};
}

function contentOf({ SecretString, SecretBinary }: Content): SecretVersion["content"] | undefined {
	if (SecretString !== undefined) return { SecretString };
	return SecretBinary === undefined ? undefined : { SecretBinary };
}
