import type { StackSecret } from "#sandbox/stack/secrets.ts";

export type SecretVersion = {
	readonly id: string;
	readonly content: { readonly SecretString: string } | { /** Base64. */ readonly SecretBinary: string };
	/** Virtual time in milliseconds. */
	readonly createdAt: number;
	/** AWSCURRENT, AWSPREVIOUS, AWSPENDING, and own ones. */
	readonly stages: Set<string>;
};

/** A secret with its versions; a stage stands at one version at most. */
export class Secret {
	readonly config: StackSecret;
	readonly versions = new Map<string, SecretVersion>();

	constructor(config: StackSecret) {
		this.config = config;
	}

	/** @returns undefined when no version has the stage. */
	atStage(stage: string): SecretVersion | undefined {
		return [...this.versions.values()].find(({ stages }) => stages.has(stage));
	}

	/**
	 * Puts a stage at a version. The version that was current before becomes the previous one.
	 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
	 */
	moveStage(stage: string, version: SecretVersion): void {
		const before = this.atStage(stage);
		before?.stages.delete(stage);
		version.stages.add(stage);
		if (stage === "AWSCURRENT" && before && before !== version) this.moveStage("AWSPREVIOUS", before);
	}
}
