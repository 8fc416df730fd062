import { RandomStream } from "#sandbox/kernel/random.ts";
import { arnOf, functionOfArn } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import { type Answer, done, failed } from "../wire/operation.ts";
import { Secret, type SecretVersion } from "./secret.ts";

/** The steps of a rotation, in which the function is invoked one after another. */
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

/** Secrets Manager: the secrets of a stack, their versions, and their rotation (L365). */
export class SecretsService {
	#cloud: Cloud;
	#secrets: Secret[] = [];
	#ids: RandomStream;

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		this.#ids = new RandomStream(cloud.run.scenario.seed, "secrets");
		for (const config of cloud.stack.secrets) {
			const secret = new Secret(config);
			this.#secrets.push(secret);
			if (config.value !== undefined) this.put(secret, { SecretString: config.value }, { id: this.#ids.uuid(), stages: ["AWSCURRENT"] });
		}
	}

	get secrets(): readonly Secret[] {
		return this.#secrets;
	}

	/** @param id Name, ARN, or an ARN without the six characters at its end. */
	find(id: string): Answer<Secret> {
		const secret = this.#secrets.find(({ config }) => config.name === id || config.arn === id || config.arn.slice(0, -7) === id);
		return secret ? done(secret) : failed("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
	}

	/** ARN for the permission, which is asked before it is known whether there is such a secret. */
	arnOf(id: string): string {
		const found = this.find(id);
		if (found.ok) return found.output.config.arn;
		return id.startsWith("arn:") ? id : arnOf("secretsmanager", this.#cloud.run.scenario.region, `secret:${id}-??????`);
	}

	/** Makes a new secret, that no template has. */
	create(name: string): Secret {
		const arn = arnOf("secretsmanager", this.#cloud.run.scenario.region, `secret:${name}-${this.#ids.hex(6)}`);
		const secret = new Secret({ id: name, line: 1, name, arn, value: undefined, rotationFunctionArn: undefined });
		this.#secrets.push(secret);
		return secret;
	}

	newVersionId(): string {
		return this.#ids.uuid();
	}

	/** Writes a version. The same version again does nothing, if it has the same content. */
	put(secret: Secret, content: SecretVersion["content"], { id, stages }: { id: string; stages: readonly string[] }): Answer<SecretVersion> {
		const known = secret.versions.get(id);
		if (known && JSON.stringify(known.content) !== JSON.stringify(content))
			return failed(
				"ResourceExistsException",
				`You can't modify an existing version, you can only create a new version. ${id} already exists.`,
			);
		const version: SecretVersion = known ?? { id, content, createdAt: this.#cloud.run.simulation.now, stages: new Set() };
		secret.versions.set(id, version);
		for (const stage of stages) secret.moveStage(stage, version);
		return done(version);
	}

	/**
	 * Rotates a secret: invokes its function for each step. A step that fails ends the rotation, and AWSPENDING stays where it is.
	 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
	 */
	rotate(secret: Secret, token: string): Answer<null> {
		const { rotationFunctionArn, arn } = secret.config;
		const target = functionOfArn(rotationFunctionArn ?? "");
		const { lambda } = this.#cloud;
		const fn = lambda.functions.find((one) => (one.functionName ?? one.name) === target?.name);
		if (!fn) return failed("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.");
		const step = (index: number) => {
			const Step = STEPS[index];
			if (Step === undefined) return;
			const payload = JSON.stringify({ Step, SecretId: arn, ClientRequestToken: token });
			const source = { service: "secretsmanager", resource: arn, invocationType: "RequestResponse" } as const;
			lambda.invoke({ function: fn.name, payload, source }, ({ status }) => {
				if (status === "succeeded") step(index + 1);
			});
		};
		step(0);
		return done(null);
	}
}
