import { z } from "zod";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackParameter } from "#sandbox/stack/secrets.ts";
import type { Cloud } from "../cloud.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";

type Stored = {
	readonly name: string;
	readonly arn: string;
	readonly type: StackParameter["type"];
	value: string;
	version: number;
	changedAt: number;
};

/** Parameters of one page of GetParametersByPath. */
const MOST_BY_PATH = 10;
/** Of a standard parameter. */
const MOST_BYTES = 4096;

/**
 * Systems Manager Parameter Store: the parameters of a stack, and the operations that handlers call.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function parameterStoreApi({ run, stack }: Cloud): ServiceApi {
	const { region } = run.scenario;
	const stored = new Map<string, Stored>(
		stack.parameters.map(({ name, arn, type, value }) => [name, { name, arn, type, value, version: 1, changedAt: 0 }]),
	);
	const plain = (name: string) => name.replace(/^arn:[^:]*:ssm:[^:]*:\d+:parameter(?=\/)/, "").replace(/:[^:/]*$/, "");
	const arnOfName = (name: string) =>
		name.startsWith("arn:") ? name : arnOf("ssm", region, `parameter/${plain(name).replace(/^\//, "")}`);
	const needs = (action: string) => (names: readonly string[]) =>
		names.map((name) => ({ action: `ssm:${action}`, resource: arnOfName(name) }));
	/** A secure value is encrypted unless the request wants it decrypted. */
	const shown = ({ name, arn, type, value, version, changedAt }: Stored, decrypt: boolean) => ({
		Name: name,
		Type: type,
		Value: type === "SecureString" && !decrypt ? Buffer.from(`encrypted:${value}`).toString("base64") : value,
		Version: version,
		LastModifiedDate: (run.epochMs + changedAt) / 1000,
		ARN: arn,
		DataType: "text",
	});
	const decryption = { WithDecryption: z.boolean().default(false) };
	return {
		title: "AWS Systems Manager",
		hosts: ["ssm"],
		protocol: jsonProtocol("1.1", { target: "AmazonSSM" }),
		operations: {
			GetParameter: operation({
				input: z.object({ Name: z.string(), ...decryption }),
				needs: ({ Name }) => needs("GetParameter")([Name]),
				run: ({ Name, WithDecryption }) => {
					const parameter = stored.get(plain(Name));
					const version = /:(\d+)$/.exec(Name)?.[1];
					if (parameter && version !== undefined && Number(version) !== parameter.version)
						return failed(
							"ParameterVersionNotFound",
							`Systems Manager could not find version ${version} of ${parameter.name}. Earlier versions are not kept in the simulation.`,
						);
					return parameter ? done({ Parameter: shown(parameter, WithDecryption) }) : failed("ParameterNotFound", "");
				},
			}),
			GetParameters: operation({
				input: z.object({ Names: z.array(z.string()).min(1).max(10), ...decryption }),
				needs: ({ Names }) => needs("GetParameters")(Names),
				run: ({ Names, WithDecryption }) => {
					const found = Names.flatMap((name) => stored.get(plain(name)) ?? []);
					return done({
						Parameters: found.map((parameter) => shown(parameter, WithDecryption)),
						InvalidParameters: Names.filter((name) => !stored.has(plain(name))),
					});
				},
			}),
			GetParametersByPath: operation({
				input: z.object({
					Path: z.string().startsWith("/"),
					Recursive: z.boolean().default(false),
					MaxResults: z.number().int().min(1).max(MOST_BY_PATH).default(MOST_BY_PATH),
					NextToken: z
						.string()
						.regex(/^\d{1,9}$/)
						.optional(),
					...decryption,
				}),
				needs: ({ Path }) => needs("GetParametersByPath")([Path]),
				run: ({ Path, Recursive, MaxResults, NextToken = "0", WithDecryption }) => {
					const base = Path.endsWith("/") ? Path : `${Path}/`;
					const below = [...stored.values()]
						.filter(({ name }) => name.startsWith(base) && (Recursive || !name.slice(base.length).includes("/")))
						.sort((a, b) => (a.name < b.name ? -1 : 1));
					const start = Number(NextToken);
					const page = below.slice(start, start + MaxResults);
					const more = start + MaxResults < below.length ? { NextToken: String(start + MaxResults) } : {};
					return done({ Parameters: page.map((parameter) => shown(parameter, WithDecryption)), ...more });
				},
			}),
			PutParameter: operation({
				input: z.object({
					Name: z.string().min(1),
					Value: z.string(),
					Type: z.enum(["String", "StringList", "SecureString"]).optional(),
					Overwrite: z.boolean().default(false),
				}),
				needs: ({ Name }) => needs("PutParameter")([Name]),
				run: ({ Name, Value, Type, Overwrite }) => {
					const name = plain(Name);
					const present = stored.get(name);
					if (present && !Overwrite)
						return failed(
							"ParameterAlreadyExists",
							"The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
						);
					if (!present && !Type) return failed("ValidationException", "A parameter type is required when you create a parameter.");
					if (Buffer.byteLength(Value) > MOST_BYTES)
						return failed("ValidationException", "Standard tier parameters support a maximum parameter value of 4096 characters.");
					const version = (present?.version ?? 0) + 1;
					stored.set(name, {
						name,
						arn: arnOfName(name),
						type: Type ?? present?.type ?? "String",
						value: Value,
						version,
						changedAt: run.simulation.now,
					});
					return done({ Version: version, Tier: "Standard" });
				},
			}),
			DeleteParameter: operation({
				input: z.object({ Name: z.string() }),
				needs: ({ Name }) => needs("DeleteParameter")([Name]),
				run: ({ Name }) => (stored.delete(plain(Name)) ? done({}) : failed("ParameterNotFound", "")),
			}),
		},
	};
}
