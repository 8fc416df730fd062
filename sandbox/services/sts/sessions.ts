import { z } from "zod";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { CloudRun } from "../cloud.ts";
import { type Caller, done, operation } from "../wire/operation.ts";
import { queryProtocol } from "../wire/query-protocol.ts";
import type { ServiceApi } from "../wire/service-api.ts";

type Session = { readonly caller: Caller; readonly expiresAt: number };

/** Sessions of roles that code has assumed, by access key. */
export class Sessions {
	#run: CloudRun;
	#sessions = new Map<string, Session>();
	#ids: RandomStream;

	constructor(run: CloudRun) {
		this.#run = run;
		this.#ids = new RandomStream(run.scenario.seed, "sts sessions");
	}

	/** @returns undefined for a key that no session has, or whose session is over. */
	callerOf(accessKeyId: string): Caller | undefined {
		const session = this.#sessions.get(accessKeyId);
		return session && session.expiresAt > this.#run.simulation.now ? session.caller : undefined;
	}

	/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
	assume(roleArn: string, sessionName: string, seconds: number, by: Caller) {
		const { simulation, epochMs } = this.#run;
		const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
		const principalArn = `arn:aws:sts::${roleArn.split(":")[4] ?? ACCOUNT}:assumed-role/${name}/${sessionName}`;
		const accessKeyId = `ASIA${this.#ids.hex(16).toUpperCase()}`;
		const expiresAt = simulation.now + seconds * 1000;
		const { function: fn, lineage } = by;
		this.#sessions.set(accessKeyId, {
			expiresAt,
			caller: { principalArn, roleArn, ...(fn === undefined ? {} : { function: fn }), ...(lineage ? { lineage } : {}) },
		});
		return {
			Credentials: {
				AccessKeyId: accessKeyId,
				SecretAccessKey: this.#ids.hex(40),
				SessionToken: this.#ids.hex(64),
				Expiration: new Date(epochMs + expiresAt).toISOString(),
			},
			AssumedRoleUser: { AssumedRoleId: `AROAEXAMPLEEXAMPLEXAM:${sessionName}`, Arn: principalArn },
		};
	}
}

/** The operations of AWS STS that handlers call. */
export function stsApi(sessions: Sessions): ServiceApi {
	return {
		title: "AWS STS",
		hosts: ["sts"],
		protocol: queryProtocol({ namespace: "https://sts.amazonaws.com/doc/2011-06-15/" }),
		operations: {
			GetCallerIdentity: operation({
				input: z.object({}),
				// Everybody may, whatever the policies say.
				needs: () => [],
				run: (_, { caller }) =>
					done({
						Arn: caller.principalArn,
						UserId: "AROAEXAMPLEEXAMPLEXAM:session",
						Account: caller.principalArn.split(":")[4] ?? ACCOUNT,
					}),
			}),
			AssumeRole: operation({
				input: z.object({
					RoleArn: z.string().startsWith("arn:"),
					RoleSessionName: z.string().min(2).max(64),
					DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
				}),
				needs: ({ RoleArn }) => [{ action: "sts:AssumeRole", resource: RoleArn }],
				run: ({ RoleArn, RoleSessionName, DurationSeconds }, { caller }) =>
					done(sessions.assume(RoleArn, RoleSessionName, DurationSeconds, caller)),
			}),
		},
	};
}
